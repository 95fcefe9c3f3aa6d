"""The connector for Bluesky: reads notifications and our posts' threads, hides replies in threads the council began."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from connectors.bluesky import posts
from connectors.bluesky.answers import find_answer, write_answer
from connectors.bluesky.client import BlueskyOptions, Conversation, silence_libraries
from connectors.bluesky.gates import MOST_HIDDEN, hidden_under, set_hidden
from connectors.bluesky.reading import Round, posts_by_uri
from connectors.bluesky.sessions import Keeper
from connectors.contract import (
    AccessLost,
    Capabilities,
    Clock,
    CommentGone,
    Connector,
    Page,
    Refused,
    Standing,
    Unsupported,
)
from connectors.limits import Limit
from connectors.media import fetched
from connectors.metering import Daily
from connectors.options import number, own_ids
from connectors.transport import DEADLINE_S, FETCH_S, readable
from connectors.watching import OLDEST_WAIT, Habits
from moderator.domain.comment import AccountRef

PLATFORM = "bluesky"
CREDENTIALS = ("app_password",)
_MEDIA_SERVERS = ("cdn.bsky.app",)
_NOT_OURS = "Bluesky lets us hide only replies under posts we began with; report or mute it on Bluesky"
_REASON = "com.atproto.moderation.defs#reason"
#: A word in what a comment is reported for -> the network's own heading for it; reports go there under "other" else.
_HEADINGS = (
    ("spam", "Spam"),
    ("advert", "Spam"),
    ("sexual", "Sexual"),
    ("threat", "Violation"),
    ("identity", "Violation"),
    ("hate", "Violation"),
    ("insult", "Rude"),
    ("toxic", "Rude"),
    ("obscene", "Rude"),
)

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden="Its author sees it as before, and so does anybody who opens the post's hidden replies.",
    who_still_sees_hidden_cy=(
        "Mae ei awdur yn ei weld fel o'r blaen, ac felly hefyd unrhyw un sy'n agor atebion cudd y neges."
    ),
    can_report=True,
    can_reply_publicly=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    remote_wait=OLDEST_WAIT,
    # The points of one account: reading costs none, a new record 3, a change 2.
    daily=Daily(units=35_000, only_acts_cost_units=True),
    limits=(
        f"Only replies under posts the council began with can be hidden, {MOST_HIDDEN} under each; other apps than "
        "Bluesky's own may still show them. Mentions and quotes elsewhere can be reported. Posts cannot be edited on "
        "Bluesky. Nobody is messaged in private. Replies of people whom the account blocks, or who block it, are not "
        "shown to us, nor are replies beneath a deleted one unless Bluesky notifies the account of them. A public "
        "answer has 300 characters at most."
    ),
    must_know=(
        Limit(
            "hide",
            (
                "Bluesky hides only replies under posts that the council began with; for others you get a task. "
                "Other apps than Bluesky's own may still show it."
            ),
            (
                "Dim ond atebion o dan negeseuon a ddechreuwyd gan y cyngor y gall Bluesky eu cuddio; cewch dasg ar "
                "gyfer rhai eraill. Gall apiau heblaw un Bluesky ei ddangos o hyd."
            ),
        ),
        Limit(
            "answer",
            "An answer has 300 characters at most.",
            "Mae gan ateb 300 nod ar y mwyaf.",
        ),
    ),
)


class BlueskyConnector:
    """One account. Keeps nothing between calls but the session (see sessions.py)."""

    def __init__(self, account: AccountRef, options: BlueskyOptions, habits: Habits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock
        self.keeper = Keeper()

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Logs in, asks whether the account is active, and reads one notification through the network."""
        with self._conversation() as conversation, readable("Bluesky"):
            session = conversation.read("com.atproto.server.getSession")
            if session.get("active") is False:
                raise AccessLost(
                    "this Bluesky account is not active (deactivated, suspended, taken down); sign in there to see why"
                )
            conversation.read("app.bsky.notification.listNotifications", limit=1, priority=False)["notifications"]

    def fetch(self, cursor: str) -> Page:
        with Conversation(self._options, self.keeper, self._clock, FETCH_S) as conversation, readable("Bluesky"):
            return Round(conversation, self._account, self._habits, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        if not native_ids:
            return {}
        with self._conversation() as conversation, readable("Bluesky"):
            found = posts_by_uri(conversation, set(native_ids))
            ours = {root for post in found.values() if self._is_ours(root := posts.root_of(post))}
            hidden = hidden_under(conversation, self._account.account_id, ours) if ours else frozenset()
            return {native_id: self._standing(found.get(native_id), hidden) for native_id in native_ids}

    def hide(self, native_id: str) -> None:
        self._set_hidden(native_id, is_hidden=True)

    def reveal(self, native_id: str) -> None:
        self._set_hidden(native_id, is_hidden=False)

    def report(self, native_id: str, reason: str) -> None:
        """To the moderation service that the account's server chose, or to the one in the settings."""
        service = self._options.moderation_service
        headers = {"atproto-proxy": f"{service}#atproto_labeler"} if service else {}
        with self._conversation() as conversation, readable("Bluesky"):
            post = _present(conversation, native_id)
            subject = {"$type": "com.atproto.repo.strongRef", "uri": native_id, "cid": str(post["cid"])}
            body = {"reasonType": _heading(reason), "reason": f"Reported by the account: {reason}", "subject": subject}
            conversation.write("com.atproto.moderation.createReport", body, points=0, headers=headers)

    def reply(self, native_id: str, text: str) -> str:
        with self._conversation() as conversation, readable("Bluesky"):
            parent = _present(conversation, native_id)
            return write_answer(conversation, self._account.account_id, parent, text, self._clock())

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._conversation() as conversation, readable("Bluesky"):
            return find_answer(conversation, self._account.account_id, native_id, text)

    def pictures(self, native_id: str) -> tuple[bytes, ...]:
        with self._conversation() as conversation, readable("Bluesky"):
            addresses = list(posts.pictures_of(_present(conversation, native_id)))
        return fetched(addresses, _MEDIA_SERVERS, base_url=self._options.base_url, deadline_s=self._options.deadline_s)

    def message(self, native_id: str, text: str) -> str:
        raise Unsupported("private messages on Bluesky are not sent by this program; answer in public")

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("private messages on Bluesky are not read by this program; look into the account's chats")

    def _conversation(self) -> Conversation:
        return Conversation(self._options, self.keeper, self._clock)

    def _set_hidden(self, native_id: str, *, is_hidden: bool) -> None:
        with self._conversation() as conversation, readable("Bluesky"):
            root = posts.root_of(_present(conversation, native_id))
            if not self._is_ours(root) or posts.author_of(native_id) == self._account.account_id:
                raise Refused(_NOT_OURS)
            set_hidden(conversation, native_id, root, self._clock(), is_hidden=is_hidden)

    def _is_ours(self, uri: str) -> bool:
        return posts.author_of(uri) == self._account.account_id

    def _standing(self, post: dict[str, Any] | None, hidden: frozenset[str]) -> Standing:
        if post is None:
            return Standing("gone")
        is_hidden = str(post["uri"]) in hidden
        seen = posts.sighting(post, self._account, "", is_hidden=is_hidden)
        return Standing("hidden" if is_hidden else "visible", seen.text, seen)


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a Bluesky account, by its lasting id ("did:plc:...").

    Credentials: ``app_password``. Settings, all optional: ``service`` (where the account logs in), ``base_url`` (a
    stand-in), ``moderation_service`` (whom reports go to), ``look_back_days``, ``watch_posts_days``, ``timeout_s`` (for
    one request in all), ``own_ids`` (with commas).
    Raises AccessLost when the password is missing, ValueError for a setting that cannot be read.
    """
    password = credentials.get("app_password", "").strip()
    if not password:
        raise AccessLost(
            "there is no Bluesky app password for this profile; create one in the account's settings (Privacy and "
            "security, App passwords) and store it as app_password"
        )
    service = settings.get("service") or "https://bsky.social"
    if urlsplit(service).scheme != "https" and not settings.get("base_url"):
        raise ValueError("the setting service of a Bluesky profile must begin with https://: the password goes there")
    silence_libraries()
    options = BlueskyOptions(
        account_id,
        password,
        service=service.rstrip("/"),
        base_url=settings.get("base_url", "").rstrip("/"),
        moderation_service=settings.get("moderation_service", "").strip(),
        deadline_s=number(settings, "timeout_s", DEADLINE_S),
    )
    habits = Habits(
        look_back=timedelta(days=number(settings, "look_back_days", 3)),
        watch_posts=timedelta(days=number(settings, "watch_posts_days", 90)),
        own_ids=own_ids(settings),
    )
    return BlueskyConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _present(conversation: Conversation, uri: str) -> dict[str, Any]:
    post = posts_by_uri(conversation, {uri}).get(uri)
    if post is None:
        raise CommentGone("the post no longer exists on Bluesky, or this account may not see it")
    return post


def _heading(reason: str) -> str:
    word = next((heading for part, heading in _HEADINGS if part in reason.casefold()), "Other")
    return f"{_REASON}{word}"
