"""What each choice does, said once in a digest for all items on which it does the same."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moderator.domain.choices import Choice
from moderator.domain.digest import DigestItem
from moderator.domain.shown import ours_on_one_line

#: Whether the comment is hidden, and what may be chosen then.
Key = tuple[bool, tuple[Choice, ...]]
_ACCOUNTS_NAMED = 4


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """One column of consequences: what an item's choices do where it stands, as it stands."""

    #: "A", "B" ...: how an item names it.
    letter: str
    #: "Porthgwyn Council on X, a comment that is hidden".
    where: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Choosing:
    """All that a digest's items may choose from."""

    sets: tuple[ChoiceSet, ...]
    #: What does the same in all of them; empty while there is only one.
    everywhere: tuple[Choice, ...]
    letters: Mapping[Key, str]

    def letter_of(self, item: DigestItem) -> str:
        """Which set is this item's; "" for an item without choices."""
        return self.letters.get(_key(item), "")


def choosing_among(items: Iterable[DigestItem]) -> Choosing:
    """The sets in the order in which the items first need them."""
    accounts: dict[Key, dict[str, None]] = {}
    for item in items:
        if item.choices:
            accounts.setdefault(_key(item), {})[ours_on_one_line(item.account)] = None
    common = _common([choices for _, choices in accounts])
    sets = tuple(
        ChoiceSet(_letter(place), _where(names, is_hidden=key[0]), tuple(one for one in key[1] if one not in common))
        for place, (key, names) in enumerate(accounts.items())
    )
    return Choosing(sets, common, {key: one.letter for key, one in zip(accounts, sets, strict=True)})


def _key(item: DigestItem) -> Key:
    return item.is_hidden, item.choices


def _common(groups: list[tuple[Choice, ...]]) -> tuple[Choice, ...]:
    if len(groups) < 2:
        return ()
    return tuple(one for one in groups[0] if all(one in group for group in groups))


def _letter(place: int) -> str:
    letters = string.ascii_uppercase
    return letters[place] if place < len(letters) else f"Z{place - len(letters) + 1}"


def _where(names: Iterable[str], *, is_hidden: bool) -> str:
    known = list(names)
    more = len(known) - _ACCOUNTS_NAMED
    said = [*known[:_ACCOUNTS_NAMED], *([f"{more} more accounts"] if more > 0 else [])]
    return f"{', '.join(said)}: a comment that is {'hidden' if is_hidden else 'still visible'}"
