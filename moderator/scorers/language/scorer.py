"""Says which language a comment is in: Welsh and English by lexicon and grammar, the others by the lingua library.

Findings: one "language" (about = en, cy, mixed, other or unknown; value = how sure; one span for each run of words,
kind "cy" or "en"), and one "welsh" when the comment is Welsh or mixed (trait "cy" or "mixed").
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

from moderator.domain.evidence import LANGUAGE, Finding, Passage, Span
from moderator.scorers.language.lexicon import Lexicon, shared_lexicon
from moderator.scorers.language.runs import Run, Weighed, runs_of, weighed
from moderator.scorers.language.undisguised import Undisguised, mended, undisguised
from moderator.scorers.language.words import READ_AT_MOST, without_addresses, words_of

#: Languages that lingua may answer beside English and Welsh: the larger communities of Wales, and the neighbours it
#: would mistake for Welsh.
_OTHERS = (
    "PL",
    "RO",
    "PT",
    "GA",
    "FR",
    "TR",
    "ES",
    "DE",
    "IT",
    "NL",
    "SO",
    "SQ",
    "HU",
    "LT",
    "SK",
    "CS",
    "TL",
    "VI",
    "SW",
    "YO",
)
_NAMES = {
    "en": "in English",
    "cy": "in Welsh",
    "mixed": "partly in Welsh and partly in English",
    "other": "in a language other than English and Welsh",
    "unknown": "too short or too bare to tell its language",
}


#: What stands between the two halves of a sign.
_STROKE = re.compile(r"\s/\s|\n|\s\|\s")
_FULL_STOP = re.compile(r"(?<=[!?.])\s")
#: Fewer words than this are a greeting or a motto, whatever comes after.
_SENTENCE = 4
_LONGEST_SIGN = 160
#: Log odds that make a half of a sign plainly one language.
_CLEAR = 2.5
#: So many listed words of third languages settle it.
_FOREIGN_SHARE = 0.4
#: Fewer words than this are called another language only on a plain sign of one.
SHORT = 7
#: A letter outside the Latin script that stands alone; Chinese words may be one sign long.
_LONE_SIGN = re.compile(r"(?<![^\W\d_])[^\W\d_\u0000-\u024f\u3400-\u9fff](?![^\W\d_])")


class LanguageScorer:
    """Runs first; the scorers after it read its finding. Loads its lists and models once, when it is made."""

    name = "language"

    def __init__(self) -> None:
        self._lexicon = shared_lexicon()
        self._lingua: LanguageDetector = (
            LanguageDetectorBuilder.from_iso_codes_639_1(
                *(getattr(IsoCode639_1, code) for code in ("EN", "CY", *_OTHERS))
            )
            .with_low_accuracy_mode()
            .build()
        )

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(passage.text) for passage in passages]

    def _findings(self, written: str) -> list[Finding]:
        seen, runs, (code, sureness) = self._read(undisguised(written))
        if code != "en" and (again := mended(written)):
            # Badly typed English looks like another language; Welsh stays Welsh, since nothing is mended in it.
            better = self._read(again)
            if better[2][0] == "en":
                seen, runs, (code, sureness) = better
        is_ours = code in ("en", "cy", "mixed")
        spans = tuple(Span(*seen.origin(run.start, run.end), run.code) for run in runs) if is_ours else ()
        why = f"The comment is {_NAMES[code]}."
        findings = [Finding(LANGUAGE, sureness, "language.lexicon", why, spans, about=code)]
        if code in ("cy", "mixed"):
            welsh = tuple(span for span in spans if span.kind == "cy")
            findings.append(Finding("welsh", sureness, "language.welsh", why, welsh, traits=frozenset({code})))
        return findings

    def _read(self, seen: Undisguised) -> tuple[Undisguised, Sequence[Run], tuple[str, float]]:
        runs = runs_of(weighed(seen.text, self._lexicon))
        return seen, runs, self._judged(seen.text, runs)

    def _judged(self, text: str, runs: Sequence[Run]) -> tuple[str, float]:
        letters = _letters(without_addresses(text[:READ_AT_MOST]))
        if not letters:
            return "unknown", 1.0
        if not text.isascii() and sum(map(_is_of_another_script, letters)) * 2 > len(letters):
            return "other", 1.0
        prose = [word for run in runs for word in run.prose]
        if self._is_foreign(text, prose):
            return "other", 0.8
        return _welsh_or_english(text, runs, prose)

    def _is_foreign(self, text: str, prose: Sequence[Weighed]) -> bool:
        """Whether the words are mostly unknown and lingua names a third language."""
        foreign = sum(self._lexicon.is_foreign(word.word.plain) for word in prose)
        if foreign and foreign >= _FOREIGN_SHARE * len(prose):
            return True
        known = sum(len(word.word.text) for word in prose if word.is_known and len(word.word.text) > 2)
        unknown = sum(len(word.word.text) for word in prose if not word.is_known)
        if unknown < 4 or known > unknown * 1.5:
            return False
        if _speaks_for_itself(text, prose) or (len(prose) < SHORT and not self._lexicon.has_foreign_cue(text)):
            return False
        confidences = self._lingua.compute_language_confidence_values(without_addresses(text[:READ_AT_MOST]))
        best = confidences[0]
        ours = sum(each.value for each in confidences if each.language.name in ("ENGLISH", "WELSH"))
        return (
            best.language.name not in ("ENGLISH", "WELSH")
            and best.value > (0.3 if len(prose) > 3 or not text.isascii() else 0.6)
            and best.value > 3 * ours
        )


def _welsh_or_english(text: str, runs: Sequence[Run], prose: Sequence[Weighed]) -> tuple[str, float]:
    least = 1.0 if len(prose) > 2 else 0.5
    telling = [word for word in prose if abs(word.odds) >= least]
    if not telling:
        # "Fab!!!" could be either; a lone word of everyday English is taken for it.
        return (
            ("en", 0.5)
            if any(shared_lexicon().is_listed_english(word.word.plain) for word in prose)
            else ("unknown", 0.6)
        )
    total = sum(word.odds for word in prose)
    welsh = [run for run in runs if run.code == "cy" and run.length]
    english = [run for run in runs if run.code == "en" and run.length]
    if _has_clause(welsh) and any(run.is_clause for run in english):
        return "mixed", 0.8
    if any(_are_twins(text, first, second) for first, second in pairwise(runs)) or _is_sign(text, shared_lexicon()):
        return "mixed", 0.7
    if total > 0 and len(prose) <= 2 and not any(word.is_known for word in prose):
        # Letters alone make nothing Welsh: a slip of the keys does not either.
        return "unknown", 0.5
    sureness = min(1.0, 0.5 + abs(total) / 12)
    return ("cy" if total > 0 else "en"), sureness


def _speaks_for_itself(text: str, prose: Sequence[Weighed]) -> bool:
    """Whether the known words all point one way and are too many for a chance likeness with a third language."""
    telling = [word.odds for word in prose if word.is_known and abs(word.odds) >= 2]
    is_one_sided = abs(sum(telling)) == sum(map(abs, telling))
    share = 1 / 3 if len(prose) <= 6 and text.isascii() and min(telling, default=0) < 0 else 0.6
    return bool(telling) and is_one_sided and len(telling) >= share * len(prose)


def _has_clause(welsh: Sequence[Run]) -> bool:
    """One Welsh clause, or several strong pieces of Welsh."""
    if any(run.is_clause for run in welsh):
        return True
    strong = [run for run in welsh if run.strength >= 5]
    return sum(run.length for run in strong) >= 4 and sum(run.strength for run in strong) >= 15


def _is_sign(text: str, lexicon: Lexicon) -> bool:
    """A short notice in both languages, a stroke or a new line between them, capitals or not."""
    cut = _STROKE if _STROKE.search(text) else _FULL_STOP
    halves = [half for half in cut.split(text[:_LONGEST_SIGN]) if half.strip()]
    if len(halves) < 2 or len(text) > _LONGEST_SIGN:
        return False
    words = [words_of(half) for half in halves]
    if _STROKE.search(text) is None and min(map(len, words)) < _SENTENCE:
        return False
    sums = [sum(lexicon.odds(word.plain)[0] for word in half) for half in words]
    return max(sums) >= _CLEAR and min(sums) <= -_CLEAR


def _are_twins(text: str, first: Run, second: Run) -> bool:
    """The same short message in both languages, a stroke or a full stop between them."""
    between = text[first.end : second.start]
    is_apart = any(sign in "/|\n.!?–-" for sign in between)
    return is_apart and all(run.length >= 2 and run.strength >= 7 for run in (first, second))


def _letters(text: str) -> list[str]:
    """Letters that belong to words: one sign of another script between marks is part of a drawn face."""
    if text.isascii():
        return list(filter(str.isalpha, text))
    lone = {found.start() for found in _LONE_SIGN.finditer(text)}
    return [sign for at, sign in enumerate(text) if sign.isalpha() and at not in lone]


@lru_cache(maxsize=4096)
def _is_of_another_script(sign: str) -> bool:
    """Letters outside the Latin script; wide, circled and mathematical Latin letters count as Latin."""
    code = ord(unicodedata.normalize("NFKC", sign)[0])
    return code > 0x24F and not 0x1E00 <= code <= 0x1EFF
