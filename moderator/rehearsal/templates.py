"""Fills the project's own sentence templates: identities named in peace, angry complaints, and plain abuse."""

import math
import random
import tomllib
from pathlib import Path

from moderator.rehearsal.targets import CIVIL, Row, targets

TEMPLATES = Path(__file__).with_name("templates.toml")
#: Frames that take the place of those of the same name in the last round.
LAST_TEMPLATES = Path(__file__).with_name("templates_last.toml")
_SOURCE = "templates"
#: These few rows carry what the public data cannot say, so each counts more.
_WEIGHT = 2.0
_CIVIL_BELOW = 0.05


def template_rows(seed: int) -> list[Row]:
    """All rows made from templates.toml, the same for the same seed."""
    words: dict[str, list[str]] = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))
    return _Filler(words, random.Random(seed)).rows()  # noqa: S311 - repeatable, not secret


def last_rows(seed: int) -> list[Row]:
    """Rows for the last round: groups, hostility and threats in words that no earlier round has shown."""
    words: dict[str, list[str]] = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))
    words |= tomllib.loads(LAST_TEMPLATES.read_text(encoding="utf-8"))
    return _Filler(words, random.Random(seed + 1), named_in_peace=2).rows()  # noqa: S311 - repeatable, not secret


class _Filler:
    """Fills frames with words of the wordlists they name."""

    def __init__(self, words: dict[str, list[str]], dice: random.Random, named_in_peace: int = 1) -> None:
        """``named_in_peace`` times the usual number of sentences name a group and mean no harm."""
        self._words = words
        self._dice = dice
        self._named = named_in_peace

    def rows(self) -> list[Row]:
        civil = targets(CIVIL)
        # Some of these nouns are crude and some are not: nothing is said of "obscene".
        abuse = targets(CIVIL, toxicity=0.95, insult=0.95, obscene=math.nan)
        rough = targets(CIVIL, toxicity=0.97, insult=0.95, obscene=0.9)
        threat = targets(CIVIL, toxicity=0.97, threat=0.97, insult=0.3, severe_toxicity=0.5)
        hostile = targets(CIVIL, toxicity=0.97, identity_attack=0.97, insult=0.7, severe_toxicity=0.3)
        return [
            *self._filled("identity_frames", 900 * self._named, civil),
            *self._filled("people_frames", 600 * self._named, civil),
            *self._filled("complaints", 700, civil),
            *self._filled("politics", 900, civil),
            *self._filled("praise", 190, civil),
            *self._filled("civil_mentions", 120, civil),
            *self._filled("swearing", 95, targets(CIVIL, toxicity=0.1, obscene=0.3)),
            *self._filled("hard_swearing", 95, targets(CIVIL, toxicity=0.45, obscene=0.9)),
            *self._filled("hostile_frames", 450, hostile),
            *self._filled("insults", 1500, abuse),
            *self._filled("insults", 450, rough, nouns="rough_nouns"),
            *self._threats(threat),
            *self._filled("sexual", 150, targets(CIVIL, toxicity=0.9, sexual_explicit=0.95, obscene=0.6)),
        ]

    def _filled(self, frames: str, most: int, wanted: tuple[float, ...], nouns: str = "nouns") -> list[Row]:
        """Up to ``most`` different sentences, the frames taken in turn; those of one frame are kin."""
        made: dict[str, str] = {}
        choices = self._words[frames]
        for attempt in range(3 * most):
            if len(made) == most:
                break
            frame = choices[attempt % len(choices)]
            made.setdefault(self._sentence(frame, nouns), frame)
        marked = () if wanted[0] < _CIVIL_BELOW else None
        return [Row(_SOURCE, text, wanted, _WEIGHT, marked, frame) for text, frame in made.items()]

    def _threats(self, wanted: tuple[float, ...]) -> list[Row]:
        return [
            Row(_SOURCE, self._sentence(head + tail, "nouns"), wanted, _WEIGHT, None, head)
            for head in self._words["threats"]
            for tail in self._words["threat_tails"] * 3
        ]

    def _sentence(self, frame: str, nouns: str) -> str:
        slots = {
            "{i}": "identities", "{p}": "peoples", "{s}": "services", "{r}": "roles",
            "{n}": nouns, "{a}": "adjectives",
        }  # fmt: skip
        for slot, words in slots.items():
            while slot in frame:
                frame = frame.replace(slot, self._dice.choice(self._words[words]), 1)
        return self._dice.choice((frame, frame, frame + ".", frame[:1].upper() + frame[1:], frame + "!"))
