"""A pretended platform inside the program: what the memory connector talks to, in tests and rehearsals."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.contract import Clock, ConnectorError, OutcomeUnknown
from moderator.domain.comment import AccountRef, Author

PLATFORM = "memory"


@dataclass(frozen=True, slots=True)
class Entry:
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
        self.entries: dict[str, Entry] = {}
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
        entry = Entry(self._new_id(), post_id, parent_id, author, text, at, attachment)
        return self._keep(entry)

    def edit_comment(self, comment_id: str, text: str) -> None:
        self._keep(replace(self.entries[comment_id], text=text))

    def delete_comment(self, comment_id: str) -> None:
        self._keep(replace(self.entries[comment_id], is_deleted=True))

    def council_reply(self, comment_id: str, text: str, at: datetime) -> str:
        us = Author(self.account.account_id, "The council")
        post_id = self.entries[comment_id].post_id
        return self._keep(Entry(self._new_id(), post_id, comment_id, us, text, at, is_ours=True))

    def write_privately(self, comment_id: str, text: str, at: datetime) -> str:
        """The author of a comment writes to the council in private."""
        self.private_answers.append((comment_id, text, at))
        return f"answer-{len(self.private_answers)}"

    def comment(self, comment_id: str) -> Entry:
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

    def _keep(self, entry: Entry) -> str:
        self.entries[entry.native_id] = entry
        self.changes.append(entry.native_id)
        return entry.native_id

    def _new_id(self) -> str:
        return f"comment-{len(self.entries) + 1}"
