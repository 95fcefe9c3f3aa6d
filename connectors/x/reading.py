"""One fetch on X: mentions, the council's own posts, and now and then a search for replies that mention nobody.

X lists newest first: a mark may move only after the last page, or a break in the middle would lose what is older.
So a fetch reads everything since the mark or raises; nothing of X's paging is stored. X charges for whatever an answer
holds, so a list begins shortly before it was last read, by X's own clock, and not at the newest post known: that one
would come, and cost, with every poll.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import AccessLost, OwnPost, OwnReply, Page
from connectors.x import posts
from connectors.x.client import BadQuestion, Forbidden, XClient
from moderator.domain.comment import AccountRef, Sighting

#: Read again this far back: X's lists lag behind.
_OVERLAP = timedelta(minutes=5)
#: X's search looks back seven days and not a second more.
_SEARCH_REACH = timedelta(days=6, hours=23)
_QUERY_LENGTH = 512
#: Mentions go back 800 posts, own posts 3200.
_MENTION_PAGES, _OWN_PAGES, _SEARCH_PAGES = 10, 10, 20


@dataclass(frozen=True, slots=True)
class Marks:
    """The cursor's meaning; ids as strings, "" before the first fetch."""

    mentions: str = ""
    own: str = ""
    #: The council's own posts of the last days, under which replies are searched.
    roots: tuple[str, ...] = ()
    #: Seconds since 1970 of the last search.
    searched: int = 0
    #: The same of the last fetch, by X's own clock; 0 where it did not tell.
    asked: int = 0


@dataclass(frozen=True, slots=True)
class ReadingHabits:
    look_back: timedelta = timedelta(days=3)
    #: How often replies that do not mention the council are searched for; None = never.
    search_every: timedelta | None = timedelta(minutes=30)
    own_ids: frozenset[str] = frozenset()


def parsed(cursor: str) -> Marks:
    """An unreadable cursor counts as none."""
    try:
        value = json.loads(cursor)
        roots = tuple(str(int(root)) for root in value["roots"])
        asked = int(value.get("asked", 0))  # cursors of earlier versions have none
        return Marks(_id(value["mentions"]), _id(value["own"]), roots, int(value["searched"]), max(0, asked))
    except (ValueError, KeyError, TypeError):
        return Marks()


def written(marks: Marks) -> str:
    value = {
        "mentions": marks.mentions,
        "own": marks.own,
        "roots": marks.roots,
        "searched": marks.searched,
        "asked": marks.asked,
    }
    return json.dumps(value, separators=(",", ":"))


class Reading:
    """Everything since the marks of one cursor."""

    def __init__(self, client: XClient, account: AccountRef, habits: ReadingHabits, now: datetime) -> None:
        self._client = client
        self._account = account
        self._habits = habits
        self._own_ids = habits.own_ids | {account.account_id}
        self._now = now
        self._found: dict[str, Sighting] = {}
        self._replies: dict[str, OwnReply] = {}
        self._posts: list[OwnPost] = []

    def page(self, cursor: str) -> Page:
        marks = parsed(cursor)
        mentions = self._mentions(marks)
        own, roots = self._own_posts(marks)
        marks = self._searched(replace(marks, mentions=mentions, own=own, roots=roots, asked=self._asked_at()))
        return Page(
            tuple(self._found.values()),
            tuple(self._replies.values()),
            own_posts=tuple(self._posts),
            cursor=written(marks),
        )

    def _begins(self, mark: str, asked: int) -> int:
        """The id after which a list is read; 0 before the first fetch."""
        by_mark = max(1, int(mark) - _OVERLAP_IDS) if mark else 0
        last = datetime.fromtimestamp(min(asked, int(self._now.timestamp())), UTC)
        return max(by_mark, posts.id_at(last - _OVERLAP) if asked else 0)

    def _asked_at(self) -> int:
        """When X answered first; never later than our own clock has it, for what is read too often is only dearer."""
        told = self._client.first_answered
        return int(min(told, self._now).timestamp()) if told else 0

    def _mentions(self, marks: Marks) -> str:
        ask = self._client.api.get_users_mentions
        newest = marks.mentions
        begins = self._begins(marks.mentions, marks.asked)
        for answer in self._since(begins, ask, _MENTION_PAGES, id=self._account.account_id, **posts.ASK):
            newest = _newest(newest, self._take(answer))
        return newest

    def _own_posts(self, marks: Marks) -> tuple[str, tuple[str, ...]]:
        """The newest own post, and the ones that began a conversation not longer ago than search reaches."""
        newest, roots = marks.own, list(marks.roots)
        ask = self._client.api.get_users_tweets
        fields = {"tweet_fields": posts.FIELDS, "expansions": ["referenced_tweets.id"], "exclude": ["retweets"]}
        for answer in self._since(
            self._begins(marks.own, marks.asked), ask, _OWN_PAGES, id=self._account.account_id, **fields
        ):
            context = posts.context_of(answer)
            for post in answer.get("data") or []:
                newest = _newest(newest, [str(post["id"])])
                if reply := posts.own_reply(post, context):
                    self._replies[reply.native_id] = reply
                    continue
                self._posts.append(posts.own_post(post))
                if post.get("conversation_id") == post["id"]:
                    roots.append(str(post["id"]))
        oldest = posts.id_at(self._now - _SEARCH_REACH)
        return newest, tuple(sorted({root for root in roots if int(root) >= oldest}, key=int))

    def _searched(self, marks: Marks) -> Marks:
        """Finds replies deep in our conversations that mention nobody; searching costs more than reading mentions."""
        every = self._habits.search_every
        last = datetime.fromtimestamp(marks.searched, UTC)
        if every is None or not marks.roots or self._now - last < every:
            return marks
        try:
            self._search(marks.roots, max(last - _OVERLAP, self._now - _SEARCH_REACH))
        except Forbidden:
            raise AccessLost(
                "X does not let this app search (403): ask for a higher access level, or set search_every_minutes to 0 "
                "and live without replies that do not mention the account"
            ) from None
        return replace(marks, searched=int(self._now.timestamp()))

    def _search(self, roots: tuple[str, ...], start: datetime) -> None:
        for query in _queries(roots, self._account.account_id):
            for answer in self._client.pages(
                self._client.api.search_recent_tweets,
                most=_SEARCH_PAGES,
                next_page_as="next_token",  # tweepy knows this one call's token by another name
                query=query,
                start_time=start,
                max_results=100,
                **posts.ASK,
            ):
                self._take(answer)

    def _since(self, begins: int, ask: Any, most: int, **params: Any) -> Iterator[dict[str, Any]]:
        """Pages since this id, or since the look-back window when there is none or X finds it too old."""
        window: dict[str, Any] = {"start_time": self._now - self._habits.look_back}
        since: dict[str, Any] = {"since_id": str(begins)} if begins else window
        try:
            yield from self._client.pages(ask, most=most, max_results=100, **since, **params)
        except BadQuestion:
            if not begins:
                raise
            yield from self._client.pages(ask, most=most, max_results=100, **window, **params)

    def _take(self, answer: dict[str, Any]) -> list[str]:
        context = posts.context_of(answer)
        data = answer.get("data") or []
        for post in data:
            if str(post.get("author_id") or "") in self._own_ids:
                if reply := posts.own_reply(post, context):
                    self._replies[reply.native_id] = reply
            elif not posts.is_repost(post):
                seen = posts.sighting(post, context, self._account)
                self._found[seen.ref.native_id] = _later(self._found.get(seen.ref.native_id), seen)
        return [str(post["id"]) for post in data]


_OVERLAP_IDS = int(_OVERLAP.total_seconds() * 1000) << 22


def _queries(roots: tuple[str, ...], account_id: str) -> Iterator[str]:
    """As few searches as X's limit on their length allows."""
    ending = f") -from:{account_id}"
    query = ""
    for root in roots:
        term = f"conversation_id:{root}"
        longer = f"{query} OR {term}" if query else f"({term}"
        if len(longer) + len(ending) > _QUERY_LENGTH:
            yield query + ending
            longer = f"({term}"
        query = longer
    if query:
        yield query + ending


def _later(known: Sighting | None, seen: Sighting) -> Sighting:
    """Of two versions of one comment, the one edited last."""
    if known is None or (seen.edited_at or seen.created_at) >= (known.edited_at or known.created_at):
        return seen
    return known


def _newest(mark: str, ids: list[str]) -> str:
    return max([*ids, *([mark] if mark else [])], key=int, default="")


def _id(value: object) -> str:
    return str(int(str(value))) if value else ""
