"""The connector for X: reads mentions and replies, hides replies in conversations the council began, answers once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
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
from connectors.limits import Limit
from connectors.media import fetched
from connectors.metering import Daily
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.x import posts
from connectors.x.answering import answer, find_answer
from connectors.x.client import XClient, XOptions, silence_libraries
from connectors.x.reading import Reading, ReadingHabits
from moderator.domain.comment import AccountRef

PLATFORM = "x"
CREDENTIALS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
_IDS_PER_CALL = 100
_MEDIA_SERVERS = ("pbs.twimg.com",)
_NOT_OURS = "X lets us hide only replies in conversations we began; report or mute it on X"
_DM_ASK = {"dm_event_fields": ["id", "text", "created_at", "sender_id", "event_type"], "max_results": 100}


class XConnector:
    """One account. Keeps nothing between calls."""

    def __init__(
        self, account: AccountRef, options: XOptions, habits: ReadingHabits, clock: Clock, *, may_message: bool = False
    ) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock
        self._may_message = may_message

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_hide=True,
            can_reveal=True,
            who_still_sees_hidden="Anyone who opens the post's hidden replies sees it; X tells the author nothing.",
            who_still_sees_hidden_cy=(
                "Mae unrhyw un sy'n agor atebion cudd y neges yn ei weld; nid yw X yn dweud dim wrth yr awdur."
            ),
            can_reply_publicly=True,
            can_message_privately=self._may_message,
            can_find_messages=self._may_message,
            sees_edits=True,
            sees_deletions=True,
            shows_hidden=False,
            poll_every=timedelta(minutes=2),
            remote_wait=self._habits.search_every or timedelta(0),
            # X publishes prices and no daily limit: a sum that a council can stand.
            daily=Daily(usd=5.0),
            limits=(
                "Only replies in conversations the council began can be hidden, 725 in each and 50 in 15 minutes. X "
                "never tells whether a reply is hidden, and offers no call to report. In public a program may answer "
                "only people who mentioned or quoted us, once for each post and in 280 letters. Private messages are "
                "off unless the setting dm says otherwise, and then go only to people who wrote to us first."
            ),
            must_know=(
                Limit(
                    "hide",
                    "X hides only replies in conversations that the council began; for others you get a task.",
                    (
                        "Dim ond atebion mewn sgyrsiau a ddechreuwyd gan y cyngor y gall X eu cuddio; cewch dasg ar "
                        "gyfer rhai eraill."
                    ),
                ),
                Limit(
                    "contact",
                    "X takes a private message only for people who wrote to the council first.",
                    "Dim ond at bobl a ysgrifennodd at y cyngor yn gyntaf y mae X yn derbyn neges breifat.",
                ),
                Limit(
                    "answer",
                    (
                        "A program may answer only people who mentioned or quoted the council, once for each post "
                        "and in 280 letters; otherwise you get a task."
                    ),
                    (
                        "Dim ond pobl a soniodd am y cyngor neu a'i dyfynnodd y caiff rhaglen eu hateb, unwaith am "
                        "bob postiad ac mewn 280 llythyren; fel arall cewch dasg."
                    ),
                ),
            ),
        )

    def check(self) -> None:
        with self._client() as client, readable("X"):
            user_id = str(client.read(client.api.get_me)["data"]["id"])
        if user_id != self._account.account_id:
            raise AccessLost(
                f"the access tokens belong to the X account {user_id}, the profile is {self._account.account_id}; "
                "issue tokens for this account"
            )

    def fetch(self, cursor: str) -> Page:
        with XClient(self._options, self._clock, FETCH_S) as client, readable("X"):
            try:
                return Reading(client, self._account, self._habits, self._clock()).page(cursor)
            except CommentGone:
                raise AccessLost(
                    f"X does not know the account {self._account.account_id}; correct account_id in the register"
                ) from None

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        if not asked:
            return {}
        with self._client() as client, readable("X"):
            found = self._look_up(client, asked)
            # An edit is a post with a new id: the newest version is asked for by its own id.
            newer = {
                posts.history(post)[-1]: name for name, (post, _) in found.items() if posts.history(post)[-1] != name
            }
            latest = self._look_up(client, list(newer))
            found |= {newer[native_id]: entry for native_id, entry in latest.items()}
            return {
                native_id: self._standing(*found[native_id]) if native_id in found else Standing("gone")
                for native_id in asked
            }

    def pictures(self, native_id: str) -> tuple[bytes, ...]:
        seen = self.standing(native_id).sighting
        if seen is None:
            raise CommentGone("the post is no longer on X")
        addresses = [one.url for one in seen.attachments if one.kind == "image"]
        return fetched(addresses, _MEDIA_SERVERS, base_url=self._options.base_url, deadline_s=self._options.deadline_s)

    def hide(self, native_id: str) -> None:
        with self._client() as client, readable("X"):
            self._refuse_unless_hideable(client, native_id)
            _require(client.write(lambda: client.api.hide_reply(native_id)), is_hidden=True)

    def reveal(self, native_id: str) -> None:
        with self._client() as client, readable("X"):
            _require(client.write(lambda: client.api.unhide_reply(native_id)), is_hidden=False)

    def reply(self, native_id: str, text: str) -> str:
        with self._client() as client, readable("X"):
            return answer(client, self._account.account_id, self._present(client, native_id), text)

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._client() as client, readable("X"):
            return find_answer(client, self._account.account_id, self._present(client, native_id), text)

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("X offers no call to report a post; report it on X")

    def message(self, native_id: str, text: str) -> str:
        """X's rules: an automated private message only after the person wrote to us first."""
        self._refuse_unless_messaging()
        with self._client() as client, readable("X"):
            author_id = self._author_of(client, native_id)
            if not any(event.get("sender_id") == author_id for event in self._events(client, author_id)):
                raise Refused("X allows a private message only after this person wrote to us; answer in public")
            said = client.write(
                lambda: client.api.create_direct_message(participant_id=author_id, text=text),
                forbidden="this person does not accept private messages on X (403); answer in public",
            )
            sent = str((said.get("data") or {}).get("dm_event_id") or "")
        if not sent:
            raise OutcomeUnknown("X did not confirm the private message; look into the account's messages")
        return sent

    def find_message(self, native_id: str, text: str) -> str | None:
        """Looks for the very text among our private messages to the author."""
        self._refuse_unless_messaging()
        with self._client() as client, readable("X"):
            for event in self._events(client, self._author_of(client, native_id)):
                if event.get("sender_id") == self._account.account_id and posts.text_of(event) == text:
                    return str(event["id"])
        return None

    def _client(self) -> XClient:
        return XClient(self._options, self._clock)

    def _look_up(self, client: XClient, ids: list[str]) -> dict[str, tuple[dict[str, Any], posts.Context]]:
        """Posts by id without those X no longer shows. An id without any answer is X's mistake, not a deletion."""
        found: dict[str, tuple[dict[str, Any], posts.Context]] = {}
        for start in range(0, len(ids), _IDS_PER_CALL):
            asked = ids[start : start + _IDS_PER_CALL]
            told = client.read(client.api.get_tweets, ids=asked, **posts.ASK)
            context = posts.context_of(told)
            found |= {str(post["id"]): (post, context) for post in told.get("data") or []}
            missing = {str(error.get("resource_id") or error.get("value")) for error in told.get("errors") or []}
            if any(native_id not in found and native_id not in missing for native_id in asked):
                raise TryLater("X's answer left out posts without saying why; it will be tried again")
        return found

    def _standing(self, post: dict[str, Any], context: posts.Context) -> Standing:
        seen = posts.sighting(post, context, self._account)
        return Standing("visible", seen.text, seen)

    def _refuse_unless_hideable(self, client: XClient, native_id: str) -> None:
        post = self._present(client, native_id)
        conversation = str(post.get("conversation_id") or "")
        if post.get("author_id") == self._account.account_id or conversation in posts.history(post):
            raise Refused(_NOT_OURS)
        to_our_post = posts.referenced(post, "replied_to") == conversation
        if to_our_post and post.get("in_reply_to_user_id") == self._account.account_id:
            return
        root = self._look_up(client, [conversation]).get(conversation)
        if root is None or root[0].get("author_id") != self._account.account_id:
            raise Refused(_NOT_OURS)

    def _present(self, client: XClient, native_id: str) -> dict[str, Any]:
        found = self._look_up(client, [native_id]).get(native_id)
        if found is None:
            raise CommentGone("the post no longer exists on X, or its author withdrew from public view")
        return found[0]

    def _author_of(self, client: XClient, native_id: str) -> str:
        return str(self._present(client, native_id)["author_id"])

    def _events(self, client: XClient, author_id: str) -> list[dict[str, Any]]:
        told = client.read(client.api.get_direct_message_events, participant_id=author_id, **_DM_ASK)
        return list(told.get("data") or [])

    def _refuse_unless_messaging(self) -> None:
        if not self._may_message:
            raise Unsupported("private messages on X are off (X allows them only after contact); answer in public")


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for an X account, by its numeric id.

    Credentials: ``consumer_key``, ``consumer_secret``, ``access_token``, ``access_token_secret`` (OAuth 1.0a, read and
    write). Settings, all optional: ``base_url`` (a stand-in), ``look_back_days``, ``search_every_minutes`` (0 = never),
    ``timeout_s`` (for one request in all), ``own_ids`` (with commas), ``dm`` ("after-contact" or "off"),
    ``app_owner_id`` (the X account that owns the app, for the price; this account when left out).
    Raises AccessLost when a credential is missing, ValueError for a setting that cannot be read.
    """
    missing = [key for key in CREDENTIALS if not credentials.get(key, "").strip()]
    if missing:
        raise AccessLost(
            f"the X credentials of this profile lack {', '.join(missing)}; store all four of {CREDENTIALS}"
        )
    if settings.get("dm", "off") not in ("off", "after-contact"):
        raise ValueError('the setting dm of an X profile must be "off" or "after-contact"')
    silence_libraries()
    secrets = {key: credentials[key].strip() for key in CREDENTIALS}
    deadline_s = number(settings, "timeout_s", DEADLINE_S)
    is_owner = settings.get("app_owner_id", account_id) == account_id
    options = XOptions(**secrets, base_url=settings.get("base_url", ""), deadline_s=deadline_s, is_owner=is_owner)
    minutes = number(settings, "search_every_minutes", 30)
    habits = ReadingHabits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        search_every=timedelta(minutes=minutes) if minutes > 0 else None,
        own_ids=own_ids(settings),
    )
    may_message = settings.get("dm") == "after-contact"
    return XConnector(AccountRef(PLATFORM, account_id), options, habits, clock, may_message=may_message)


def _require(answer: dict[str, Any], *, is_hidden: bool) -> None:
    if (answer.get("data") or {}).get("hidden") is not is_hidden:
        raise TryLater("X did not confirm the change; it will be tried again")
