"""Reads words that hide behind stars: which of the words one knows fits what is still shown of them."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

_MASK = re.compile(r"[a-z]{1,12}(?:[*#%]{1,12}[a-z*#%]{0,12}|[_.\-]{1,8}[a-z]{1,12})|[*#]{1,3}[a-z]{2,12}")
_COVERS = "*#%_.-"
_STARS = frozenset("*#%")


class Masks:
    """Words that may hide behind stars, and the words that could as well stand there."""

    def __init__(
        self,
        hidden: Sequence[str],
        violent: Iterable[str],
        known: Iterable[str],
        names: Iterable[str] = (),
        slurs: Iterable[str] = (),
    ) -> None:
        """``hidden`` words are what people star, the likeliest first; ``violent`` ones they star too, if less often.

        ``names`` are people's: little of one need be shown where it is the only word that fits.
        """
        self._hidden = tuple(hidden)
        self._violent = frozenset(violent)
        self._names = frozenset(names)
        #: Many everyday words resemble a slur of four letters: two letters show too little of it.
        self._slurs = frozenset(slurs)
        words = sorted({*known, *hidden, *violent, *names}, key=lambda word: (len(word), word))
        self._known = {size: "\n".join(group) for size, group in groupby(words, len)}

    def behind(self, core: str) -> str | None:
        """The word behind the stars; None where several everyday words could be, or none is."""
        shown = sum(char.isalpha() for char in core)
        if not _MASK.fullmatch(core) or shown < max(1, (len(core) - 1) // 5):
            return None
        shape = re.compile("".join("[a-z]" if char in _COVERS else re.escape(char) for char in core))
        exact = next((word for word in self._hidden if shape.fullmatch(word)), None)
        if exact and (exact not in self._slurs or len(core) > 4 or shown > 2):
            return exact
        if _STARS.isdisjoint(core) and ("-" not in core or self._is_compound(core)):
            return self._loosely(core)
        fitting: list[str] = re.findall(f"^{shape.pattern}$", self._known.get(len(core), ""), re.MULTILINE)
        violent = [word for word in fitting if word in self._violent]
        if len(violent) == 1 and shown * 2 >= len(core):
            return violent[0]
        if len(fitting) == 1 and (shown * 2 >= len(core) or fitting[0] in self._names):
            return fitting[0]
        return None if fitting else self._loosely(core)

    def _is_compound(self, core: str) -> bool:
        """Whether the hyphens stand between words ("co-op" may be one too) and not for letters ("k-tchen")."""
        parts = re.split("[^a-z]+", core)
        return all(f"\n{part}\n" in f"\n{self._known.get(len(part), '')}\n" for part in parts)

    def _loosely(self, core: str) -> str | None:
        """One star for several letters, or several for one ("f*cking" has its length; "f*k" has not)."""
        head = re.match("[a-z]*", core)
        tail = re.search("[a-z]*$", core)
        if not head or not tail or len(head.group()) + len(tail.group()) < 2 or not head.group() or not tail.group():
            return None
        return next(
            (
                word
                for word in self._hidden
                if word.startswith(head.group()) and word.endswith(tail.group()) and 0 < len(word) - len(core) <= 2
            ),
            None,
        )
