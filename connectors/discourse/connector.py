"""The connector for Discourse: reads a board's posts, hides them by a moderator's flag, shows them again, answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

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
    Unsupported,
)
from connectors.discourse import posts
from connectors.discourse.board import Board, BoardOptions, Forbidden, NotAgain, rows_in
from connectors.discourse.reading import Habits, Reading, require_moderator
from connectors.limits import Limit
from connectors.options import number
from connectors.transport import DEADLINE_S, FETCH_S, readable
from moderator.domain.comment import AccountRef

PLATFORM = "discourse"
CREDENTIALS = ("api_key", "api_username")
#: "Inappropriate", and "off-topic" for a second hiding: Discourse takes each once, even after the post was shown again.
_FLAGS = (4, 3)
_REPLIES_PER_PAGE = 20

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden=(
        "Its author, moderators, and the members to whom the board shows hidden posts; others see that a post was "
        "hidden. Discourse itself tells the author, and shows the post again after the author's first edit of it."
    ),
    who_still_sees_hidden_cy=(
        "Ei awdur, cymedrolwyr, a'r aelodau y mae'r bwrdd yn dangos negeseuon cudd iddynt; mae eraill yn "
        "gweld bod neges wedi'i chuddio. Mae Discourse ei hun yn rhoi gwybod i'r awdur, ac yn dangos y neges "
        "eto ar ôl i'r awdur ei golygu am y tro cyntaf."
    ),
    can_reply_publicly=True,
    can_message_privately=True,
    can_find_messages=True,
    sees_edits=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    limits=(
        "A post can be hidden twice; after that a person has to do it on the board. Hiding the first post of a topic "
        "takes the topic off the lists, and its replies are then no longer read. Posts that wait for approval, and "
        "private messages between members, are not read. The board is the council's own: there is no operator to "
        "report to."
    ),
    must_know=(
        Limit(
            "hide",
            (
                "It can be hidden twice; after that a person has to do it on the board. Where it begins a topic, "
                "the topic leaves the lists and its replies are no longer read."
            ),
            (
                "Gellir ei guddio ddwywaith; wedi hynny rhaid i berson wneud hynny ar y fforwm. Os yw'n dechrau "
                "pwnc, mae'r pwnc yn gadael y rhestrau ac ni chaiff ei atebion eu darllen mwyach."
            ),
        ),
    ),
)


class DiscourseConnector:
    """One board. Keeps nothing between calls: each opens its own connection and closes it."""

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
        """Asks who we are and what we may do, and reads the newest posts."""
        with self._board() as board, readable("Discourse"):
            require_moderator(board)
            rows_in(board.read("posts.json")["latest_posts"])

    def fetch(self, cursor: str) -> Page:
        with Board(self._options, FETCH_S) as board, readable("Discourse"):
            return Reading(board, self._account, self._options.address, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        """From the newest on: one page of the list tells of up to fifty neighbours at once."""
        left = sorted({int(native_id) for native_id in native_ids if native_id.isdecimal()}, reverse=True)
        found: dict[str, Standing] = {}
        with self._board() as board, readable("Discourse"):
            while left:
                rows = rows_in(board.read("posts.json", before=str(left[0] + 1))["latest_posts"])
                listed = {int(row["id"]): row for row in rows}
                lowest = min(listed, default=0)
                for number in [one for one in left if one >= lowest]:
                    row = listed.get(number) or self._unlisted(board, number)
                    found[str(number)] = self._standing(row)
                left = [one for one in left if one < lowest]
        return {native_id: found.get(native_id, Standing("gone")) for native_id in native_ids}

    def hide(self, native_id: str) -> None:
        with self._board() as board, readable("Discourse"):
            now = self._present(board, native_id)
            if str(now.get("username") or "").casefold() in self._habits.own_names:
                raise Refused("the post is the council's own; take it down on the board if it has to go")
            if now.get("hidden") is not True:
                _flag(board, native_id)

    def reveal(self, native_id: str) -> None:
        with self._board() as board, readable("Discourse"):
            if self._present(board, native_id).get("hidden") is not True:
                return
            board.put(f"posts/{native_id}/unhide.json")
            if self._present(board, native_id).get("hidden") is True:
                raise Refused("Discourse took the request and left the post hidden; show it on the board")

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("the board is the council's own: there is no operator to report to; decide it here")

    def message(self, native_id: str, text: str) -> str:
        """A private message whose title names the post, so that it is found again."""
        with self._board() as board, readable("Discourse"):
            post = self._present(board, native_id)
            if next(self._messages(board, native_id, str(post["created_at"])), None):
                raise AlreadyMessaged("a message about this post has gone out already")
            sent = board.write(
                "posts.json",
                title=self._title(native_id),
                raw=text,
                target_recipients=str(post["username"]),
                archetype="private_message",
            )
            return _sent(sent, "Discourse keeps our message back for approval; approve it on the board")

    def find_message(self, native_id: str, text: str) -> str | None:
        with self._board() as board, readable("Discourse"):
            for topic in self._messages(board, native_id, ""):
                first = board.read(f"posts/by_number/{int(topic['id'])}/1.json")
                if _same(first, text):
                    return str(first["id"])
        return None

    def reply(self, native_id: str, text: str) -> str:
        with self._board() as board, readable("Discourse"):
            post = self._present(board, native_id)
            sent = board.write(
                "posts.json",
                raw=text,
                topic_id=int(post["topic_id"]),
                reply_to_post_number=int(post["post_number"]),
            )
            return _sent(sent, "Discourse keeps our answer back for approval; approve it on the board")

    def find_reply(self, native_id: str, text: str) -> str | None:
        """The list of replies has no source text, so each of ours is looked at."""
        with self._board() as board, readable("Discourse"):
            after = 1
            while True:
                rows = board.rows(f"posts/{_number(native_id)}/replies.json", after=str(after))
                for row in rows:
                    is_ours = str(row.get("username") or "").casefold() == self._options.api_username.casefold()
                    if is_ours and _same(board.read(f"posts/{int(row['id'])}.json"), text):
                        return str(row["id"])
                if len(rows) < _REPLIES_PER_PAGE:
                    return None
                after = max(int(row["post_number"]) for row in rows)

    def _messages(self, board: Board, native_id: str, since: str) -> Iterator[dict[str, Any]]:
        """Private messages of ours about a post, by their titles; the list begins with what stirred last."""
        page = 0
        while True:
            path = f"topics/private-messages-sent/{self._options.api_username}.json"
            topics = (board.read(path, page=str(page)).get("topic_list") or {}).get("topics") or []
            yield from (topic for topic in topics if str(topic.get("title") or "").endswith(_mark(native_id)))
            if not topics or str(topics[-1].get("bumped_at") or since) < since:
                return
            page += 1

    def _title(self, native_id: str) -> str:
        return f"{self._message_title} {_mark(native_id)}"

    def _present(self, board: Board, native_id: str) -> dict[str, Any]:
        row = board.read(f"posts/{_number(native_id)}.json")
        if posts.is_gone(row):
            raise CommentGone("the post was deleted on the board")
        return row

    def _unlisted(self, board: Board, number: int) -> dict[str, Any] | None:
        """A post the list leaves out: deleted, or in a topic that is off the lists."""
        try:
            row = board.read(f"posts/{number}.json")
            if posts.is_opening(row) and not posts.is_gone(row):
                row |= {"topic_title": board.read(f"t/{int(row['topic_id'])}.json").get("title")}
        except CommentGone:
            return None
        except Forbidden:
            require_moderator(board)  # it is the post and not the key: moved where our user may not look
            return None
        return row

    def _standing(self, row: Mapping[str, Any] | None) -> Standing:
        return posts.standing(row, self._account, self._options.address) if row else Standing("gone")

    def _board(self) -> Board:
        return Board(self._options)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a board; ``account_id`` is its host name.

    Credentials: an ``api_key`` made for the moderator ``api_username``. Settings, all optional: ``address`` where the
    board lives in a folder, ``look_back_days``, ``message_title``, ``timeout_s`` (for one request in all), ``own_ids``
    (usernames with commas), ``base_url`` (a stand-in).
    Raises AccessLost when a credential is missing, ValueError for a setting that cannot be.
    """
    given = {key: credentials.get(key, "").strip() for key in CREDENTIALS}
    if missing := [key for key, value in given.items() if not value]:
        what = " and no ".join(missing)
        raise AccessLost(f"there is no {what} for this Discourse profile; put it into the credentials")
    options = BoardOptions(
        _address(settings.get("address") or f"https://{account_id}"),
        **given,
        base_url=settings.get("base_url", ""),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
    )
    names = [given["api_username"], *settings.get("own_ids", "").split(",")]
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        own_names=frozenset(filter(None, (name.strip().casefold() for name in names))),
    )
    title = settings.get("message_title") or "Eich neges / Your post"
    return DiscourseConnector(AccountRef(PLATFORM, account_id), options, habits, clock, message_title=title)


def _flag(board: Board, native_id: str) -> None:
    """A moderator's flag with "take action" hides at once; the answer is the post as it stands now."""
    for kind in _FLAGS:
        try:
            answer = board.write("post_actions.json", id=int(native_id), post_action_type_id=kind, take_action="true")
        except NotAgain:
            continue
        if answer.get("hidden") is not True:
            raise Refused("Discourse took the flag and left the post as it was; hide it on the board")
        return
    raise Refused("Discourse takes no further flag for this post, or the user is no moderator; hide it on the board")


def _sent(answer: Mapping[str, Any], kept_back: str) -> str:
    if answer.get("action") == "enqueued":
        raise Refused(kept_back)
    if not answer.get("id"):
        raise OutcomeUnknown("Discourse did not confirm what we wrote; read back before any repeat")
    return str(answer["id"])


def _same(row: Mapping[str, Any], text: str) -> bool:
    return not posts.is_gone(row) and str(row["raw"]).split() == text.split()


def _mark(native_id: str) -> str:
    return f"(#{native_id})"


def _number(native_id: str) -> str:
    """Discourse's ids are numbers; nothing else may become part of an address."""
    if not native_id.isdecimal():
        raise CommentGone("no post of Discourse has such an id")
    return native_id


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the address of a Discourse board must begin with https:// and name a host")
    return text.rstrip("/")
