"""The connector for Lemmy: reads a community's posts and comments, removes and restores, answers, writes, reports."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from connectors.contract import (
    AccessLost,
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
from connectors.lemmy import things
from connectors.lemmy.api import Lemmy, LemmyOptions
from connectors.lemmy.reading import LISTS, PER_PAGE, Habits, Reading, listed, whoami
from connectors.lemmy.things import POST, Thing
from connectors.limits import Limit
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from moderator.domain.comment import AccountRef

PLATFORM = "lemmy"
CREDENTIALS = ("token",)
#: Shown to everybody in the community's public log.
REASON = "Removed under the council's published house rules"
#: Known comments are looked for in so many pages of each list before they are asked for one by one.
_PAGES_REREAD = 4
#: Our messages and answers are looked for in so many pages.
_PAGES_SEARCHED = 5

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden=(
        "The community's moderators and the instance's administrators. Everybody sees that something was removed, and "
        "the public log gives the reason. Other servers of the network may show their copy until they hear of it."
    ),
    who_still_sees_hidden_cy=(
        "Cymedrolwyr y gymuned a gweinyddwyr y gweinydd. Mae pawb yn gweld bod rhywbeth wedi'i dynnu, ac "
        "mae'r log cyhoeddus yn rhoi'r rheswm. Gall gweinyddion eraill y rhwydwaith ddangos eu copi nes "
        "iddynt glywed amdano."
    ),
    can_report=True,
    can_reply_publicly=True,
    can_message_privately=True,
    can_find_messages=True,
    sees_edits=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=5),
    limits=(
        "Posts by members count as comments: they are read, judged and removed like them. A report goes to the "
        "community's own moderators and to the instance's administrators. Private messages on Lemmy are not encrypted."
    ),
    must_know=(
        Limit(
            "report",
            "The report goes to the community's own moderators as well as to the instance's administrators.",
            "Mae'r adroddiad yn mynd at gymedrolwyr y gymuned ei hun yn ogystal ag at weinyddwyr y gweinydd.",
        ),
        Limit(
            "contact",
            "Private messages on Lemmy are not encrypted.",
            "Nid yw negeseuon preifat ar Lemmy wedi'u hamgryptio.",
        ),
    ),
)


class LemmyConnector:
    """One community, moderated by the council's account. Keeps nothing between calls."""

    def __init__(self, account: AccountRef, options: LemmyOptions, habits: Habits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Asks who we are, whether we moderate the community, and reads one page of its comments."""
        with self._lemmy() as lemmy, readable("Lemmy"):
            me = whoami(lemmy)
            if self._account.account_id not in me.moderates and not me.is_admin:
                raise AccessLost(
                    f"the council's account does not moderate the community {self._account.account_id}; ask its first "
                    "moderator to appoint it, and check that account_id is the community's short name"
                )
            listed(lemmy, "comment/list", "comments", self._account.account_id, 1)

    def fetch(self, cursor: str) -> Page:
        with Lemmy(self._options, FETCH_S) as lemmy, readable("Lemmy"):
            return Reading(lemmy, self._account, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        with self._lemmy() as lemmy, readable("Lemmy"):
            try:
                return things.standing(_thing(lemmy, native_id), self._account)
            except CommentGone:
                return Standing("gone")

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        """Lemmy answers for one id at a time, so the newest pages of both lists are looked through first."""
        wanted = dict.fromkeys(native_ids)
        found: dict[str, Standing] = {}
        with self._lemmy() as lemmy, readable("Lemmy"):
            if len(wanted) > _PAGES_REREAD:
                found |= self._among_the_newest(lemmy, frozenset(wanted))
            for native_id in wanted.keys() - found.keys():
                try:
                    found[native_id] = things.standing(_thing(lemmy, native_id), self._account)
                except CommentGone:
                    found[native_id] = Standing("gone")
        return {native_id: found[native_id] for native_id in wanted}

    def hide(self, native_id: str) -> None:
        with self._lemmy() as lemmy, readable("Lemmy"):
            thing = _present(lemmy, native_id)
            if thing.author.native_id in self._habits.own_ids | {whoami(lemmy).id}:
                raise Refused("these are the council's own words; take them down in the community if they have to go")
            if not thing.is_removed:
                _set_removed(lemmy, native_id, is_removed=True)

    def reveal(self, native_id: str) -> None:
        with self._lemmy() as lemmy, readable("Lemmy"):
            _set_removed(lemmy, native_id, is_removed=False)

    def report(self, native_id: str, reason: str) -> None:
        kind, key = _kind_of(native_id)
        with self._lemmy() as lemmy, readable("Lemmy"):
            _present(lemmy, native_id)
            answer = lemmy.write(f"{kind}/report", **{key: _number(native_id), "reason": reason[:1000]})
            if f"{kind}_report_view" not in answer:
                raise OutcomeUnknown("Lemmy did not confirm the report; look into the community's reports")

    def message(self, native_id: str, text: str) -> str:
        with self._lemmy() as lemmy, readable("Lemmy"):
            thing = _present(lemmy, native_id)
            if not thing.author.native_id:
                raise Refused("Lemmy does not tell who wrote this, so nobody can be written to")
            answer = lemmy.write("private_message", content=text, recipient_id=int(thing.author.native_id))
            return _confirmed(answer, "private_message")

    def find_message(self, native_id: str, text: str) -> str | None:
        with self._lemmy() as lemmy, readable("Lemmy"):
            try:
                thing = _thing(lemmy, native_id)
            except CommentGone:
                raise Unsupported("what the message was about is gone; look into the account's messages") from None
            ours = whoami(lemmy).id
            for page in range(1, _PAGES_SEARCHED + 1):
                asked = {"page": page, "limit": PER_PAGE, "unread_only": "false"}
                rows = [
                    view["private_message"] for view in lemmy.read("private_message/list", **asked)["private_messages"]
                ]
                for row in rows:
                    to_them = (str(row["creator_id"]), str(row["recipient_id"])) == (ours, thing.author.native_id)
                    is_later = things.moment(row["published"]) >= thing.created_at
                    if to_them and is_later and _same(str(row["content"]), text):
                        return str(row["id"])
                if len(rows) < PER_PAGE or things.moment(rows[-1]["published"]) < thing.created_at:
                    return None
        raise Unsupported("too many private messages to find ours among them; look into the account's messages")

    def reply(self, native_id: str, text: str) -> str:
        with self._lemmy() as lemmy, readable("Lemmy"):
            thing = _present(lemmy, native_id)
            values: dict[str, object] = {"content": text, "post_id": int(thing.post_id.removeprefix(POST))}
            if not thing.is_post:
                values["parent_id"] = int(native_id)
            answer = lemmy.write("comment", **values)
            return _confirmed(answer, "comment")

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._lemmy() as lemmy, readable("Lemmy"):
            ours = whoami(lemmy).id
            above = {"post_id" if native_id.startswith(POST) else "parent_id": _number(native_id)}
            for page in range(1, _PAGES_SEARCHED + 1):
                asked = {**above, "type_": "All", "sort": "New", "max_depth": 1, "limit": PER_PAGE, "page": page}
                found = [things.comment(view) for view in lemmy.read("comment/list", **asked)["comments"]]
                for thing in found:
                    is_answer = thing.author.native_id == ours and (thing.parent_id or thing.post_id) == native_id
                    if is_answer and not thing.is_deleted and _same(thing.text, text):
                        return thing.native_id
                if not found:
                    return None
        raise Unsupported("there are too many answers to find ours among them; look in the community")

    def _among_the_newest(self, lemmy: Lemmy, wanted: frozenset[str]) -> dict[str, Standing]:
        found: dict[str, Standing] = {}
        for route, key, read in LISTS:
            for page in range(1, _PAGES_REREAD + 1):
                rows = [read(row) for row in listed(lemmy, route, key, self._account.account_id, page)]
                found |= {row.native_id: things.standing(row, self._account) for row in rows if row.native_id in wanted}
                if not rows or wanted <= found.keys():
                    break
        return found

    def _lemmy(self) -> Lemmy:
        return Lemmy(self._options)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a community, by its short name.

    Credentials: ``token`` of the council's account, which moderates the community. Settings: ``instance``, the address
    of the server it lives on; and, all optional, ``look_back_days``, ``timeout_s`` (for one request in all),
    ``own_ids`` (with commas), ``base_url`` (a stand-in).
    Raises AccessLost when the token is missing, ValueError for a setting that cannot be.
    """
    token = credentials.get("token", "").strip()
    if not token:
        raise AccessLost("there is no Lemmy token for this profile; put one into the credentials (token)")
    instance = (settings.get("instance") or "").rstrip("/")
    parts = urlsplit(instance)
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ValueError("instance must be the address of the community's server, such as https://lemmy.example")
    deadline_s = number(settings, "timeout_s", DEADLINE_S)
    options = LemmyOptions(instance, token, settings.get("base_url", ""), deadline_s)
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        own_ids=own_ids(settings),
    )
    return LemmyConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _thing(lemmy: Lemmy, native_id: str) -> Thing:
    if native_id.startswith(POST):
        return things.post(lemmy.read("post", id=_number(native_id))["post_view"])
    return things.comment(lemmy.read("comment", id=_number(native_id))["comment_view"])


def _present(lemmy: Lemmy, native_id: str) -> Thing:
    thing = _thing(lemmy, native_id)
    if thing.is_deleted:
        raise CommentGone("its author deleted it")
    return thing


def _set_removed(lemmy: Lemmy, native_id: str, *, is_removed: bool) -> None:
    kind, key = _kind_of(native_id)
    values: dict[str, object] = {key: _number(native_id), "removed": is_removed, "reason": REASON if is_removed else ""}
    view: Mapping[str, Any] = lemmy.write(f"{kind}/remove", **values).get(f"{kind}_view") or {}
    if (view.get(kind) or {}).get("removed") is not is_removed:
        raise TryLater("Lemmy did not confirm the change; it will be tried again")


def _kind_of(native_id: str) -> tuple[str, str]:
    return ("post", "post_id") if native_id.startswith(POST) else ("comment", "comment_id")


def _number(native_id: str) -> int:
    """Lemmy's ids are numbers."""
    number = native_id.removeprefix(POST)
    if not number.isdecimal():
        raise CommentGone("nothing on Lemmy has such an id")
    return int(number)


def _confirmed(answer: Mapping[str, Any], kind: str) -> str:
    """The id of what was written. An answer of another shape proves nothing, so it must not be sent again unlooked."""
    view = answer.get(f"{kind}_view")
    row = view.get(kind) if isinstance(view, dict) else None
    if not isinstance(row, dict) or "id" not in row:
        raise OutcomeUnknown("Lemmy did not confirm that it was sent; read back before any repeat")
    return str(row["id"])


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()
