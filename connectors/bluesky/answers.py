"""Writes the council's public answers and finds them again, in our own account's records, where nothing lags behind."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from atproto_client.utils.facet_detection import detect_facets

from connectors.bluesky import posts
from connectors.bluesky.client import Conversation
from connectors.contract import OutcomeUnknown

#: What a new record costs of the account's 5000 points an hour.
_POINTS = 3
#: Looking for an answer goes back so many of our own records; one that was lost on the way is among the newest.
_PAGES = 10


def write_answer(
    conversation: Conversation, account_id: str, parent: Mapping[str, Any], text: str, now: datetime
) -> str:
    """A reply beneath a post, sent once; its address."""
    reply = {"root": _root_of(parent), "parent": {"uri": parent["uri"], "cid": parent["cid"]}}
    record: dict[str, Any] = {
        "$type": posts.POSTS,
        "text": text,
        "createdAt": f"{now:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
        "reply": reply,
    }
    # Without these the network shows addresses as plain words that nobody can press.
    if facets := [facet.model_dump(by_alias=True, exclude_none=True) for facet in detect_facets(text)]:
        record["facets"] = facets
    body = {"repo": account_id, "collection": posts.POSTS, "record": record}
    answer = conversation.write("com.atproto.repo.createRecord", body, points=_POINTS)
    if not answer.get("uri"):
        raise OutcomeUnknown("Bluesky did not confirm the answer; read back before any repeat")
    return str(answer["uri"])


def find_answer(conversation: Conversation, account_id: str, parent_uri: str, text: str) -> str | None:
    for record in _newest_records(conversation, account_id):
        value = record["value"]
        answers = (value.get("reply") or {}).get("parent") or {}
        if answers.get("uri") == parent_uri and _plain(str(value.get("text") or "")) == _plain(text):
            return str(record["uri"])
    return None


def _newest_records(conversation: Conversation, account_id: str) -> Iterator[dict[str, Any]]:
    cursor: dict[str, str] = {}
    for _ in range(_PAGES):
        answer = conversation.read(
            "com.atproto.repo.listRecords", repo=account_id, collection=posts.POSTS, limit=100, **cursor
        )
        yield from answer["records"]
        if not answer.get("cursor"):
            return
        cursor = {"cursor": str(answer["cursor"])}


def _root_of(parent: Mapping[str, Any]) -> dict[str, Any]:
    """The conversation's beginning, as the answered post names it; else that post itself."""
    reply = parent["record"].get("reply")
    root = reply["root"] if reply else parent
    return {"uri": str(root["uri"]), "cid": str(root["cid"])}


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
