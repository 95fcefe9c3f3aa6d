"""Runs of up to three words of a comment, as features that are weighed beside the cues."""

import re

from moderator.scorers.cues import READ_AT_MOST
from moderator.scorers.plain_reading import Reading

#: How much one run of words counts beside a cue: many stand in every comment.
_SHARE = 0.3
_LONGEST = 3
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|£|\d+|[?!]|[^\w\s]")


def phrases(reading: Reading, parent_kind: str) -> dict[str, float]:
    """Each run of words once; numbers are all alike. Also which word stands under which kind of parent."""
    tokens = ["^", *map(_plain, _TOKEN.findall(reading.lowered[:READ_AT_MOST])), "$"]
    names = {f"{parent_kind}: {token}" for token in tokens}
    names |= {"first: " + " ".join(tokens[1:3]), "last: " + " ".join(tokens[-3:])}
    for start in range(len(tokens)):
        for length in range(1, min(_LONGEST, len(tokens) - start) + 1):
            names.add("w: " + " ".join(tokens[start : start + length]))
        for other in range(start + 2, min(start + 4, len(tokens))):
            names.add(f"w: {tokens[start]} .. {tokens[other]}")
    return dict.fromkeys(sorted(names), _SHARE)


def _plain(token: str) -> str:
    return "#" if token.isdigit() else token.replace("'", "").replace("’", "")
