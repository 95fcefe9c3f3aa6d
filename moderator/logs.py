"""Structured logs on standard error: JSON for the journal, plain lines for a person; never any comment text."""

import logging
import sqlite3
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog

from connectors.contract import ConnectorError

#: Keys under which comment text or secrets would travel; a line carrying one of them loses it, loudly.
FORBIDDEN = frozenset({"text", "comment", "body", "message_text", "token", "password", "secret", "author"})


def start_logging(*, for_people: bool) -> None:
    """Set logging up once per process, at the composition root."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False) if for_people else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold,
        tell_of_failure,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # A round that takes longer than its interval is no fault; APScheduler would warn of it at every tick.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # These write request addresses and details at INFO.
    for noisy in ("urllib3", "httpx", "werkzeug", "alembic", "mail.log", "waitress"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def report_crashes() -> None:
    """What nothing caught is logged as well: Python itself would print the exception's words."""
    sys.excepthook = lambda _kind, error, _traceback: _crashed(error)
    threading.excepthook = lambda crash: _crashed(crash.exc_value)


def withhold(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove keys that could carry a comment's words or a secret."""
    for key in FORBIDDEN & event.keys():
        event[key] = "[withheld]"
    return event


def tell_of_failure(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write an exception as its kind and the places it passed; its words might quote a comment, a name or a token."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()[1]
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        event["exception"] = "\n".join(_in_safe_words(raised))
    return event


def _in_safe_words(raised: BaseException) -> Iterator[str]:
    for error in _chain(raised):
        yield from (f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in _places(error))
        said = _safe_words(error)
        yield type(error).__name__ + (f": {said}" if said else "")


def _chain(raised: BaseException) -> list[BaseException]:
    """What led to an exception, the first cause first."""
    found: list[BaseException] = []
    error: BaseException | None = raised
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found[::-1]


def _places(error: BaseException) -> traceback.StackSummary:
    return traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)


def _safe_words(error: BaseException) -> str:
    """What may be repeated: the operating system's own words, SQLite's, and a connector's, which promises as much."""
    match error:
        case OSError():
            return error.strerror or ""
        case sqlite3.OperationalError() | ConnectorError():
            return str(error)
        case _:
            return ""


def _crashed(error: BaseException | None) -> None:
    if isinstance(error, Exception):
        structlog.get_logger("moderator").critical("crashed", exc_info=error)
