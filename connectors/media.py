"""Brings pictures from a platform's own media servers, and from nowhere else."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import requests

from connectors.contract import MOST_PICTURES, Refused, TryLater
from connectors.transport import BoundedAdapter, bind


def fetched(
    addresses: Iterable[str], servers: tuple[str, ...], *, base_url: str, deadline_s: float
) -> tuple[bytes, ...]:
    """The pictures at those addresses that lie on one of the platform's servers; others are never asked.

    ``base_url`` is a stand-in's address, asked instead of the server. Raises TryLater or Refused.
    """
    asked = [address for address in addresses if lies_on(address, servers)][:MOST_PICTURES]
    return tuple(_fetched(address, base_url, deadline_s) for address in asked)


def lies_on(address: str, servers: tuple[str, ...]) -> bool:
    """Whether an address is one of these servers', or of one below their name, over TLS."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and any(host == one or host.endswith(f".{one}") for one in servers)


def _fetched(address: str, base_url: str, deadline_s: float) -> bytes:
    home = f"https://{urlsplit(address).netloc}"
    with requests.Session() as session:
        # No token goes to a media server, and ~/.netrc is not consulted.
        session.auth = _unchanged
        bind(session, home, BoundedAdapter(home=home, base_url=base_url, deadline_s=deadline_s))
        try:
            answer = session.get(address, allow_redirects=False)
        except requests.RequestException as error:
            # The error's own text holds the address, which may be signed.
            raise TryLater(f"a picture could not be fetched ({type(error).__name__})") from None
    if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("image/"):
        raise Refused(f"the platform's media server gave no picture ({answer.status_code})")
    return answer.content


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
