"""The connector for WordPress: reads a site's comments, holds them back and lets them out, answers beneath them."""

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
    Unsupported,
)
from connectors.limits import Limit
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.wordpress import comments
from connectors.wordpress.reading import Habits, Reading, whoami
from connectors.wordpress.site import AlreadySaid, Site, SiteOptions
from moderator.domain.comment import AccountRef

PLATFORM = "wordpress"
CREDENTIALS = ("username", "app_password")
_IDS_PER_CALL = 100
#: What a change of status needs to know. WordPress overwrites the last two with our own unless they are sent along.
_BEFORE = "id,status,author,author_ip,author_user_agent"
_OUT_OF_SIGHT = ("hold", "spam")


class WordPressConnector:
    """One site. Keeps nothing between calls: each opens its own connection and closes it."""

    def __init__(
        self, account: AccountRef, options: SiteOptions, habits: Habits, clock: Clock, *, holds_first: bool = False
    ) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock
        self._holds_first = holds_first

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_hide=True,
            can_reveal=True,
            who_still_sees_hidden=(
                "Its author, in the browser it was written in, and people who sign in to moderate. Replies to it stay "
                "public."
            ),
            who_still_sees_hidden_cy=(
                "Ei awdur, yn y porwr y cafodd ei ysgrifennu ynddo, a'r bobl sy'n mewngofnodi i gymedroli. Mae "
                "atebion iddo'n aros yn gyhoeddus."
            ),
            can_hold=self._holds_first,
            can_reply_publicly=True,
            sees_edits=True,
            sees_deletions=True,
            poll_every=timedelta(minutes=2),
            limits=(
                "WordPress has no private messages and no operator to report to. What the site's spam filter catches "
                "is read only once somebody lets it out. Mentions by other sites (pingbacks) are not read: turn them "
                "off under Settings > Discussion. A cache in front of the site may show a hidden comment until it is "
                "renewed."
            ),
            must_know=(
                Limit(
                    "hide",
                    "A cache in front of the site may show it until the page is renewed.",
                    "Gall storfa dros dro o flaen y wefan ei ddangos nes i'r dudalen gael ei hadnewyddu.",
                ),
            ),
        )

    def check(self) -> None:
        """Asks who we are and what we may do, and reads one comment."""
        with self._site() as site, readable("WordPress"):
            whoami(site)
            site.rows("comments", status="all", context="edit", per_page="1", _fields="id")

    def fetch(self, cursor: str) -> Page:
        with Site(self._options, FETCH_S) as site, readable("WordPress"):
            return Reading(site, self._account, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        with self._site() as site, readable("WordPress"):
            try:
                row = site.read(f"comments/{_number(native_id)}", context="edit", _fields=comments.FIELDS)
            except CommentGone:
                return Standing("gone")
            return comments.standing(row, self._account)

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        found: dict[str, Standing] = {}
        with self._site() as site, readable("WordPress"):
            for start in range(0, len(asked), _IDS_PER_CALL):
                wanted = asked[start : start + _IDS_PER_CALL]
                found |= self._listed(site, wanted, "all")
                if missing := [native_id for native_id in wanted if native_id not in found]:
                    found |= self._listed(site, missing, "spam")
        return {native_id: found.get(native_id, Standing("gone")) for native_id in asked}

    def hide(self, native_id: str) -> None:
        with self._site() as site, readable("WordPress"):
            now = _present(site, native_id, _BEFORE)
            if comments.author_id(now) in self._habits.own_ids | {whoami(site)}:
                raise Refused("the comment is the council's own; take it down on the site if it has to go")
            if now["status"] not in _OUT_OF_SIGHT:
                _set_status(site, native_id, now, "hold")

    def reveal(self, native_id: str) -> None:
        """Reads first: approving what a person put into the bin would bring it back."""
        with self._site() as site, readable("WordPress"):
            now = _present(site, native_id, _BEFORE)
            if now["status"] != "approved":
                _set_status(site, native_id, now, "approved")

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("the site is the council's own: there is no operator to report to; decide it here")

    def message(self, native_id: str, text: str) -> str:
        raise Unsupported("WordPress has no private messages; answer beneath the comment, or by mail")

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("WordPress has no private messages, so there is none to find")

    def reply(self, native_id: str, text: str) -> str:
        with self._site() as site, readable("WordPress"):
            question = _present(site, native_id, "id,post,status")
            try:
                answer = site.write(
                    "comments",
                    post=int(question["post"]),
                    parent=int(question["id"]),
                    content=comments.marked_up(text),
                )
            except AlreadySaid:
                return self._said(site, native_id, text)
            if answer.get("status") != "approved":
                raise Refused("the site keeps our answer back for approval; approve it on the site")
            return str(answer.get("id") or _unconfirmed())

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._site() as site, readable("WordPress"):
            return self._find(site, native_id, text)

    def _said(self, site: Site, native_id: str, text: str) -> str:
        if found := self._find(site, native_id, text):
            return found
        raise Refused("WordPress says that these words stand there already, and they are not to be found; look there")

    def _find(self, site: Site, native_id: str, text: str) -> str | None:
        ask = {"parent": _number(native_id), "author": whoami(site), "status": "all", "context": "edit"}
        number, has_more = 1, True
        while has_more:
            answer = site.rows("comments", **ask, page=str(number), _fields="id,content")
            for row in answer.rows:
                if comments.same_words(row, text):
                    return str(row["id"])
            number, has_more = number + 1, answer.has_more
        return None

    def _listed(self, site: Site, ids: list[str], status: str) -> dict[str, Standing]:
        wanted = ",".join(_number(native_id) for native_id in ids)
        answer = site.rows("comments", include=wanted, status=status, context="edit", _fields=comments.FIELDS)
        return {str(row["id"]): comments.standing(row, self._account) for row in answer.rows}

    def _site(self) -> Site:
        return Site(self._options)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a site; ``account_id`` is its host name.

    Credentials: ``username`` of an Editor, and an ``app_password`` made for it. Settings, all optional: ``address``
    where the site lives in a folder, ``holds_first``, ``look_back_days``, ``timeout_s`` (for one request in all),
    ``own_ids`` (user ids with commas), ``base_url`` (a stand-in).
    Raises AccessLost when a credential is missing, ValueError for a setting that cannot be.
    """
    given = {key: credentials.get(key, "").strip() for key in CREDENTIALS}
    if missing := [key for key, value in given.items() if not value]:
        raise AccessLost(
            f"there is no {' and no '.join(missing)} for this WordPress profile; put it into the credentials"
        )
    options = SiteOptions(
        _address(settings.get("address") or f"https://{account_id}"),
        **given,
        base_url=settings.get("base_url", ""),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
    )
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        own_ids=own_ids(settings),
    )
    holds_first = settings.get("holds_first", "").casefold() in ("true", "yes", "1")
    return WordPressConnector(AccountRef(PLATFORM, account_id), options, habits, clock, holds_first=holds_first)


def _present(site: Site, native_id: str, fields: str) -> dict[str, Any]:
    row = site.read(f"comments/{_number(native_id)}", context="edit", _fields=fields)
    if row["status"] == "trash":
        raise CommentGone("a person put the comment into the bin on the site")
    return row


def _set_status(site: Site, native_id: str, now: Mapping[str, Any], status: str) -> None:
    """WordPress answers 200 to a status that it did not set: only the status in the answer counts."""
    kept = {key: now[key] for key in ("author_ip", "author_user_agent") if now.get(key)}
    answer = site.write(f"comments/{_number(native_id)}", status=status, **kept)
    if answer.get("status") != status:
        raise Refused("WordPress took the request and left the comment as it was; change it on the site")


def _unconfirmed() -> str:
    raise OutcomeUnknown("WordPress did not confirm our answer; read back before any repeat")


def _number(native_id: str) -> str:
    """WordPress's ids are numbers; nothing else may become part of an address."""
    if not native_id.isdecimal():
        raise CommentGone("no comment of WordPress has such an id")
    return native_id


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the address of a WordPress site must begin with https:// and name a host")
    return text.rstrip("/")
