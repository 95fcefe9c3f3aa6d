"""What stands in for an answer that a message board did not give: shared by the boards' connectors."""

from typing import Any

import requests

from connectors.contract import ConnectorError, OutcomeUnknown, TryLater
from connectors.transport import never_sent


def unreadable(status: int, is_write: bool) -> ConnectorError:
    """An answer that is none of the board's own: a web page, a redirect, a body cut short."""
    where = " (it leads elsewhere: correct the address)" if 300 <= status < 400 else ""
    if is_write:
        return OutcomeUnknown(f"the board's answer was unreadable (HTTP {status}){where}; read back before any repeat")
    return TryLater(f"the board is down or its answer was unreadable (HTTP {status}){where}; it will be tried again")


def lost(error: requests.RequestException, is_write: bool) -> ConnectorError:
    """No answer at all."""
    kind = type(error).__name__
    if is_write and not never_sent(error):
        return OutcomeUnknown(f"the connection to the board broke after sending ({kind}); read back before any repeat")
    return TryLater(f"the board could not be reached or did not answer in time ({kind}); it will be tried again")


def error_body(answer: requests.Response) -> dict[str, Any]:
    """The board's own error body; empty where something else answered. Its words may be in the board's language."""
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
