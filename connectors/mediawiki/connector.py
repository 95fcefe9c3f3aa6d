"""The connector for a wiki: reads what people add to talk pages, takes it off and hides it, answers beneath it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
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
from connectors.limits import Limit
from connectors.mediawiki import hiding, words
from connectors.mediawiki.hiding import Comment
from connectors.mediawiki.reading import Habits, Reading, Writers, added_by
from connectors.mediawiki.revisions import sighting
from connectors.mediawiki.wiki import Wiki, WikiOptions, opened, silence_libraries
from connectors.transport import DEADLINE_S, FETCH_S, readable
from moderator.domain.comment import AccountRef

PLATFORM = "mediawiki"
CREDENTIALS = ("username", "password")
#: What the bot needs -> what an administrator ticks on Special:BotPasswords.
_RIGHTS = {
    "edit": "Edit existing pages",
    "deleterevision": "Delete pages, revisions, and log entries",
    "deletedtext": "View deleted files and pages",
}
_ANSWER = "Ateb / Reply"
_LONGEST_TALK = 2000

CAPABILITIES = Capabilities(
    can_hide=True,
    can_reveal=True,
    who_still_sees_hidden="Only the wiki's administrators still see it; its author sees that it was taken away.",
    who_still_sees_hidden_cy=(
        "Dim ond gweinyddwyr y wici sy'n dal i'w weld; mae ei awdur yn gweld iddo gael ei dynnu."
    ),
    can_reply_publicly=True,
    sees_deletions=True,
    poll_every=timedelta(minutes=2),
    limits=(
        "A comment is what one edit added to a talk page. Reworded words come as a new comment, and the old one counts "
        "as gone. An edit that changed other people's lines can be put back only by a person, and one that only "
        "reworded older words can be taken off only by a person. Words moved into an archive count as gone. There is "
        "no private message: user talk pages are public. The wiki is the council's own: nobody to report to."
    ),
    must_know=(
        Limit(
            "hide",
            (
                "It is taken off the page and hidden in its history. Where the same edit changed other people's words, "
                "a person has to put it back."
            ),
            (
                "Caiff ei dynnu oddi ar y dudalen a'i guddio yn ei hanes. Lle newidiodd yr un golygiad eiriau pobl "
                "eraill, rhaid i berson ei roi'n ôl."
            ),
        ),
    ),
)


class MediaWikiConnector:
    """One bot account on one wiki. Keeps nothing between calls: each signs in anew."""

    def __init__(self, account: AccountRef, options: WikiOptions, habits: Habits, clock: Clock) -> None:
        self._account = account
        self._options = options
        self._habits = habits
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def check(self) -> None:
        """Signs in, compares the account and its rights, and reads one change."""
        with self._wiki() as wiki:
            if wiki.user != self._account.account_id:
                raise AccessLost(
                    f"the bot password belongs to the wiki's user {wiki.user}, the profile is "
                    f"{self._account.account_id}; correct one of them"
                )
            if missing := [right for right in _RIGHTS if right not in wiki.rights]:
                ticks = "; ".join(f'"{_RIGHTS[right]}"' for right in missing)
                raise AccessLost(
                    f"the bot lacks the rights {', '.join(missing)}: tick {ticks} on Special:BotPasswords, and have an "
                    f"administrator grant {', '.join(missing)} to its user group"
                )
            wiki.ask("query", list="recentchanges", rcnamespace=self._habits.namespaces, rclimit="1", rcprop="ids")

    def fetch(self, cursor: str) -> Page:
        with self._wiki(FETCH_S) as wiki:
            return Reading(wiki, self._account, self._habits, self._options.base_url, self._clock()).page(cursor)

    def standing(self, native_id: str) -> Standing:
        return self.reread([native_id])[native_id]

    def reread(self, native_ids: Sequence[str]) -> dict[str, Standing]:
        asked = list(dict.fromkeys(native_ids))
        if not asked:
            return {}
        with self._wiki() as wiki:
            found = self._comments(wiki, [_number(native_id) for native_id in asked])
            writers = Writers(wiki, [comment.seen for comment in found.values()])
            return {native_id: self._standing(wiki, found.get(_number(native_id)), writers) for native_id in asked}

    def hide(self, native_id: str) -> None:
        with self._wiki() as wiki:
            comment = self._present(wiki, native_id)
            self._refuse_our_own(comment)
            hiding.hide(wiki, comment)
            if self._state(wiki, self._present(wiki, native_id)) != "hidden":
                raise TryLater("the words are not out of sight yet; it will be tried again")

    def reveal(self, native_id: str) -> None:
        with self._wiki() as wiki:
            comment = self._present(wiki, native_id)
            is_ours = comment.is_on_the_page or comment.seen.is_hidden or hiding.was_taken_off_by_us(wiki, comment.seen)
            if not is_ours:
                raise CommentGone("the words are no longer on the talk page, and it was not we who took them away")
            hiding.show(wiki, comment)
            if not self._present(wiki, native_id).is_on_the_page:
                raise TryLater("the words are not back on the page yet; it will be tried again")

    def report(self, native_id: str, reason: str) -> None:
        raise Unsupported("the wiki is the council's own: there is no operator to report to; decide it here")

    def message(self, native_id: str, text: str) -> str:
        raise Unsupported("a wiki has no private messages: user talk pages are public; answer on the talk page or mail")

    def find_message(self, native_id: str, text: str) -> str | None:
        raise Unsupported("a wiki has no private messages, so none can be looked for; look into the council's mail")

    def reply(self, native_id: str, text: str) -> str:
        """Answers beneath the comment, one step further in, signed by the bot's account."""
        with self._wiki() as wiki:
            comment = self._present(wiki, native_id)
            page = words.answered_with(comment.now.text or "", comment.added.lines, text)
            if page is None:
                self._refuse_absent(wiki, comment)
                raise TryLater("the comment's lines moved in the same moment; it will be tried again")
            if new := hiding.edit(wiki, comment.now, page, _ANSWER):
                return str(new)
        raise OutcomeUnknown("the wiki did not say under which number the answer was saved; look at the talk page")

    def find_reply(self, native_id: str, text: str) -> str | None:
        with self._wiki() as wiki:
            comment = self._comments(wiki, [_number(native_id)]).get(_number(native_id))
            if comment is None:
                return None
            before = comment.seen
            for one in wiki.history(before.page_id, before.id, newer=True, most=_LONGEST_TALK):
                added = added_by(one, before) if one.user == wiki.user and one.id != comment.seen.id else None
                before = one
                if added and words.answers(added, comment.added.lines) and words.same_words(added.words, text):
                    return str(one.id)
        return None

    def _standing(self, wiki: Wiki, comment: Comment | None, writers: Writers) -> Standing:
        state = self._state(wiki, comment) if comment else "gone"
        if comment is None or state == "gone":
            return Standing("gone")
        seen = sighting(
            comment.seen,
            comment.added,
            self._account,
            base_url=self._options.base_url,
            parent_id=writers.writer_of(comment.seen, comment.added),
            is_hidden=state == "hidden",
        )
        return Standing(state, seen.text, seen)

    def _state(self, wiki: Wiki, comment: Comment) -> str:
        """Off the page but still open in its public history is not hidden: then only half of it was done."""
        if comment.is_on_the_page:
            return "visible"
        if comment.seen.is_hidden:
            return "hidden"
        return "visible" if hiding.was_taken_off_by_us(wiki, comment.seen) else "gone"

    def _present(self, wiki: Wiki, native_id: str) -> Comment:
        comment = self._comments(wiki, [_number(native_id)]).get(_number(native_id))
        if comment is None:
            raise CommentGone("the edit or its talk page no longer exists on the wiki")
        return comment

    def _refuse_absent(self, wiki: Wiki, comment: Comment) -> None:
        match self._state(wiki, comment):
            case "gone":
                raise CommentGone("the comment is no longer on the talk page")
            case _ if not comment.is_on_the_page:
                raise Refused("the comment is hidden, so no answer can stand beneath it; show it first or write a mail")

    def _comments(self, wiki: Wiki, ids: list[int]) -> dict[int, Comment]:
        """Known edits with their pages as they stand; those that are gone, or kept even from us, are left out."""
        found = wiki.revisions([one for one in ids if one])
        parents = wiki.revisions(sorted({one.parent_id for one in found.values() if one.parent_id} - found.keys()))
        pages = wiki.newest({one.page_id for one in found.values()})
        comments: dict[int, Comment] = {}
        for seen in found.values():
            added = added_by(seen, (parents | found).get(seen.parent_id))
            now = pages.get(seen.page_id)
            if added and now:
                comments[seen.id] = Comment(seen, added, now)
        return comments

    def _refuse_our_own(self, comment: Comment) -> None:
        if comment.seen.user in self._habits.own_ids | {self._account.account_id}:
            raise Refused("the words are the council's own; take them off the page by hand if they have to go")

    @contextmanager
    def _wiki(self, *total_s: float) -> Iterator[Wiki]:
        with readable("the wiki"), opened(self._options, *total_s) as wiki:
            yield wiki


def connect(account_id: str, credentials: Mapping[str, str], settings: Mapping[str, str], clock: Clock) -> Connector:
    """The connector for a bot account, by its user name, on the wiki at ``base_url``.

    Credentials: ``username`` ("ModBot@moderation") and ``password``, as Special:BotPasswords shows them. Settings:
    ``base_url`` (the folder of api.php, required), and optional ``pages`` (titles, with | between them and * for all
    that begin so), ``namespaces`` (numbers, with commas), ``look_back_days``, ``timeout_s``, ``own_ids`` (user names,
    with commas).
    Raises AccessLost when a credential is missing, ValueError for a setting that cannot be read.
    """
    missing = [key for key in CREDENTIALS if not credentials.get(key, "").strip()]
    if missing:
        raise AccessLost(
            f"the wiki credentials of this profile lack {', '.join(missing)}; make a bot password on "
            "Special:BotPasswords and store both"
        )
    silence_libraries()
    options = WikiOptions(
        _address(settings),
        credentials["username"].strip(),
        credentials["password"].strip(),
        deadline_s=_decimal(settings, "timeout_s", DEADLINE_S),
    )
    habits = Habits(
        look_back=timedelta(days=_decimal(settings, "look_back_days", 3)),
        namespaces=_namespaces(settings),
        pages=_list(settings, "pages", "|"),
        own_ids=frozenset(_list(settings, "own_ids", ",")),
    )
    return MediaWikiConnector(AccountRef(PLATFORM, account_id), options, habits, clock)


def _address(settings: Mapping[str, str]) -> str:
    """With the slash at its end. The password travels, so only this machine is reached without TLS."""
    text = settings.get("base_url", "").strip()
    address = urlsplit(text)
    is_safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in ("127.0.0.1", "localhost"))
    if not is_safe or not address.netloc or address.username:
        raise ValueError(
            "the setting base_url of a mediawiki profile must be the https address of the folder with api.php, "
            'such as "https://wiki.example.gov.uk/w/"'
        )
    return text.rstrip("/") + "/"


def _namespaces(settings: Mapping[str, str]) -> str:
    numbers = _list(settings, "namespaces", ",") or ("1",)
    if not all(number.isdecimal() for number in numbers):
        raise ValueError('the setting namespaces of a mediawiki profile must be numbers with commas, such as "1,3"')
    return "|".join(numbers)


def _list(settings: Mapping[str, str], key: str, between: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in settings.get(key, "").split(between))))


def _decimal(settings: Mapping[str, str], key: str, default: float) -> float:
    value = settings.get(key) or default
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"the setting {key} of a mediawiki profile must be a number") from None


def _number(native_id: str) -> int:
    """0 for anything that cannot be a revision."""
    return int(native_id) if native_id.isdecimal() else 0
