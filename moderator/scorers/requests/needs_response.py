"""Weighs whether the council owes the writer an answer: cues in the comment, whom it answers, and weights learned from examples."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp

from moderator.scorers.cues import READ_AT_MOST, cues
from moderator.scorers.plain_reading import Reading
from moderator.scorers.requests.parents import parent_kind

#: Cues whose meaning depends on who is answered: they are also counted together with a resident as the parent.
_PARENT_MATTERS = (
    "question_mark", "opens_with_question", "asks_fact", "bare_question", "fault", "lived", "asks_action", "to_resident", "place",
    "please", "short_follow_up", "rhetorical",
)  # fmt: skip
#: Pairs that mean more, or less, than their parts.
_PAIRS = (
    ("thanks", "turn"), ("praise", "turn"), ("thanks", "fault"), ("praise", "fault"), ("thanks", "asks_fact"), ("thanks", "question_mark"),
    ("rhetorical", "fault"), ("rhetorical", "lived"), ("rhetorical", "place"), ("laughter", "fault"), ("laughter", "lived"), ("opinion", "fault"),
    ("opinion", "lived"), ("fault", "place"), ("fault", "lived"), ("sarcastic", "fault"), ("sarcastic", "lived"), ("tags_friend", "to_council"),
    ("tags_friend", "question_mark"), ("rhetorical", "question_mark"), ("question_mark", "asks_fact"), ("spam", "to_council"), ("lived", "turn"),
    ("chat", "fault"), ("praise", "question_mark"), ("opinion", "question_mark"), ("spam", "question_mark"), ("laughter", "question_mark"),
)  # fmt: skip


def features(reading: Reading, parent: Reading) -> dict[str, float]:
    """What can be seen of a comment, each between 0 and 1."""
    text = reading.lowered[:READ_AT_MOST]
    seen = {name for name, cue in cues(__package__, "needs_response.cues").items() if cue.search(text)}
    kind = parent_kind(parent.lowered[:READ_AT_MOST])
    found = dict.fromkeys(seen, 1.0)
    found[f"parent_{kind}"] = 1.0
    if kind == "resident":
        found |= {f"{name}&resident": 1.0 for name in _PARENT_MATTERS if name in seen}
        found["answers_question"] = float("?" in parent.text and "?" not in text)
    found |= {f"{first}&{second}": 1.0 for first, second in _PAIRS if first in seen and second in seen}
    words = len(text.split())
    found["short"] = float(words <= 3)
    found["long"] = min(words, 40) / 40
    found["nothing_asked"] = float(
        not seen & {"asks_fact", "asks_action", "fault", "lived", "question_mark", "formal_demand", "bare_question"}
    )
    return {name: value for name, value in found.items() if value}


@cache
def _weights() -> Mapping[str, float]:
    lines = files(__package__).joinpath("weights.tsv").read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.split("\t") for line in lines if not line.startswith("#"))}


def chance(seen: Mapping[str, float]) -> float:
    """How likely it is, between 0 and 1, that these features belong to a comment that needs an answer."""
    weights = _weights()
    total = weights.get("(bias)", 0.0) + sum(weights.get(name, 0.0) * value for name, value in seen.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
