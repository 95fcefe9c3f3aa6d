"""The connector for Instagram: reads comments under every watched post, answers, messages, hides and reveals."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

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
from connectors.graph_api import ApiOptions, GraphApi, token_facts
from connectors.graph_errors import Place
from connectors.instagram import comments
from connectors.instagram.reading import READING, Round
from connectors.limits import Limit
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.watching import OLDEST_WAIT, Habits
from moderator.domain.comment import AccountRef

PLATFORM = "instagram"
CREDENTIALS = ("token", "app_secret")
MESSAGING = "instagram_manage_messages"
_HOME = "https://graph.facebook.com"
_PLACE = Place("Instagram", "the Instagram account", "Page token")
_IDS_PER_CALL = 50
_SCOPES = frozenset({"instagram_basic", READING, MESSAGING, "pages_read_engagement"})

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden="Its author still sees it; Instagram does not tell them.",
    who_still_sees_hidden_cy="Mae ei awdur yn dal i'w weld; nid yw Instagram yn rhoi gwybod iddynt.",
    can_reply_publicly=True,
    can_message_privately=True,
    message_window=timedelta(days=7),
    sees_edits=True,
    sees_deletions=True,
    answer_before_hiding=True,
    poll_every=timedelta(minutes=5),
    remote_wait=OLDEST_WAIT,
    limits=(
        "Instagram takes no answer beneath a hidden comment, so answers go out before the hide. One private message "
        "for a comment, within seven days, and it cannot be read back. Of a GIF or sticker it tells nothing. Not read: "
        "comments on advertisements, on posts of others that tag the account, and under live broadcasts once they end. "
        "There is no call to report a comment."
    ),
    must_know=(
        Limit(
            "hide",
            "Nobody can answer it while it is hidden: answer first, if you want to.",
            "Ni all neb ei ateb tra bydd ynghudd: atebwch yn gyntaf, os ydych am wneud hynny.",
        ),
        Limit(
            "contact",
            "Instagram takes one private message for a comment, and an explanation counts as one.",
            "Mae Instagram yn derbyn un neges breifat am bob sylw, ac mae esboniad yn cyfrif fel un.",
        ),
    ),
)


class InstagramConnector:
    """One professional account. Keeps nothing between calls: each opens its own connection and closes it."""

    def __init__(self, account: AccountRef, options: ApiOptions, habits: Habits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Asks for the account, reads one post and, where the app is known, proves every permission."""
        with self._api() as api, readable("Instagram"):
            self._require_account(api)
            api.read(f"{self._account.account_id}/media", READING, fields="id", limit="1")
        facts = token_facts(self._options)
        granted = frozenset(str(scope) for scope in (facts or {}).get("scopes") or [])
        if facts is not None and (missing := sorted(_SCOPES - granted)):
            raise AccessLost(f"the token lacks {', '.join(missing)}; grant them in the app and issue a new Page token")

    def access_ends_at(self) -> datetime | None:
        """The earlier of the token's end and the end of its access to data; told only where ``app_id`` is set."""
        with readable("Instagram"):
            facts = token_facts(self._options) or {}
            ends = [int(facts.get(key) or 0) for key in ("expires_at", "data_access_expires_at")]
            told = [datetime.fromtimestamp(end, UTC) for end in ends if end]
        return min(told, default=None)

    def fetch(self, cursor: str) -> Page:
        with GraphApi(self._options, FETCH_S) as api, readable("Instagram"):
            try:
                return Round(api, self._account, self._habits, self._clock()).page(cursor)
            except CommentGone:
                raise self._no_account() from None

    def standing(self, native_id: str) -> Standing:
        with self._api() as api, readable("Instagram"):
            try:
                return comments.standing(api.read(native_id, READING, fields=comments.FIELDS), self._account)
            except CommentGone:
                return Standing("gone")

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        found: dict[str, dict[str, Any]] = {}
        with self._api() as api, readable("Instagram"):
            for start in range(0, len(asked), _IDS_PER_CALL):
                found |= api.read_many(asked[start : start + _IDS_PER_CALL], READING, comments.FIELDS)
            return {
                native_id: comments.standing(found[native_id], self._account)
                if native_id in found
                else Standing("gone")
                for native_id in asked
            }

    def hide(self, native_id: str) -> None:
        with self._api() as api, readable("Instagram"):
            now = api.read(native_id, READING, fields=comments.REPLY_FIELDS)
            if comments.is_own(now, self._own):
                raise Refused("the comment is the council's own; Instagram keeps it visible, so delete it there")
            if now.get("hidden") is not True:
                _set_hidden(api, native_id, "true")

    def reveal(self, native_id: str) -> None:
        with self._api() as api, readable("Instagram"):
            _set_hidden(api, native_id, "false")

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("Instagram offers no call to report a comment; report it in the app")

    def message(self, native_id: str, text: str) -> str:
        with self._api() as api, readable("Instagram"):
            answer = api.write(
                f"{self._account.account_id}/messages",
                MESSAGING,
                is_once=True,
                recipient={"comment_id": native_id},
                message={"text": text},
            )
        return str(answer.get("message_id") or answer.get("recipient_id") or _unconfirmed())

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("Instagram does not tell which private message went out; look into the account's inbox")

    def reply(self, native_id: str, text: str) -> str:
        with self._api() as api, readable("Instagram"):
            question = api.read(native_id, READING, fields=comments.REPLY_FIELDS)
            if question.get("hidden") is True:
                raise Refused("the comment is hidden, and Instagram takes no answer beneath it; answer in private")
            answer = api.write(f"{_top(question)}/replies", READING, is_once=True, message=text)
        return str(answer.get("id") or _unconfirmed())

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._api() as api, readable("Instagram"):
            top = _top(api.read(native_id, READING, fields=comments.REPLY_FIELDS))
            for rows in api.pages(f"{top}/replies", READING, fields=comments.REPLY_FIELDS, limit="50"):
                for row in rows:
                    if comments.is_own(row, self._own) and comments.words(row).split() == text.split():
                        return str(row["id"])
        return None

    def _require_account(self, api: GraphApi) -> None:
        try:
            api.read(self._account.account_id, READING, fields="id,username")
        except CommentGone:
            raise self._no_account() from None

    def _no_account(self) -> AccessLost:
        return AccessLost(
            f"Instagram does not show the account {self._account.account_id} to this token: correct account_id in the "
            "register (the number of the professional account, not its name), or connect the account to the Page whose "
            "token this is"
        )

    @property
    def _own(self) -> frozenset[str]:
        return self._habits.own_ids | {self._account.account_id}

    def _api(self) -> GraphApi:
        return GraphApi(self._options)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a professional account; ``account_id`` is its number.

    Credentials: ``token``, the token of the Page it is connected to; ``app_secret`` where the app demands proof of it.
    Settings, all optional: ``api_version``, ``app_id``, ``base_url`` (a stand-in), ``look_back_days``,
    ``watch_posts_days``, ``timeout_s`` (for one request in all), ``own_ids`` (ids or names, with commas).
    Raises AccessLost when the token is missing, ValueError for a setting that is no number.
    """
    token = credentials.get("token", "").strip()
    if not token:
        raise AccessLost("there is no Instagram token for this profile; put a Page token into the credentials (token)")
    options = ApiOptions(
        _HOME,
        _PLACE,
        token,
        settings.get("api_version") or "v26.0",
        base_url=settings.get("base_url", ""),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
        app_id=settings.get("app_id", ""),
        app_secret=credentials.get("app_secret", "").strip(),
    )
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        watch_posts=timedelta(days=number(settings, "watch_posts_days", 90)),
        own_ids=own_ids(settings),
    )
    return InstagramConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _set_hidden(api: GraphApi, native_id: str, value: str) -> None:
    if api.write(native_id, READING, hide=value).get("success") is not True:
        raise TryLater("Instagram did not confirm the change; it will be tried again")


def _top(row: Mapping[str, Any]) -> str:
    """Instagram knows two levels: answers to a reply go to the comment above it."""
    return str(row.get("parent_id") or row["id"])


def _unconfirmed() -> str:
    raise OutcomeUnknown("Instagram did not confirm that it went out; look there before any repeat")
