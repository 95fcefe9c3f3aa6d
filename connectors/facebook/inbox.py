"""Reads what people answered to the Page's private replies; whatever else lies in its inbox is dropped at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from connectors.contract import HeardReply, SentMessage
from connectors.facebook.comments import author_id, moment
from connectors.facebook.graph import MESSAGING, Graph
from connectors.wording import same_words

#: Newest first: an answer brings its conversation to the top, so that a round reads what came since the last one.
_MOST_PAGES = 8
#: Our clock and Facebook's may differ by this much.
_CLOCKS_APART = timedelta(minutes=10)
_FIELDS = "id,updated_time,messages.limit(25){id,created_time,from,message}"


def heard(graph: Graph, page_id: str, sent: Sequence[SentMessage]) -> tuple[HeardReply, ...]:
    """Answers to these messages, from as much of the inbox as has moved since the first of them went out."""
    if not sent:
        return ()
    oldest = min(one.sent_at for one in sent) - _CLOCKS_APART
    pages = graph.pages(
        f"{page_id}/conversations", permission=MESSAGING, platform="messenger", limit="25", fields=_FIELDS
    )
    found: list[HeardReply] = []
    for conversations in islice(pages, _MOST_PAGES):
        for conversation in conversations:
            if moment(conversation["updated_time"]) < oldest:
                return tuple(found)
            found += _answers(conversation, page_id, sent)
    return tuple(found)


def _answers(conversation: Mapping[str, Any], page_id: str, sent: Sequence[SentMessage]) -> Iterator[HeardReply]:
    messages = (conversation.get("messages") or {}).get("data") or []
    before: list[str] = []
    for message in sorted(messages, key=lambda one: moment(one["created_time"])):
        if author_id(message) == page_id:
            ours = _ours(message, sent)
            # Words of the Page that the daemon did not send: a person has taken over.
            before = list(dict.fromkeys([*before, *ours])) if ours else []
        elif before:
            text = str(message.get("message") or "")
            yield HeardReply(str(message["id"]), tuple(before), text, moment(message["created_time"]))


def _ours(message: Mapping[str, Any], sent: Sequence[SentMessage]) -> list[str]:
    """Names of the messages that this may be, by its id or else by its words; none when the daemon did not send it."""
    native_id, text = str(message["id"]), str(message.get("message") or "")
    by_id = [one.name for one in sent if one.native_id == native_id]
    return by_id or [one.name for one in sent if same_words(one.text, text)]
