"""Notices that many comments say nearly the same: a person hears of it at the 5th, the 25th and the 100th."""

import re
from collections.abc import Sequence

from moderator.domain.evidence import REPEATED, Finding, Passage
from moderator.scorers.characters import letters_of

#: Copies, this one included, at which somebody should look once: a campaign is lawful, a bot is not.
MILESTONES = (5, 25, 100)
#: Nothing in it is dressed up, so its letters need not be looked at one by one.
_AS_TYPED = re.compile(r"[ -%'-~\n\t]*")
_WORD = re.compile(r"[a-z0-9]+")


class RepeatsScorer:
    """Label "repeated", value the share of a hundred copies; trait "milestone" where a person should look once.

    It says nothing about the words: what many people copy is as lawful as what one of them writes.
    """

    name = "repeats"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [_findings(passage) for passage in passages]


def _findings(passage: Passage) -> list[Finding]:
    repeats = passage.repeats
    if repeats.copies < 2:
        return []
    number = repeats.copies + 1
    traits = frozenset({"milestone"} if number in MILESTONES else ())
    where = "one post" if repeats.posts == 1 else f"{repeats.posts} posts"
    why = (
        f"Nearly the same words stand in {repeats.copies} comments of the last seven days, under {where}. "
        "A petition or a campaign may be copied; that alone is no reason to hide."
    )
    return [Finding(REPEATED, min(1.0, number / 100), "repeats.copies", why, traits=traits)]


def undressed_words(text: str) -> tuple[str, ...]:
    """The words of a text as a reader sees them: look-alike letters, invisible characters and accents undone."""
    if _AS_TYPED.fullmatch(text):
        return tuple(_WORD.findall(text.lower()))
    letters = "".join(letter.char for letter in letters_of(text)).casefold()
    return tuple("".join(sign if sign.isalnum() else " " for sign in letters).split())
