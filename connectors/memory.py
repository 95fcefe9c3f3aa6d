"""The example to copy: a whole platform in this process, and its connector; used by tests and rehearsals."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from connectors.contract import (
    AlreadyMessaged,
    Capabilities,
    Clock,
    CommentGone,
    Connector,
    ConnectorError,
    HeardReply,
    OutcomeUnknown,
    OwnReply,
    Page,
    Refused,
    SentMessage,
    Standing,
    Unsupported,
)
from connectors.limits import Limit
from connectors.sandbox.memory import Entry, MemoryPlatform
from moderator.domain.comment import Attachment, CommentRef, Sighting

PAGE_SIZE = 50
MESSAGE_WINDOW = timedelta(days=7)


class MemoryConnector:
    """Keeps every promise of the contract against a MemoryPlatform."""

    def __init__(self, platform: MemoryPlatform) -> None:
        self.platform = platform

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_hide=True,
            can_reveal=True,
            hides_at_once=20,
            who_still_sees_hidden="Nobody sees it then: the memory platform shows a hidden comment to no one.",
            who_still_sees_hidden_cy="Nid oes neb yn ei weld wedyn: nid yw llwyfan y cof yn dangos sylw cudd i neb.",
            can_reply_publicly=True,
            can_message_privately=True,
            message_window=MESSAGE_WINDOW,
            can_hear_replies=True,
            can_find_messages=True,
            sees_edits=True,
            sees_deletions=True,
            must_know=(
                Limit(
                    "contact",
                    "It takes one private message for a comment, and an explanation counts as one.",
                    "Mae'n derbyn un neges breifat am bob sylw, ac mae esboniad yn cyfrif fel un.",
                ),
            ),
            limits="It lives in this process and forgets everything when the process ends.",
        )

    def check(self) -> None:
        self.platform.trip()

    def fetch(self, cursor: str) -> Page:
        """One page of changes. The cursor counts changes; those stamped in the future wait by number inside it."""
        self.platform.trip()
        seen, waiting = _parsed(cursor)
        upto = min(seen + PAGE_SIZE, len(self.platform.changes))
        numbers = [*waiting, *range(seen, upto)]
        ripe = [number for number in numbers if self.platform.visible_from(self.platform.changes[number])]
        later = [number for number in numbers if number not in ripe]
        entries = [
            self.platform.entries[native_id] for native_id in dict.fromkeys(self.platform.changes[n] for n in ripe)
        ]
        return Page(
            sightings=tuple(self._sighting(entry) for entry in entries if not entry.is_ours and not entry.is_deleted),
            own_replies=tuple(_own_replies(entries)),
            gone=tuple(entry.native_id for entry in entries if entry.is_deleted and not entry.is_ours),
            cursor=json.dumps({"seen": upto, "waiting": later}),
            more=upto < len(self.platform.changes),
        )

    def standing(self, native_id: str) -> Standing:
        self.platform.trip()
        entry = self.platform.entries.get(native_id)
        if entry is None or entry.is_deleted:
            return Standing("gone")
        return Standing("hidden" if entry.is_hidden else "visible", entry.text, self._sighting(entry))

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        return {native_id: self.standing(native_id) for native_id in native_ids}

    def hide(self, native_id: str) -> None:
        self._set_hidden(native_id, True)

    def reveal(self, native_id: str) -> None:
        self._set_hidden(native_id, False)

    def hide_many(self, native_ids: Sequence[str], *, is_hidden: bool) -> dict[str, ConnectorError | None]:
        """One call: it fails as a whole, or it says of each what became of it."""
        self.platform.trip()
        answers: dict[str, ConnectorError | None] = {}
        for native_id in native_ids:
            try:
                self._present(native_id)
            except (CommentGone, Refused) as error:
                answers[native_id] = error
                continue
            self.platform.calls.append(("hide" if is_hidden else "reveal", native_id))
            self.platform.set_hidden(native_id, is_hidden)
            answers[native_id] = None
        written = [native_id for native_id, answer in answers.items() if answer is None]
        try:
            if written:
                self.platform.lose_answer()
        except OutcomeUnknown as error:
            answers |= dict.fromkeys(written, error)
        return answers

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("the memory platform has no operator to report to; nothing needs doing")

    def message(self, native_id: str, text: str) -> str:
        self.platform.trip()
        entry = self._present(native_id)
        if any(sent_to == native_id for sent_to, _, _ in self.platform.private_messages):
            raise AlreadyMessaged("the author of this comment was already messaged about it once")
        if self.platform.clock() - entry.created_at > MESSAGE_WINDOW:
            raise Refused("the seven days for a private message are over; answer in public or by post")
        self.platform.calls.append(("message", native_id))
        self.platform.private_messages.append((native_id, text, self.platform.clock()))
        self.platform.lose_answer()
        return f"message-{len(self.platform.private_messages)}"

    def reply(self, native_id: str, text: str) -> str:
        """Answer in public beneath a comment, as the council."""
        self.platform.trip()
        self._present(native_id)
        self.platform.calls.append(("reply", native_id))
        reply_id = self.platform.council_reply(native_id, text, self.platform.clock())
        self.platform.lose_answer()
        return reply_id

    def find_reply(self, native_id: str, text: str) -> str | None:
        self.platform.trip()
        for entry in self.platform.entries.values():
            if entry.is_ours and (entry.parent_id, entry.text) == (native_id, text):
                return entry.native_id
        return None

    def find_message(self, native_id: str, text: str) -> str | None:
        self.platform.trip()
        for number, (sent_to, sent_text, _) in enumerate(self.platform.private_messages, start=1):
            if (sent_to, sent_text) == (native_id, text):
                return f"message-{number}"
        return None

    def replies(self, sent: Sequence[SentMessage]) -> tuple[HeardReply, ...]:
        self.platform.trip()
        to = {f"message-{number}": one[0] for number, one in enumerate(self.platform.private_messages, start=1)}
        told = {one.name: self._author(to[one.native_id]) for one in sent if one.native_id in to}
        heard = []
        for number, (comment_id, text, at) in enumerate(self.platform.private_answers, start=1):
            before = [one for one in sent if told.get(one.name) == self._author(comment_id) and one.sent_at <= at]
            if before and at <= self.platform.clock():
                heard.append(HeardReply(f"answer-{number}", tuple(one.name for one in before), text, at))
        return tuple(heard)

    def _author(self, native_id: str) -> str:
        return self.platform.entries[native_id].author.native_id

    def _set_hidden(self, native_id: str, is_hidden: bool) -> None:
        if error := self.hide_many([native_id], is_hidden=is_hidden)[native_id]:
            raise error

    def _present(self, native_id: str) -> Entry:
        entry = self.platform.entries.get(native_id)
        if entry is None or entry.is_deleted:
            raise CommentGone("the comment no longer exists on the platform")
        if entry.is_ours:
            raise Refused("the comment is the council's own; remove it by hand if it has to go")
        return entry

    def _sighting(self, entry: Entry) -> Sighting:
        parent = self.platform.entries.get(entry.parent_id)
        return Sighting(
            ref=CommentRef(self.platform.account, entry.native_id),
            text=entry.text,
            created_at=entry.created_at,
            author=entry.author,
            post_id=entry.post_id,
            parent_id=entry.parent_id,
            parent_text=parent.text if parent else self.platform.posts.get(entry.post_id, ""),
            permalink=f"memory://{self.platform.account.account_id}/{entry.native_id}",
            attachments=(Attachment(entry.attachment),) if entry.attachment else (),
            is_hidden=entry.is_hidden,
            raw=json.dumps({"id": entry.native_id, "message": entry.text, "is_hidden": entry.is_hidden}),
        )


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """A connector to a fresh, empty platform; reach it through ``.platform``. Credentials and settings are ignored."""
    del credentials, settings
    return MemoryConnector(MemoryPlatform(account_id, clock))


def _own_replies(entries: Iterable[Entry]) -> Iterable[OwnReply]:
    for entry in entries:
        if entry.is_ours and not entry.is_deleted:
            yield OwnReply(entry.native_id, entry.parent_id, entry.created_at)


def _parsed(cursor: str) -> tuple[int, list[int]]:
    """How many changes were seen, and the numbers of those that were still in the future."""
    if not cursor:
        return 0, []
    try:
        value = json.loads(cursor)
        return int(value["seen"]), [int(number) for number in value["waiting"]]
    except (ValueError, KeyError, TypeError):
        return 0, []  # unreadable: start again; the caller ignores what it knows
