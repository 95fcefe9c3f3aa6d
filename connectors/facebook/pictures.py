"""Tells where the pictures of a comment lie on Facebook's media servers; pure."""

from collections.abc import Iterator
from typing import Any

#: Whatever address the platform's answer holds, only servers of these names are asked.
SERVERS = ("fbcdn.net", "fbsbx.com")
_STILL = ("photo", "image")


def addresses_in(attachment: Any) -> Iterator[str]:
    """Addresses of still pictures, signed and short-lived."""
    if not isinstance(attachment, dict):
        return
    if any(word in str(attachment.get("type") or "") for word in _STILL):
        image = (attachment.get("media") or {}).get("image") or {}
        yield str(image.get("src") or "")
    for further in (attachment.get("subattachments") or {}).get("data") or []:
        yield from addresses_in(further)
