"""Every expression that ships with the scorers, ready to search."""

from collections.abc import Iterator

from moderator.scorers.anchored import Expression
from moderator.scorers.cues import cues
from moderator.scorers.lexicon import LISTS, cue, entries, raw, shape

CUES = (
    ("requests", "kinds"),
    ("requests", "needs_response"),
    ("safeguarding", "safeguarding"),
    ("safeguarding", "self_harm"),
)


def shipped() -> Iterator[Expression]:
    for folder, name in LISTS:
        for key, value in raw(folder, name).items():
            if isinstance(value, list):
                yield from (entry.pattern for entry in entries(folder, name, key))
            elif "words" in value:
                yield cue(folder, name, key)
    for folder in ("", "defamation", "offence", "protected", "threats"):
        yield from (shape(folder, name) for name in raw(folder, "patterns.toml")["patterns"])
    for package, name in CUES:
        yield from cues(f"moderator.scorers.{package}", f"{name}.cues").values()
