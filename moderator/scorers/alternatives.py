"""Takes an expression apart into alternatives that, tried in this order, match what it matches."""

import re
from collections.abc import Callable, Iterator

from moderator.scorers.anchors import anchors_of, share

#: An alternative that fewer comments than this may match is fine enough.
_RARE = 0.1
#: What stands behind the alternatives is written behind each of them.
_LONGEST_TAIL = 120
#: Before the alternatives: only what can be there in one way, or they would be tried in another order.
_HEAD = re.compile(r"(?:\\b|\^|\(\?<[!=][^()|]*\)|[a-z0-9' ])*(?=\(\?:)")
_ITEM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_QUANTIFIERS = frozenset("?*+{")


#: Part of an expression, flags -> its anchors.
Read = Callable[[str, int], frozenset[str] | None]


def alternatives(
    expression: str, flags: int = 0, read: Read = anchors_of
) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Each with its anchors. An expression with numbered groups stays whole: they would be numbered otherwise.

    ``read`` tells a part's anchors; asked in the same order every time.
    """
    parts = [expression] if _has_numbers(expression) else _parts(expression)
    for part in parts:
        yield from _finer(part, flags, read) if len(parts) > 1 else [(part, read(part, flags))]


def _finer(expression: str, flags: int, read: Read) -> Iterator[tuple[str, frozenset[str] | None]]:
    anchors = read(expression, flags)
    if anchors is None or share(anchors) > _RARE:
        parts = _parts(expression)
        if len(parts) > 1:
            for part in parts:
                yield from _finer(part, flags, read)
            return
    yield expression, anchors


def _parts(expression: str) -> list[str]:
    """The alternatives of the expression, or of its first group; one where there are none."""
    parts = _split(expression)
    head = _HEAD.match(expression)
    if len(parts) > 1 or head is None:
        return parts
    start = head.end() + len("(?:")
    end = _end_of_group(expression, start)
    tail = expression[end + 1 :]
    if len(tail) > _LONGEST_TAIL or tail[:1] in _QUANTIFIERS:
        return parts
    inside = [f"{head.group()}{part}{tail}" for part in _split(expression[start:end])]
    return inside if len(inside) > 1 else _parts(inside[0])


def _split(expression: str) -> list[str]:
    """At every "|" outside of groups."""
    parts, depth, start = [], 0, 0
    for item in _ITEM.finditer(expression):
        sign = item.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            parts.append(expression[start : item.start()])
            start = item.end()
    return [*parts, expression[start:]]


def _end_of_group(expression: str, start: int) -> int:
    """Where the group that is open at ``start`` closes."""
    depth = 1
    for item in _ITEM.finditer(expression, start):
        depth += (item.group() == "(") - (item.group() == ")")
        if not depth:
            return item.start()
    raise ValueError("the expression has a group that does not end")


def _has_numbers(expression: str) -> bool:
    """Whether it has groups that are found by number or name."""
    opened = (item.start() for item in _ITEM.finditer(expression) if item.group() == "(")
    return any(expression[at + 1 : at + 2] != "?" or expression.startswith("(?P", at) for at in opened)
