"""The connector for Misago: reads a board's posts, hides and shows them as a moderator does, answers, writes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from connectors import markup
from connectors.contract import (
    AccessLost,
    AlreadyMessaged,
    Capabilities,
    Clock,
    CommentGone,
    Connector,
    OutcomeUnknown,
    Page,
    Refused,
    Standing,
    TryLater,
    Unsupported,
)
from connectors.misago import posts
from connectors.misago.board import Board, BoardOptions, NotNow
from connectors.misago.posts import Post
from connectors.misago.reading import HELD_EVERY, Habits, Reading, require_moderator
from connectors.misago.threads import ThreadPages, rows_in
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from moderator.domain.comment import AccountRef

PLATFORM = "misago"
CREDENTIALS = ("username", "password")
#: Misago takes one post in this time from one person, unless a role says otherwise.
_FLOOD_PAUSE = timedelta(seconds=5)
#: Our answers are looked for in so many pages of a thread, our messages in so many pages of their list.
_PAGES_SEARCHED = 20

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden=(
        "Moderators. Everybody else, its author too, sees that a moderator hid a post here, by name, and not its "
        "words. Where it opened a thread, the whole thread with its answers is out of sight."
    ),
    who_still_sees_hidden_cy=(
        "Cymedrolwyr. Mae pawb arall, ei awdur hefyd, yn gweld bod cymedrolwr wedi cuddio neges yma, wrth ei enw, ond "
        "nid ei geiriau. Os agorodd edefyn, mae'r edefyn cyfan a'i atebion o'r golwg."
    ),
    can_reply_publicly=True,
    can_message_privately=True,
    can_find_messages=True,
    sees_edits=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    remote_wait=HELD_EVERY,
    limits=(
        "Hiding the post that opens a thread hides the whole thread. Words of a hidden post stay public where another "
        "post quotes them. A post that is moved to another thread counts as gone where it was. Who has switched "
        "private threads off cannot be written to. The board is the council's own: there is no operator to report to."
    ),
)


class MisagoConnector:
    """One board. Keeps nothing between calls: each signs in anew."""

    def __init__(
        self, account: AccountRef, options: BoardOptions, habits: Habits, clock: Clock, *, message_title: str
    ) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock
        self._message_title = message_title

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Signs in, asks what our user may do, and looks at the newest threads and into the newest one."""
        with self._board() as board, readable("Misago"):
            may = require_moderator(board)
            if not may.get("can_start_private_threads"):
                raise AccessLost(
                    "our user may not write to people in private; in the board's admin panel, open Users, and give the "
                    "user the role Private threads"
                )
            if may.get("can_omit_flood_protection") is not True:
                raise AccessLost(
                    "our user may post once in three seconds only; in the board's admin panel, open Permissions, and "
                    "switch on Can omit flood protection in a role of the user's"
                )
            rows = rows_in(board.read("threads"))
            hides = {str(one["id"]) for one in may["categories"] if one["can_hide_threads"]}
            for category in (*map(str, may["can_approve_content"]), *(str(row["category"]) for row in rows)):
                _require(category in hides, category)
            for row in rows:
                _require(row["acl"].get("can_approve"), str(row["category"]))
            for row in rows[:1]:
                replies = ThreadPages(board, str(row["id"])).last(int(row["pages"])).posts
                _require(
                    all(one.opens_thread or one.may.get("can_see_hidden") for one in replies), str(row["category"])
                )

    def fetch(self, cursor: str) -> Page:
        with Board(self._options, FETCH_S) as board, readable("Misago"):
            return Reading(board, self._account, self._options.address, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        """Page by page: one tells of up to eighteen posts of a thread at once."""
        if not native_ids:
            return {}
        with self._board() as board, readable("Misago"):
            threads: dict[str, ThreadPages] = {}
            return {native_id: self._standing(board, threads, native_id) for native_id in sorted(native_ids)}

    def hide(self, native_id: str) -> None:
        with self._board() as board, readable("Misago"):
            post = _present(board, native_id)
            if post.author.native_id in self._habits.own_ids | {board.me}:
                raise Refused("the post is the council's own; take it down on the board if it has to go")
            if post.is_hidden:
                return
            if not post.may.get("can_hide") or post.may.get("can_hide_best_answer") is False:
                raise Refused(
                    "our user may not hide this post: the thread is closed, or it is marked as its best answer, or the "
                    "role lacks Can hide all posts or threads; hide it on the board"
                )
            _set(board, post, is_hidden=True)

    def reveal(self, native_id: str) -> None:
        """What waits for approval is approved by it."""
        with self._board() as board, readable("Misago"):
            post = _present(board, native_id)
            wanted = {"is_hidden": post.is_hidden, "is_unapproved": post.is_unapproved}
            if any(wanted.values()):
                _set(board, post, **{name: False for name, is_so in wanted.items() if is_so})

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("the board is the council's own: there is no operator to report to; decide it here")

    def message(self, native_id: str, text: str) -> str:
        """A private thread whose title names the post, so that it is found again."""
        with self._board() as board, readable("Misago"):
            post = _present(board, native_id)
            if not post.author.native_id:
                raise Refused("the account that wrote this was deleted, so nobody can be written to")
            if next(_messages(board, native_id), None):
                raise AlreadyMessaged("a message about this post has gone out already")
            title = f"{self._message_title} {_mark(native_id)}"
            try:
                sent = board.write("private-threads", title=title, post=text, to=[post.author.name])
            except NotNow:
                raise _why_not(board) from None
            return _confirmed(sent)

    def find_message(self, native_id: str, text: str) -> str | None:
        with self._board() as board, readable("Misago"):
            wanted = markup.words(board.rendered(text))
            for row in _messages(board, native_id):
                answer = board.read(f"private-threads/{int(row['id'])}/posts")
                rows = sorted(answer["post_set"]["results"], key=lambda one: int(one["id"]))
                if rows and markup.words(str(rows[0]["content"])) == wanted:
                    return str(row["id"])
        return None

    def reply(self, native_id: str, text: str) -> str:
        """Begins with a name and a link to the post: threads are flat, and only words say what is answered."""
        with self._board() as board, readable("Misago"):
            post = _present(board, native_id)
            named = f"@{post.author.name} " if post.author.native_id else ""
            whole = f"{named}([#{post.number}]({post.path}))\n\n{text}"
            try:
                sent = board.write(f"threads/{post.thread_id}/posts", post=whole)
            except NotNow:
                raise _why_not(board) from None
            if sent.get("is_unapproved") is True:
                raise Refused("Misago keeps our answer back for approval; approve it on the board")
            return f"{post.thread_id}-{_confirmed(sent)}"

    def find_reply(self, native_id: str, text: str) -> str | None:
        thread_id, above = posts.place(native_id)
        with self._board() as board, readable("Misago"):
            wanted = markup.words(board.rendered(text))
            thread = ThreadPages(board, thread_id)
            try:
                leaf = thread.last()
            except CommentGone:
                return None
            for _ in range(_PAGES_SEARCHED):
                for post in leaf.posts:
                    is_ours = post.author.native_id == board.me and post.text.partition("\n\n")[2] == wanted
                    if is_ours and posts.answered(post, ()) == native_id:
                        return post.native_id
                if leaf.at == 1 or leaf.posts[0].number <= above:
                    return None
                leaf = thread.page(leaf.at - 1)
        raise Unsupported("the thread is too long to find our answer in it; look on the board")

    def _standing(self, board: Board, threads: dict[str, ThreadPages], native_id: str) -> Standing:
        try:
            thread_id, number = posts.place(native_id)
            thread = threads.setdefault(thread_id, ThreadPages(board, thread_id))
            return posts.standing(thread.post(number), self._account, self._options.address)
        except CommentGone:
            return Standing("gone")

    def _board(self) -> Board:
        return Board(self._options)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a board; ``account_id`` is its host name.

    Credentials: ``username`` and ``password`` of a moderator of the board. Settings, all optional: ``address`` where
    the board lives in a folder, ``look_back_days``, ``message_title``, ``timeout_s`` (for one request in all),
    ``own_ids`` (user ids with commas), ``base_url`` (another address to send to, in tests).
    Raises AccessLost when a credential is missing, ValueError for a setting that cannot be.
    """
    username, password = credentials.get("username", "").strip(), credentials.get("password", "")
    if missing := [key for key, value in zip(CREDENTIALS, (username, password), strict=True) if not value.strip()]:
        raise AccessLost(f"there is no {' and no '.join(missing)} for this Misago profile; put it into the credentials")
    options = BoardOptions(
        _address(settings.get("address") or f"https://{account_id}"),
        username,
        password,
        base_url=settings.get("base_url", ""),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
    )
    habits = Habits(look_back=timedelta(days=number(settings, "look_back_days", 3)), own_ids=own_ids(settings))
    title = settings.get("message_title") or "Eich neges / Your post"
    return MisagoConnector(AccountRef(PLATFORM, account_id), options, habits, clock, message_title=title)


def _present(board: Board, native_id: str) -> Post:
    thread_id, number = posts.place(native_id)
    return ThreadPages(board, thread_id).post(number)


def _set(board: Board, post: Post, **wanted: bool) -> None:
    """Misago answers "ok" also to what it does not know and leaves as it was: only the fields in its answer count."""
    path = f"threads/{post.thread_id}" if post.opens_thread else f"threads/{post.thread_id}/posts/{post.number}"
    answer = board.change(path, **wanted)
    if any(answer.get(name) is not value for name, value in wanted.items()):
        raise Refused("Misago took the request and left the post as it was; do it on the board")


def _require(may: object, category: str) -> None:
    if not may:
        raise AccessLost(
            f"our user may not hide and approve everything in category {category}; in the board's admin panel, open "
            "Categories, and under Change permissions of that category give the user's role the role Moderator"
        )


def _messages(board: Board, native_id: str) -> Iterator[Mapping[str, Any]]:
    """Private threads of ours about a post, by their titles."""
    start = ""
    for _ in range(_PAGES_SEARCHED):
        answer = board.read("private-threads", list="my", **({"start": start} if start else {}))
        yield from (row for row in rows_in(answer) if str(row["title"]).endswith(_mark(native_id)))
        if not answer["next"]:
            return
        start = str(int(answer["next"]))
    raise Unsupported("there are too many private threads to find ours among them; look on the board")


def _why_not(board: Board) -> Exception:
    """Misago says "too soon" and "not permitted" in one way, in the board's language."""
    if (board.read("auth").get("acl") or {}).get("can_omit_flood_protection") is True:
        return Refused("our roles do not let us post this: the thread is closed, or a permission is missing (403)")
    return TryLater("the board takes one post in three seconds from one person", _FLOOD_PAUSE)


def _confirmed(answer: Mapping[str, Any]) -> str:
    if not answer.get("id"):
        raise OutcomeUnknown("Misago did not confirm what we wrote; read back before any repeat")
    return str(answer["id"])


def _mark(native_id: str) -> str:
    return f"(#{native_id})"


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the address of a Misago board must begin with https:// and name a host")
    return text.rstrip("/")
