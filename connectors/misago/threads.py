"""Looks into threads page by page: Misago cannot be asked for one post."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from connectors.contract import CommentGone, TryLater
from connectors.misago.board import Board, Forbidden
from connectors.misago.posts import Post, post


class Shorter(TryLater):
    """The thread has fewer pages than was thought."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a thread, its posts in the order in which they were written."""

    at: int
    #: So many pages the thread had then.
    pages: int
    posts: tuple[Post, ...]


class ThreadPages:
    """The pages of one thread, each asked for once. Raises CommentGone where there is no such thread."""

    def __init__(self, board: Board, thread_id: str) -> None:
        self._board = board
        self._thread_id = thread_id
        self._leaves: dict[int, Leaf] = {}
        self._is_missing = False

    def page(self, at: int) -> Leaf:
        if self._is_missing:
            raise CommentGone("the thread no longer exists on the board")
        if at not in self._leaves:
            leaf = self._read(at)
            self._leaves[leaf.at] = leaf
        return self._leaves[at]

    def last(self, guess: int = 1) -> Leaf:
        """The newest page; ``guess`` saves a request where it is right."""
        try:
            leaf = self.page(max(guess, 1))
        except Shorter:
            leaf = self.page(1)
        while leaf.at < leaf.pages:
            leaf = self.page(leaf.pages)
        return leaf

    def post(self, number: int) -> Post:
        """By halving: numbers only grow from page to page. Raises CommentGone where there is no such post."""
        low, high = 1, self.page(1).pages
        at = 1
        while low <= high:
            numbers = {found.number: found for found in self.page(at).posts}
            if number in numbers:
                return numbers[number]
            if min(numbers) < number < max(numbers):
                break
            low, high = (low, at - 1) if number < min(numbers) else (at + 1, high)
            at = high if at == 1 else (low + high) // 2
        self._make_sure_it_is_gone(number)
        raise CommentGone("the post no longer exists on the board")

    def _read(self, at: int) -> Leaf:
        try:
            answer = self._board.read(f"threads/{self._thread_id}/posts", page=str(at))
        except CommentGone:
            if at == 1:
                self._board.make_sure_we_are_signed_in()
                self._is_missing = True
                raise
            raise Shorter("the thread became shorter while it was read; it will be tried again") from None
        found = answer["post_set"]
        number, pages = int(found["page"]), int(found["pages"])
        if number != at:
            raise TryLater("Misago answered with another page than was asked for; it will be tried again")
        rows = {int(row["id"]): row for row in found["results"] if not row.get("is_event")}
        if not rows:
            raise CommentGone("nothing is left of the thread")
        first = min(rows) if at == 1 else 0
        posts = tuple(post(rows[one], answer, opens_thread=one == first) for one in sorted(rows))
        return Leaf(at, pages, posts)

    def _make_sure_it_is_gone(self, number: int) -> None:
        """A post slips to another page when others are deleted meanwhile; its editor opens wherever it stands."""
        try:
            self._board.read(f"threads/{self._thread_id}/posts/{number}/post_editor")
        except CommentGone:
            self._board.make_sure_we_are_signed_in()
            return
        except Forbidden:
            pass  # it exists, and we may not edit it
        raise TryLater("the thread changed while it was read; it will be tried again")


def rows_in(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one page of a list of threads, each once."""
    rows: Iterable[dict[str, Any]] = answer["results"]
    return list({int(row["id"]): row for row in rows}.values())
