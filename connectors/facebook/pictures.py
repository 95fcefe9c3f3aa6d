"""Brings the pictures of a comment from Facebook's own media servers, and from nowhere else."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors.contract import MOST_PICTURES, Refused, TryLater
from connectors.facebook.graph import Graph, GraphOptions
from connectors.transport import BoundedAdapter, bind

#: Whatever address the platform's answer holds, only servers of these names are asked.
_SERVERS = ("fbcdn.net", "fbsbx.com")
_STILL = ("photo", "image")


def pictures_of(graph: Graph, options: GraphOptions, native_id: str) -> tuple[bytes, ...]:
    """The still pictures of a comment. Their addresses are signed and short-lived, so they are asked for now."""
    attachment = graph.read(native_id, fields="id,attachment").get("attachment")
    addresses = [address for address in _addresses(attachment) if _is_facebooks(address)]
    return tuple(_fetched(address, options) for address in addresses[:MOST_PICTURES])


def _addresses(attachment: Any) -> Iterator[str]:
    if not isinstance(attachment, dict):
        return
    if any(word in str(attachment.get("type") or "") for word in _STILL):
        image = (attachment.get("media") or {}).get("image") or {}
        yield str(image.get("src") or "")
    for further in (attachment.get("subattachments") or {}).get("data") or []:
        yield from _addresses(further)


def _is_facebooks(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" and any(host.endswith(f".{server}") for server in _SERVERS)


def _fetched(address: str, options: GraphOptions) -> bytes:
    home = f"https://{urlsplit(address).netloc}"
    with requests.Session() as session:
        # No token goes to a media server, and ~/.netrc is not consulted.
        session.auth = _unchanged
        bind(session, home, BoundedAdapter(home=home, base_url=options.base_url, deadline_s=options.deadline_s))
        try:
            answer = session.get(address, allow_redirects=False)
        except requests.RequestException as error:
            # The error's own text holds the signed address.
            raise TryLater(f"a picture could not be fetched from Facebook ({type(error).__name__})") from None
    if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("image/"):
        raise Refused(f"Facebook's media server gave no picture ({answer.status_code})")
    return answer.content


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
