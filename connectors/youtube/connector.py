"""The connector for YouTube: reads a channel's comments in every state, holds them for review, lets out, answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import (
    AccessLost,
    Capabilities,
    Clock,
    CommentGone,
    Connector,
    ConnectorError,
    OutcomeUnknown,
    Page,
    Refused,
    Standing,
    TryLater,
    Unsupported,
)
from connectors.limits import Limit
from connectors.metering import Daily
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.watching import OLDEST_WAIT
from connectors.youtube import comments
from connectors.youtube.api import IDS_PER_CALL, Api, ApiOptions
from connectors.youtube.comments import HELD, PUBLISHED, SPAM, Remark
from connectors.youtube.errors import SCOPE, MaybeGone
from connectors.youtube.reading import Habits, Round, own_channel
from moderator.domain.comment import AccountRef

PLATFORM = "youtube"
_GONE = "the comment no longer exists on YouTube"
CREDENTIALS = ("client_id", "client_secret", "refresh_token")


class YouTubeConnector:
    """One channel. Keeps nothing between calls: each opens its own connection and closes it."""

    def __init__(
        self, account: AccountRef, options: ApiOptions, habits: Habits, clock: Clock, *, holds_first: bool = False
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
            hides_at_once=IDS_PER_CALL,
            who_still_sees_hidden=(
                "Its author, and the channel's managers and moderators, who find it under Held for review. YouTube "
                "drops what waits there for about 60 days."
            ),
            who_still_sees_hidden_cy=(
                "Ei awdur, a rheolwyr a chymedrolwyr y sianel, sy'n dod o hyd iddo ymhlith y sylwadau a ddelir i'w "
                "hadolygu. Mae YouTube yn gollwng yr hyn sy'n aros yno am ryw 60 diwrnod."
            ),
            can_hold=self._holds_first,
            can_reply_publicly=True,
            sees_edits=True,
            sees_deletions=True,
            poll_every=timedelta(minutes=5),
            remote_wait=OLDEST_WAIT,
            # YouTube's quota for a project; its day begins at midnight in California.
            daily=Daily(units=10_000, zone="America/Los_Angeles"),
            limits=(
                "YouTube has no private messages, and its call to report a comment no longer works. Answers to a reply "
                "stand at the end of its thread. What somebody rejects in YouTube Studio is gone for good and reads as "
                "gone. Live chat is not read. Hiding costs 50 of the 10,000 units that a Google project has each day, "
                "for one comment as for thirty that are due at once."
            ),
            must_know=(
                Limit(
                    "answer",
                    "An answer to a reply stands at the end of its thread.",
                    "Mae ateb i ateb yn sefyll ar ddiwedd ei edefyn.",
                ),
            ),
        )

    def check(self) -> None:
        """Asks who signed in with which permission, and reads what is held for review; three harmless calls."""
        with self._api() as api, readable("YouTube"):
            scopes = api.grant().scopes
            if scopes and SCOPE not in scopes:
                raise AccessLost(
                    "the sign-in was given without the permission youtube.force-ssl; sign in again and leave every box "
                    "ticked, then put the new refresh_token into the credentials"
                )
            own_channel(api, self._account.account_id)
            next(api.threads(self._account.account_id, HELD), None)

    def access_ends_at(self) -> datetime | None:
        """When the refresh token ends, which Google tells only where its owner set an end."""
        with self._api() as api, readable("YouTube"):
            ends_in_s = api.grant().ends_in_s
            return None if ends_in_s is None else self._clock() + timedelta(seconds=ends_in_s)

    def fetch(self, cursor: str) -> Page:
        with Api(self._options, self._clock, FETCH_S) as api, readable("YouTube"):
            return Round(api, self._account, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        """One unit for thirty comments; what is hidden is then found among all that is, one unit for a hundred."""
        asked = list(dict.fromkeys(native_ids))
        if not asked:
            return {}
        with self._api() as api, readable("YouTube"):
            rows = api.comments(asked)
            hidden = self._hidden(api, rows)
        return {
            native_id: self._standing(rows[native_id], native_id in hidden) if native_id in rows else Standing("gone")
            for native_id in asked
        }

    def hide(self, native_id: str) -> None:
        """Holds it for review; never rejects it, which nobody could take back."""
        with self._api() as api, readable("YouTube"):
            if hindrance := self._hindrance(api.comments([native_id]).get(native_id), HELD):
                raise hindrance
            _changed(api, native_id, lambda: api.set_status([native_id], HELD))

    def reveal(self, native_id: str) -> None:
        with self._api() as api, readable("YouTube"):
            _changed(api, native_id, lambda: api.set_status([native_id], PUBLISHED))

    def hide_many(self, native_ids: Sequence[str], *, is_hidden: bool) -> dict[str, ConnectorError | None]:
        """One look at all of them, for one unit, and one write, for fifty; what is gone or ours is left out of it.

        Where YouTube refuses the write it names nobody: what still exists is then to be tried alone.
        """
        state = HELD if is_hidden else PUBLISHED
        with self._api() as api, readable("YouTube"):
            rows = api.comments(list(dict.fromkeys(native_ids)))
            answers = {native_id: self._hindrance(rows.get(native_id), state) for native_id in native_ids}
            free = [native_id for native_id, hindrance in answers.items() if hindrance is None]
            return answers | (_all_changed(api, free, state) if free else {})

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("YouTube's call to report a comment no longer works; report it in YouTube Studio > Comments")

    def message(self, native_id: str, text: str) -> str:
        raise Unsupported("YouTube has no private messages; answer beneath the comment")

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("YouTube has no private messages, so there is none to find")

    def reply(self, native_id: str, text: str) -> str:
        with self._api() as api, readable("YouTube"):
            thread = _thread_of(_present(api, native_id))
            answer: dict[str, Any] = {}

            def write() -> None:
                answer.update(api.answer(thread, text))

            _changed(api, native_id, write)
        if not answer.get("id"):
            raise OutcomeUnknown("YouTube did not confirm our answer; read back before any repeat")
        return str(answer["id"])

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._api() as api, readable("YouTube"):
            thread = _thread_of(_present(api, native_id))
            for replies in api.replies(thread):
                for row in replies:
                    if self._is_own(row) and comments.words(row).split() == text.split():
                        return str(row["id"])
        return None

    def _hindrance(self, row: Mapping[str, Any] | None, state: str) -> ConnectorError | None:
        """Why a comment cannot be put into this state; None when nothing stands against it."""
        if row is None:
            return CommentGone(_GONE)
        if state == HELD and self._is_own(row):
            return Refused("the comment is the council's own; take it down in YouTube Studio if it has to go")
        return None

    def _hidden(self, api: Api, rows: Mapping[str, Mapping[str, Any]]) -> set[str]:
        """Which of these comments are out of sight: YouTube tells the state only in its lists by state."""
        threads_wanted = {_thread_of(row) for row in rows.values() if comments.snippet(row).get("parentId")}
        hidden: set[str] = set()
        for state in (HELD, SPAM):
            for threads in api.threads(self._account.account_id, state):
                for thread in threads:
                    replies = comments.inline(thread)
                    if str(thread["id"]) in threads_wanted:
                        replies = [*replies, *(row for page in api.replies(str(thread["id"])) for row in page)]
                    found = comments.remarks(thread, replies, state, self._account.account_id)
                    hidden |= {remark.native_id for remark in found if remark.is_hidden}
                if rows.keys() <= hidden:
                    return hidden
        return hidden

    def _standing(self, row: Mapping[str, Any], is_hidden: bool) -> Standing:
        post_id = str(comments.snippet(row).get("videoId") or self._account.account_id)
        seen = comments.sighting(Remark(row, post_id, "", is_hidden), self._account, "")
        return Standing("hidden" if is_hidden else "visible", seen.text, seen)

    def _is_own(self, row: Mapping[str, Any]) -> bool:
        return comments.author_id(row) in self._habits.own_ids | {self._account.account_id}

    def _api(self) -> Api:
        return Api(self._options, self._clock)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a channel; ``account_id`` is its id, which begins with UC.

    Credentials: ``client_id`` and ``client_secret`` of the council's app, ``refresh_token`` of its sign-in. Settings,
    all optional: ``holds_first``, ``look_back_days``, ``watch_threads_days``, ``timeout_s`` (for one request in all),
    ``own_ids`` (channel ids with commas), ``base_url`` (a stand-in).
    Raises AccessLost when a credential is missing, ValueError for a setting that is no number.
    """
    given = {key: credentials.get(key, "").strip() for key in CREDENTIALS}
    if missing := [key for key, value in given.items() if not value]:
        raise AccessLost(
            f"there is no {' and no '.join(missing)} for this YouTube profile; put it into the credentials"
        )
    options = ApiOptions(
        **given,
        base_url=settings.get("base_url", "").rstrip("/"),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
    )
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        watch_threads=timedelta(days=number(settings, "watch_threads_days", 90)),
        own_ids=own_ids(settings),
    )
    holds_first = settings.get("holds_first", "").casefold() in ("true", "yes", "1")
    return YouTubeConnector(AccountRef(PLATFORM, account_id), options, habits, clock, holds_first=holds_first)


def _present(api: Api, native_id: str) -> Mapping[str, Any]:
    row = api.comments([native_id]).get(native_id)
    if row is None:
        raise CommentGone(_GONE)
    return row


def _all_changed(api: Api, native_ids: Sequence[str], state: str) -> dict[str, ConnectorError | None]:
    """Performs one write about several comments; what YouTube said about all of them, or about the only one."""
    try:
        api.set_status(native_ids, state)
    except (CommentGone, Refused) as refusal:
        there = api.comments(native_ids)
        alone = TryLater("YouTube refused to change several comments at once; each is tried alone")
        why = refusal if len(native_ids) == 1 else alone
        return {native_id: why if native_id in there else CommentGone(_GONE) for native_id in native_ids}
    except ConnectorError as error:
        return dict.fromkeys(native_ids, error)
    return dict.fromkeys(native_ids)


def _changed(api: Api, native_id: str, write: Callable[[], None]) -> None:
    """Performs one write. Where YouTube refuses in words that also mean "gone", it is looked up which one it is."""
    try:
        write()
    except MaybeGone as refusal:
        _present(api, native_id)
        raise Refused(str(refusal)) from None


def _thread_of(row: Mapping[str, Any]) -> str:
    """YouTube knows two levels: answers to a reply go to its thread."""
    return str(comments.snippet(row).get("parentId") or row["id"])
