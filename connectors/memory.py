"""The example to copy: a whole platform in this process, and its connector; used by tests and rehearsals."""

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
from moderator.domain.comment import AccountRef, Attachment, Author, CommentRef, Sighting

PLATFORM = "memory"
PAGE_SIZE = 50
MESSAGE_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One comment as the pretended platform stores it; the council's own replies are entries too."""

    native_id: str
    post_id: str
    parent_id: str
    author: Author
    text: str
    created_at: datetime
    attachment: str = ""
    is_hidden: bool = False
    is_deleted: bool = False
    is_ours: bool = False


class MemoryPlatform:
    """What residents, the council and mishaps do to one account; content stamped in the future is not served yet."""

    def __init__(self, account_id: str, clock: Clock) -> None:
        self.account = AccountRef(PLATFORM, account_id)
        self.clock = clock
        self.posts: dict[str, str] = {}
        self.entries: dict[str, _Entry] = {}
        #: Native ids in the order things happened to them.
        self.changes: list[str] = []
        #: (comment id, text, when) of every private message that went out.
        self.private_messages: list[tuple[str, str, datetime]] = []
        #: What the connector was asked to do to comments, for tests: ("hide", comment id) ...
        self.calls: list[tuple[str, str]] = []
        #: (comment id, text, when) of what authors of comments wrote to the council in private.
        self.private_answers: list[tuple[str, str, datetime]] = []
        self._faults: deque[ConnectorError] = deque()
        self._lose_answer = False

    def add_post(self, text: str, at: datetime) -> str:
        del at  # posts have no clock here; the argument keeps the stand-ins alike
        post_id = f"post-{len(self.posts) + 1}"
        self.posts[post_id] = text
        return post_id

    def add_comment(
        self, post_id: str, author_name: str, text: str, at: datetime, *, parent_id: str = "", attachment: str = ""
    ) -> str:
        author = Author(f"author-{author_name.casefold().replace(' ', '-')}" if author_name else "", author_name)
        entry = _Entry(self._new_id(), post_id, parent_id, author, text, at, attachment)
        return self._keep(entry)

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._keep(replace(self.entries[comment_id], text=text))

    def delete_comment(self, comment_id: str) -> None:
        self._keep(replace(self.entries[comment_id], is_deleted=True))

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        us = Author(self.account.account_id, "The council")
        post_id = self.entries[comment_id].post_id
        return self._keep(_Entry(self._new_id(), post_id, comment_id, us, text, at, is_ours=True))

    def write_privately(self, comment_id: str, text: str, at: datetime) -> str:
        """The author of a comment writes to the council in private."""
        self.private_answers.append((comment_id, text, at))
        return f"answer-{len(self.private_answers)}"

    def comment(self, comment_id: str) -> _Entry:
        return self.entries[comment_id]

    def fail_next(self, fault: ConnectorError | str) -> None:
        """The next call raises this error; or, for "lost_answer", the next write happens and its answer is lost."""
        if isinstance(fault, ConnectorError):
            self._faults.append(fault)
        elif fault == "lost_answer":
            self._lose_answer = True
        else:
            raise ValueError(f"the memory platform knows no fault {fault!r}; give a ConnectorError or 'lost_answer'")

    def trip(self) -> None:
        if self._faults:
            raise self._faults.popleft()

    def lose_answer(self) -> None:
        if self._lose_answer:
            self._lose_answer = False
            raise OutcomeUnknown("the connection was lost before the answer; read back before any repeat")

    def set_hidden(self, comment_id: str, is_hidden: bool) -> None:
        self._keep(replace(self.entries[comment_id], is_hidden=is_hidden))

    def visible_from(self, comment_id: str) -> bool:
        return self.entries[comment_id].created_at <= self.clock()

    def _keep(self, entry: _Entry) -> str:
        self.entries[entry.native_id] = entry
        self.changes.append(entry.native_id)
        return entry.native_id

    def _new_id(self) -> str:
        return f"comment-{len(self.entries) + 1}"


class MemoryConnector:
    """Keeps every promise of the contract against a MemoryPlatform."""

    def __init__(self, platform: MemoryPlatform) -> None:
        self.platform = platform

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_hide=True,
            can_reveal=True,
            who_still_sees_hidden="Nobody sees it then: the memory platform shows a hidden comment to no one.",
            who_still_sees_hidden_cy="Nid oes neb yn ei weld wedyn: nid yw llwyfan y cof yn dangos sylw cudd i neb.",
            can_reply_publicly=True,
            can_message_privately=True,
            message_window=MESSAGE_WINDOW,
            can_hear_replies=True,
            can_find_messages=True,
            sees_edits=True,
            sees_deletions=True,
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
        self.platform.trip()
        self._present(native_id)
        self.platform.calls.append(("hide" if is_hidden else "reveal", native_id))
        self.platform.set_hidden(native_id, is_hidden)
        self.platform.lose_answer()

    def _present(self, native_id: str) -> _Entry:
        entry = self.platform.entries.get(native_id)
        if entry is None or entry.is_deleted:
            raise CommentGone("the comment no longer exists on the platform")
        if entry.is_ours:
            raise Refused("the comment is the council's own; remove it by hand if it has to go")
        return entry

    def _sighting(self, entry: _Entry) -> Sighting:
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


def _own_replies(entries: Iterable[_Entry]) -> Iterable[OwnReply]:
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
