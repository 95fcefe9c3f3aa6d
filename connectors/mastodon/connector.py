"""The connector for Mastodon: reads mentions and what stands beneath our posts, reports, answers; it cannot hide."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
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
    Unsupported,
)
from connectors.limits import Limit
from connectors.mastodon import statuses
from connectors.mastodon.access import require_access
from connectors.mastodon.client import RENEW, Server, ServerOptions, silence_libraries
from connectors.mastodon.reading import Round
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.watching import OLDEST_WAIT, Habits
from moderator.domain.comment import AccountRef

PLATFORM = "mastodon"
CREDENTIALS = ("token",)
_IDS_PER_CALL = 20
_LONGEST_REASON = 1000
_CANNOT_HIDE = (
    "Mastodon lets nobody hide what somebody else wrote; report it to the server's moderators, mute or block its author"
)
#: "@somebody" at the beginning of a word: whoever is named gets the message, too. A mail address is none.
_NAMES_SOMEBODY = re.compile(r"(?<![\w.+-])@\w")
_LEADING_NAMES = re.compile(r"^(?:@\S+\s+)+")

CAPABILITIES = Capabilities(
    can_report=True,
    can_reply_publicly=True,
    can_message_privately=True,
    can_find_messages=True,
    sees_edits=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    remote_wait=OLDEST_WAIT,
    limits=(
        "Nobody but a server's own moderators can hide or remove somebody else's words; reports go to them, and to the "
        "author's server. A private message is a post that only those named in it see; both servers' staff can read "
        "it. What people write to us in private is not read. Quotes are seen only where they name us."
    ),
    must_know=(
        Limit(
            "report",
            "The report goes to the moderators of our server and of the author's.",
            "Mae'r adroddiad yn mynd at gymedrolwyr ein gweinydd ni a gweinydd yr awdur.",
        ),
        Limit(
            "contact",
            (
                "On Mastodon a private message is a post that only those named in it see; the staff of both servers "
                "can read it."
            ),
            (
                "Ar Mastodon, neges breifat yw postiad y mae dim ond y rhai a enwir ynddo'n ei weld; gall staff y "
                "ddau weinydd ei darllen."
            ),
        ),
    ),
)


class MastodonConnector:
    """One account on one server. Keeps nothing between calls: each opens its own connection and closes it."""

    def __init__(self, account: AccountRef, options: ServerOptions, habits: Habits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        with self._server() as server, readable("Mastodon"):
            require_access(server, self._account.account_id)

    def fetch(self, cursor: str) -> Page:
        with Server(self._options, self._clock, FETCH_S) as server, readable("Mastodon"):
            try:
                return Round(server, self._account, self._habits, self._clock()).page(cursor)
            except CommentGone:
                raise AccessLost(
                    f"the server does not know the account {self._account.account_id}; correct account_id in the "
                    "register (moderator check names the right one)"
                ) from None

    def standing(self, native_id: str) -> Standing:
        with self._server() as server, readable("Mastodon"):
            return self._standing(_read_one(server, native_id))

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        if not asked:
            return {}
        with self._server() as server, readable("Mastodon"):
            found = _read_many(server, asked)
            return {native_id: self._standing(found.get(native_id)) for native_id in asked}

    def hide(self, native_id: str) -> None:
        raise Unsupported(_CANNOT_HIDE)

    def reveal(self, native_id: str) -> None:
        raise Unsupported(_CANNOT_HIDE)

    def report(self, native_id: str, reason: str) -> None:
        """To this server's moderators, and to those of the author's server."""
        with self._server() as server, readable("Mastodon"):
            status = server.read(server.api.status, native_id)
            server.write(
                server.api.report,
                statuses.author_id(status),
                status_ids=[native_id],
                comment=f"Reported by the account: {reason}"[:_LONGEST_REASON],
                category="spam" if "spam" in reason.casefold() else "other",
                forward=True,
            )

    def reply(self, native_id: str, text: str) -> str:
        """Seen by whoever sees the comment. The server drops the same answer sent twice within an hour."""
        with self._server() as server, readable("Mastodon"):
            status = server.read(server.api.status, native_id)
            visibility = str(status.get("visibility") or "public")
            if not statuses.is_public(status):
                raise Refused("this is a private message; answer it on the server")
            return self._write(server, status, text, visibility)

    def find_reply(self, native_id: str, text: str) -> str | None:
        return self._find(native_id, text, is_private=False)

    def message(self, native_id: str, text: str) -> str:
        """A post that only the author of the comment sees, beneath the comment."""
        if _NAMES_SOMEBODY.search(text):
            raise Refused("the text names an account (@...), who would get the private message too; take the name out")
        with self._server() as server, readable("Mastodon"):
            status = server.read(server.api.status, native_id)
            if any(statuses.is_message(ours, status) for ours in self._answers(server, native_id)):
                raise AlreadyMessaged("the author of this comment was already messaged about it once")
            return self._write(server, status, text, "direct")

    def find_message(self, native_id: str, text: str) -> str | None:
        return self._find(native_id, text, is_private=True)

    def _server(self) -> Server:
        return Server(self._options, self._clock)

    def _write(self, server: Server, answered: Mapping[str, Any], text: str, visibility: str) -> str:
        native_id = str(answered["id"])
        key = sha256(f"{self._account}/{native_id}/{visibility}/{text}".encode()).hexdigest()
        sent = server.write(
            server.api.status_post,
            f"@{answered['account']['acct']} {text}",  # without the name its author is not told
            in_reply_to_id=native_id,
            visibility=visibility,
            idempotency_key=key,
        )
        if not sent.get("id"):
            raise OutcomeUnknown("the server did not confirm the post; look beneath the comment")
        return str(sent["id"])

    def _find(self, native_id: str, text: str, *, is_private: bool) -> str | None:
        with self._server() as server, readable("Mastodon"):
            answers = self._answers(server, native_id)
            # Only what followers see may be the one or the other.
            is_open = any(ours.get("visibility") == "private" for ours in answers)
            answered = _read_one(server, native_id) if is_open else None
            for ours in answers:
                if statuses.is_message(ours, answered) is is_private and _plain(statuses.text_of(ours)) == _plain(text):
                    return str(ours["id"])
        return None

    def _answers(self, server: Server, native_id: str) -> list[dict[str, Any]]:
        """What we wrote beneath a comment; nothing where the comment is gone."""
        try:
            beneath = server.read(server.api.status_context, native_id)["descendants"]
        except CommentGone:
            return []
        ours = [status for status in beneath if statuses.author_id(status) == self._account.account_id]
        return [status for status in ours if statuses.parent_id(status) == native_id]

    def _standing(self, status: Mapping[str, Any] | None) -> Standing:
        if status is None:
            return Standing("gone")
        seen = statuses.sighting(status, self._account, "", "")
        return Standing("visible", seen.text, seen)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for an account on a Mastodon server, by its id there.

    Credentials: ``token``. Settings: ``server`` ("https://toot.example", needed), and optional: ``base_url`` (a
    stand-in), ``look_back_days``, ``watch_posts_days``, ``timeout_s`` (for one request in all), ``own_ids`` (with
    commas).
    Raises AccessLost when the token is missing, ValueError for a setting that cannot be read.
    """
    server = settings.get("server", "").rstrip("/")
    if urlsplit(server).scheme != "https" or not urlsplit(server).netloc:
        raise ValueError(
            'the setting server of a Mastodon profile must name its server, such as "https://toot.example"'
        )
    token = credentials.get("token", "").strip()
    if not token:
        raise AccessLost(f"there is no Mastodon token for this profile; {RENEW}")
    silence_libraries()
    deadline_s = number(settings, "timeout_s", DEADLINE_S)
    options = ServerOptions(server, token, base_url=settings.get("base_url", ""), deadline_s=deadline_s)
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        watch_posts=timedelta(days=number(settings, "watch_posts_days", 90)),
        own_ids=own_ids(settings),
    )
    return MastodonConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _read_one(server: Server, native_id: str) -> dict[str, Any] | None:
    try:
        status: dict[str, Any] = server.read(server.api.status, native_id)
    except CommentGone:
        return None
    return status


def _read_many(server: Server, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Twenty at a time where the server can (since 4.3), else one by one."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _IDS_PER_CALL):
        asked = ids[start : start + _IDS_PER_CALL]
        try:
            rows = server.read(server.api.statuses, asked) if len(asked) > 1 else []
        except CommentGone:
            rows = []
        found |= {str(row["id"]): row for row in rows}
        if not rows:
            found |= {native_id: row for native_id in asked if (row := _read_one(server, native_id))}
    return found


def _plain(text: str) -> str:
    """Without the names an answer begins with."""
    return markup.tidied(_LEADING_NAMES.sub("", text))
