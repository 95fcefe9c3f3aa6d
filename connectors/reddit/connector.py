"""The connector for a subreddit the council moderates: reads it, removes and approves, answers, writes by modmail."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

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
from connectors.limits import Limit
from connectors.media import fetched
from connectors.options import own_ids
from connectors.reddit import things
from connectors.reddit.client import Reddit, RedditOptions, opened, tame_libraries
from connectors.reddit.reading import Habits, Reading
from connectors.transport import DEADLINE_S, FETCH_S, readable
from moderator.domain.comment import AccountRef

PLATFORM = "reddit"
#: Pictures lie on i.redd.it and preview.redd.it.
MEDIA_SERVERS = ("redd.it",)
CREDENTIALS = ("client_id", "client_secret", "refresh_token")
_SCOPES = frozenset({"identity", "read", "history", "modposts", "modmail", "submit"})
_PERMISSIONS = frozenset({"posts", "mail"})
#: Of our conversation with an author about one comment; the name makes it findable.
_SUBJECT = "Eich neges / Your comment {}"
#: Lists of conversations leave the archived ones out of "all".
_MAILBOXES = ("all", "archived")

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden="Its author still sees it, as if nothing had happened, and the moderators; nobody else does.",
    who_still_sees_hidden_cy=(
        "Mae ei awdur yn dal i'w weld, fel pe na bai dim wedi digwydd, a'r cymedrolwyr; neb arall."
    ),
    can_reply_publicly=True,
    can_message_privately=True,
    can_find_messages=True,
    sees_edits=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    limits=(
        "Only the subreddit that the council moderates is read, not what is said elsewhere on Reddit. Lists end after "
        "about a thousand rows. Private words go out as modmail, once for each comment, in the subreddit's name. A "
        "report would reach the subreddit's own moderators, so reporting to Reddit is a task for a person."
    ),
    must_know=(
        Limit(
            "contact",
            "It goes as modmail in the subreddit's name, once for each comment.",
            "Mae'n mynd fel neges gan gymedrolwyr yr subreddit, unwaith am bob sylw.",
        ),
    ),
)


class RedditConnector:
    """One subreddit. Keeps nothing between calls: each signs in anew."""

    def __init__(self, account: AccountRef, options: RedditOptions, habits: Habits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Signs in, compares the scopes, and looks for the account among the subreddit's moderators."""
        with self._reddit() as reddit:
            if "*" not in reddit.scopes and (missing := sorted(_SCOPES - reddit.scopes)):
                raise AccessLost(
                    f"the Reddit token lacks the scopes {', '.join(missing)}; authorise the app again with all of them"
                )
            us = _name(reddit)
            rows = reddit.read(f"r/{self._account.account_id}/about/moderators")["data"]["children"]
            granted = [set(row.get("mod_permissions") or []) for row in rows if row.get("name") == us]
            if not granted:
                raise AccessLost(
                    f"u/{us} does not moderate r/{self._account.account_id}; have a moderator invite it under Mod "
                    "tools > Mods and accept the invitation"
                )
            if "all" not in granted[0] and (missing := sorted(_PERMISSIONS - granted[0])):
                raise AccessLost(
                    f"u/{us} lacks the permissions {', '.join(missing)} in r/{self._account.account_id}; have a "
                    "moderator tick them under Mod tools > Mods"
                )

    def fetch(self, cursor: str) -> Page:
        with self._reddit(FETCH_S) as reddit:
            us = _name(reddit)
            return Reading(reddit, self._account, self._habits, us, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        if not asked:
            return {}
        with self._reddit() as reddit:
            found = reddit.things(asked)
            parents = reddit.things(sorted({name for row in found.values() if (name := things.parent_of(row))}))
            return {native_id: self._standing(found.get(native_id), parents) for native_id in asked}

    def hide(self, native_id: str) -> None:
        with self._reddit() as reddit:
            row = self._present(reddit, native_id)
            if row.get("author") in self._habits.own_ids | {_name(reddit)}:
                raise Refused("the words are the council's own; remove them on Reddit if they have to go")
            if not things.is_hidden(row):
                reddit.write("api/remove/", id=native_id, spam="False")
                self._require(reddit, native_id, is_hidden=True)

    def reveal(self, native_id: str) -> None:
        with self._reddit() as reddit:
            if things.is_hidden(self._present(reddit, native_id)):
                reddit.write("api/approve/", id=native_id)
                self._require(reddit, native_id, is_hidden=False)

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("a report by program reaches only our own moderators; report it at reddit.com/report")

    def pictures(self, native_id: str) -> tuple[bytes, ...]:
        options = self._options
        with self._reddit() as reddit:
            addresses = things.pictures_of(self._present(reddit, native_id))
        return fetched(addresses, MEDIA_SERVERS, base_url=options.base_url, deadline_s=options.deadline_s)

    def message(self, native_id: str, text: str) -> str:
        """Modmail to the author, in the subreddit's name: Reddit has closed private messages to programs."""
        with self._reddit() as reddit:
            author = str(self._present(reddit, native_id).get("author") or "")
            if self._conversation(reddit, native_id):
                raise AlreadyMessaged("there is a modmail conversation with the author about this comment already")
            answer = reddit.write(
                "api/mod/conversations/",
                srName=self._account.account_id,
                to=author,
                subject=_SUBJECT.format(native_id),
                body=text,
                isAuthorHidden="True",
            )
            sent = str((answer.get("conversation") or {}).get("id") or "")
        if not sent:
            raise OutcomeUnknown("Reddit did not confirm the modmail; look into the subreddit's modmail")
        return sent

    def find_message(self, native_id: str, text: str) -> str | None:
        with self._reddit() as reddit:
            found = self._conversation(reddit, native_id)
            if not found:
                return None
            messages = reddit.read(f"api/mod/conversations/{found}")["messages"].values()
            return found if any(_same(str(one.get("bodyMarkdown") or ""), text) for one in messages) else None

    def reply(self, native_id: str, text: str) -> str:
        with self._reddit() as reddit:
            self._present(reddit, native_id)
            answer = reddit.write("api/comment/", thing_id=native_id, text=text)
            written = ((answer.get("json") or {}).get("data") or {}).get("things") or []
            if written:
                return str(written[0]["data"]["name"])
        raise OutcomeUnknown("Reddit did not confirm the answer; look at the thread before any repeat")

    def find_reply(self, native_id: str, text: str) -> str | None:
        """Looks through the account's own comments, newest first, back to the time of the question."""
        with self._reddit() as reddit:
            question = reddit.things([native_id]).get(native_id)
            if question is None:
                return None
            for rows in reddit.rows(f"user/{_name(reddit)}/comments"):
                for row in rows:
                    if row.get("parent_id") == native_id and _same(str(row.get("body") or ""), text):
                        return str(row["name"])
                if rows and all(things.created(row) < things.created(question) for row in rows):
                    break
        return None

    def _conversation(self, reddit: Reddit, native_id: str) -> str:
        """The conversation about this comment; "" when there is none."""
        subject = _SUBJECT.format(native_id)
        for state in _MAILBOXES:
            after = ""
            while True:
                more = {"after": after} if after else {}
                path, names = "api/mod/conversations/", self._account.account_id
                answer = reddit.read(path, entity=names, state=state, sort="recent", limit="100", **more)
                found = answer["conversations"]
                for key, one in found.items():
                    if one.get("subject") == subject:
                        return str(key)
                ids = answer.get("conversationIds") or []
                if len(ids) < 100 or ids[-1] == after:
                    break
                after = str(ids[-1])
        return ""

    def _standing(self, row: dict[str, Any] | None, parents: Mapping[str, Mapping[str, Any]]) -> Standing:
        if row is None or things.is_gone(row):
            return Standing("gone")
        seen = things.sighting(row, self._account, parents)
        return Standing("hidden" if seen.is_hidden else "visible", seen.text, seen)

    def _present(self, reddit: Reddit, native_id: str) -> dict[str, Any]:
        row = reddit.things([native_id]).get(native_id)
        if row is None or things.is_gone(row):
            raise CommentGone("the comment no longer exists on Reddit")
        return row

    def _require(self, reddit: Reddit, native_id: str, *, is_hidden: bool) -> None:
        if things.is_hidden(self._present(reddit, native_id)) is not is_hidden:
            raise TryLater("Reddit did not make the change; it will be tried again")

    @contextmanager
    def _reddit(self, *total_s: float) -> Iterator[Reddit]:
        with readable("Reddit"), opened(self._options, self._clock, *total_s) as reddit:
            yield reddit


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a subreddit, by its name without "r/".

    Credentials: ``client_id`` and ``client_secret`` of the app that Reddit approved, and a permanent ``refresh_token``
    of the moderator account. Settings, all optional: ``base_url`` (a stand-in), ``look_back_days``, ``timeout_s`` (for
    one request in all), ``own_ids`` (Reddit names, with commas).
    Raises AccessLost when a credential is missing, ValueError for a setting that is no number.
    """
    missing = [key for key in CREDENTIALS if not credentials.get(key, "").strip()]
    if missing:
        raise AccessLost(
            f"the Reddit credentials of this profile lack {', '.join(missing)}; store all three: "
            f"{', '.join(CREDENTIALS)}"
        )
    tame_libraries()
    options = RedditOptions(
        **{key: credentials[key].strip() for key in CREDENTIALS},
        base_url=settings.get("base_url", "").rstrip("/"),
        deadline_s=_decimal(settings, "timeout_s", DEADLINE_S),
    )
    habits = Habits(
        look_back=timedelta(days=_decimal(settings, "look_back_days", 3)),
        own_ids=own_ids(settings),
    )
    return RedditConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _name(reddit: Reddit) -> str:
    return str(reddit.read("api/v1/me")["name"])


def _same(said: str, text: str) -> bool:
    return said.split() == text.split()


def _decimal(settings: Mapping[str, str], key: str, default: float) -> float:
    value = settings.get(key) or default
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"the setting {key} of a reddit profile must be a number") from None
