"""The connector for Threads: reads conversations under every watched post, hides top-level replies, answers."""

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
from connectors.graph_api import ApiOptions, GraphApi
from connectors.graph_errors import Place
from connectors.limits import Limit
from connectors.metering import Allowance, tell
from connectors.options import number, own_ids
from connectors.threads import replies
from connectors.threads.reading import BASIC, READING, Round, ThreadsHabits, pending
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.watching import OLDEST_WAIT
from moderator.domain.comment import AccountRef

PLATFORM = "threads"
CREDENTIALS = ("token",)
MANAGING, PUBLISHING = "threads_manage_replies", "threads_content_publish"
_HOME = "https://graph.threads.net"
_PLACE = Place("Threads", "the Threads profile", "Threads token")
_SCOPES = frozenset({BASIC, READING, MANAGING, PUBLISHING})
_FULL_PAUSE = timedelta(hours=1)


class ThreadsConnector:
    """One profile. Keeps nothing between calls: each opens its own connection and closes it."""

    def __init__(self, account: AccountRef, options: ApiOptions, habits: ThreadsHabits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_hide=True,
            can_reveal=True,
            who_still_sees_hidden="Its author still sees it. Every reply beneath it is hidden with it.",
            who_still_sees_hidden_cy="Mae ei awdur yn dal i'w weld. Caiff pob ateb oddi tano ei guddio gydag ef.",
            can_hold=self._habits.holds_first,
            can_reply_publicly=True,
            sees_edits=True,
            sees_deletions=True,
            poll_every=timedelta(minutes=5),
            remote_wait=OLDEST_WAIT,
            limits=(
                "Threads hides only replies that answer the post itself, and all beneath them with it; a reply to a "
                "reply is for a person. It has no private messages and no call to report. Mentions and quotes on other "
                "profiles are not read. A thousand answers in 24 hours. The token lives 60 days and must be renewed by "
                "hand."
            ),
            must_know=(
                Limit(
                    "hide",
                    "Threads hides only what answers the post itself; for a reply to a reply you get a task.",
                    (
                        "Dim ond yr hyn sy'n ateb y postiad ei hun y gall Threads ei guddio; cewch dasg ar gyfer "
                        "ateb i ateb."
                    ),
                ),
            ),
        )

    def check(self) -> None:
        """Asks whose token it is and what it may do, and reads one post."""
        with self._api() as api, readable("Threads"):
            self._require_account(api)
            api.read(f"{self._account.account_id}/threads", BASIC, fields="id", limit="1")
            granted = frozenset(str(scope) for scope in self._facts(api).get("scopes") or [])
            if missing := sorted(_SCOPES - granted):
                raise AccessLost(
                    f"the token lacks {', '.join(missing)}; grant them in the app and issue a new Threads token"
                )
            self._tell_limit(api)

    def access_ends_at(self) -> datetime | None:
        with self._api() as api, readable("Threads"):
            end = int(self._facts(api).get("expires_at") or 0)
            return datetime.fromtimestamp(end, UTC) if end else None

    def fetch(self, cursor: str) -> Page:
        with GraphApi(self._options, FETCH_S) as api, readable("Threads"):
            try:
                return Round(api, self._account, self._habits, self._clock()).page(cursor)
            except CommentGone:
                raise self._no_account("another account") from None

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        """One by one: the API knows no list of ids."""
        found: dict[str, Standing] = {}
        waiting: dict[str, frozenset[str]] = {}
        with self._api(FETCH_S if len(native_ids) > 1 else None) as api, readable("Threads"):
            for native_id in dict.fromkeys(native_ids):
                try:
                    row = api.read(native_id, READING, fields=replies.FIELDS)
                    post_id = replies.id_in(row, "root_post")
                    if post_id not in waiting:
                        waiting[post_id] = self._pending(api, post_id)
                except CommentGone:
                    found[native_id] = Standing("gone")
                    continue
                found[native_id] = replies.standing(row, self._account, is_pending=native_id in waiting[post_id])
        return found

    def hide(self, native_id: str) -> None:
        with self._api() as api, readable("Threads"):
            row = api.read(native_id, READING, fields=replies.FIELDS)
            if replies.is_own(row, self._habits.own_ids):
                raise Refused("the reply is the council's own; delete it in the app if it has to go")
            if native_id in self._pending(api, replies.id_in(row, "root_post")):
                return  # it waits for approval: nobody sees it
            if not replies.is_top_level(row):
                raise Unsupported(
                    "Threads hides only replies that answer the post itself. Hide the reply above it, and all beneath "
                    "goes with it; or report this one in the app"
                )
            if not replies.sighting(row, self._account).is_hidden:
                _confirmed(api.write(f"{native_id}/manage_reply", MANAGING, hide="true"))

    def reveal(self, native_id: str) -> None:
        with self._api() as api, readable("Threads"):
            if self._habits.holds_first:
                row = api.read(native_id, READING, fields="id,root_post")
                if native_id in self._pending(api, replies.id_in(row, "root_post")):
                    _confirmed(api.write(f"{native_id}/manage_pending_reply", MANAGING, approve="true"))
                    return
            _confirmed(api.write(f"{native_id}/manage_reply", MANAGING, hide="false"))

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("Threads offers no call to report a reply; report it in the app")

    def message(self, native_id: str, text: str) -> str:
        raise Unsupported("Threads offers no private messages to programs; answer beneath the reply")

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("Threads offers no private messages to programs, so there is none to find")

    def reply(self, native_id: str, text: str) -> str:
        """Two steps: an unpublished container, which does nothing by itself, and its publication."""
        with self._api() as api, readable("Threads"):
            api.read(native_id, READING, fields="id")
            if self._tell_limit(api) <= 0:
                raise TryLater("the thousand answers of these 24 hours are used up on Threads", _FULL_PAUSE)
            us = self._account.account_id
            try:
                made = api.write(f"{us}/threads", PUBLISHING, media_type="TEXT", text=text, reply_to_id=native_id)
            except OutcomeUnknown:
                raise TryLater("Threads did not confirm the draft of an answer; nothing was published") from None
            answer = api.write(f"{us}/threads_publish", PUBLISHING, is_once=True, creation_id=str(made["id"]))
        if not answer.get("id"):
            raise OutcomeUnknown("Threads did not confirm our answer; read back before any repeat")
        return str(answer["id"])

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._api() as api, readable("Threads"):
            for rows in api.pages(f"{native_id}/replies", READING, fields=replies.FIELDS, limit="100"):
                for row in rows:
                    if replies.is_own(row, self._habits.own_ids) and replies.words(row).split() == text.split():
                        return str(row["id"])
        return None

    def _tell_limit(self, api: GraphApi) -> float:
        """How many public answers are left in these 24 hours."""
        asked = "reply_quota_usage,reply_config"
        rows = api.read(f"{self._account.account_id}/threads_publishing_limit", PUBLISHING, fields=asked)["data"]
        used, limit = int(rows[0]["reply_quota_usage"]), int(rows[0]["reply_config"]["quota_total"])
        tell(Allowance("public answers in 24 hours on Threads", used, limit))
        return limit - used

    def _require_account(self, api: GraphApi) -> None:
        whose = str(api.read("me", BASIC, fields="id,username").get("id") or "")
        if whose != self._account.account_id:
            raise self._no_account(whose or "nobody")

    def _no_account(self, whose: str) -> AccessLost:
        return AccessLost(
            f"the token is not this profile's: it belongs to {whose}, the profile is {self._account.account_id}; issue "
            "a new Threads token as the council, or correct account_id in the register"
        )

    def _facts(self, api: GraphApi) -> Mapping[str, Any]:
        # The token under inspection can only travel in the address; nothing that holds an address gets out of here.
        data = api.read("debug_token", BASIC, input_token=self._options.token).get("data")
        return data if isinstance(data, dict) else {}

    def _pending(self, api: GraphApi, post_id: str) -> frozenset[str]:
        if not (self._habits.holds_first and post_id):
            return frozenset()
        return frozenset(str(row["id"]) for row in pending(api, post_id))

    def _api(self, total_s: float | None = None) -> GraphApi:
        return GraphApi(self._options) if total_s is None else GraphApi(self._options, total_s)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a profile; ``account_id`` is its number.

    Credential: ``token``, a long-lived Threads token. Settings, all optional: ``holds_first``, ``look_back_days``,
    ``watch_posts_days``, ``timeout_s`` (for one request in all), ``own_ids`` (names, with commas), ``base_url`` (a
    stand-in).
    Raises AccessLost when the token is missing, ValueError for a setting that is no number.
    """
    token = credentials.get("token", "").strip()
    if not token:
        raise AccessLost("there is no token for this Threads profile; put a Threads token into the credentials (token)")
    options = ApiOptions(
        _HOME,
        _PLACE,
        token,
        "v1.0",
        base_url=settings.get("base_url", ""),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
        pages_by_cursor=True,
    )
    habits = ThreadsHabits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        watch_posts=timedelta(days=number(settings, "watch_posts_days", 90)),
        own_ids=own_ids(settings),
        holds_first=settings.get("holds_first", "").casefold() in ("true", "yes", "1"),
    )
    return ThreadsConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _confirmed(answer: Mapping[str, Any]) -> None:
    if answer.get("success") is not True:
        raise TryLater("Threads did not confirm the change; it will be tried again")
