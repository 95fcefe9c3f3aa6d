"""What words a reader of English expects: how often each is met, and which letters belong to Welsh instead."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from moderator.scorers.language.lexicon import shared_lexicon

#: How often a word of our own lists is taken to be met in 100,000 words, where the corpora hardly have it.
_LISTED = 1.0
#: The corpora hold slips of the pen too: a short word must be met oftener than that to be one.
_LEAST = 2.0
_LEAST_SHORT = 25.0
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ies", "y"), ("ly", ""))


class Stock:
    """Everyday words and words that matter, with how often they are met. Stateless between calls."""

    def __init__(self, matters: frozenset[str], ordinary: frozenset[str], grave: frozenset[str]) -> None:
        """``grave`` words are those people hide: swearing, slurs, violence."""
        self._listed = matters | ordinary | grave
        self._grave = grave
        self._lexicon = shared_lexicon()
        self.often = lru_cache(maxsize=16_384)(self._often)
        self.is_welsh = lru_cache(maxsize=16_384)(self._is_welsh)

    def lists(self, word: str) -> bool:
        """Whether the very word is listed, and not only what it is made from: what a slip may be mended to."""
        return len(word) > 2 and (word in self._listed or self.often(word) > _LISTED)

    def knows(self, word: str) -> bool:
        return self.often(word) > 0

    def is_grave(self, word: str) -> bool:
        return word in self._grave

    def is_strange(self, word: str) -> bool:
        """Neither a word of English nor, as far as one can tell, one of Welsh; nor a name one knows."""
        return not self.knows(word) and not self.is_welsh(word) and not self._lexicon.is_name(word)

    def reads_welsh(self, words: Sequence[str]) -> bool:
        """Whether more of these words, in small letters, are Welsh than English: what looks odd may be Welsh too."""
        longer = [word for word in words if len(word) > 1]
        return sum(map(self.is_welsh, longer)) > sum(map(self.knows, longer))

    def _often(self, word: str) -> float:
        """How often it is met in 100,000 words of English; 0 for what is no word."""
        welsh, english = self._lexicon.rates(word)
        if word in self._listed and len(word) > 2:
            return max(english, _LISTED)
        least = _LEAST if len(word) > 3 else _LEAST_SHORT
        if english >= least and english > welsh:
            return english
        return _LISTED if any(stem in self._listed for stem in _stems(word)) else 0.0

    def _is_welsh(self, word: str) -> bool:
        odds, is_known = self._lexicon.odds(word)
        return is_known and odds > 1


def _stems(word: str) -> Iterator[str]:
    """What is left without an ending of English, also where it doubled a letter ("clapped")."""
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) + len(instead) > 2:
            yield stem + instead
            if ending in ("ed", "ing") and stem[-1] == stem[-2:-1]:
                yield stem[:-1]
