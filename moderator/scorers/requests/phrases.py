"""Runs of up to three words of a comment, as features that are weighed beside the cues."""

import re
from collections.abc import Set
from itertools import pairwise

from moderator.scorers.cues import READ_AT_MOST
from moderator.scorers.plain_reading import Reading

#: How much one run of words counts beside a cue: many stand in every comment.
_SHARE = 0.3
#: Pairs of words so far apart are counted, too.
_APART = (2, 3)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|£|\d+|[?!]|[^\w\s]")


def phrases(reading: Reading, parent_kind: str, among: Set[str] | None = None) -> dict[str, float]:
    """Each run of words once; numbers are all alike. Also which word stands under which kind of parent.

    Where ``among`` is given, only those that it holds.
    """
    tokens = ["^", *map(_plain, _TOKEN.findall(reading.lowered[:READ_AT_MOST])), "$"]
    names = {f"{parent_kind}: {token}" for token in tokens}
    names |= {"first: " + " ".join(tokens[1:3]), "last: " + " ".join(tokens[-3:])}
    names.update([f"w: {one}" for one in tokens])
    names.update([f"w: {one} {two}" for one, two in pairwise(tokens)])
    names.update([f"w: {one} {two} {three}" for one, two, three in zip(tokens, tokens[1:], tokens[2:], strict=False)])
    for apart in _APART:
        names.update([f"w: {one} .. {other}" for one, other in zip(tokens, tokens[apart:], strict=False)])
    return dict.fromkeys(sorted(names if among is None else names & among), _SHARE)


def _plain(token: str) -> str:
    return "#" if token.isdigit() else token.replace("'", "").replace("’", "")
