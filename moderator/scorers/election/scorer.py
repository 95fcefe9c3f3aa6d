"""Marks speech about candidates, parties and voting while an election runs, party-blind."""

import re
from collections.abc import Sequence

from moderator.domain.evidence import Finding, Passage, Span
from moderator.domain.register import Register
from moderator.scorers.lexicon import cue
from moderator.scorers.reading import Reading
from moderator.scorers.scene import Scene, Stage

_FILE = ("election", "election.toml")


class ElectionScorer:
    """Value 0.5; the trait "campaign" marks asking for votes, "candidate" speaking of a candidate."""

    name = "election"

    def __init__(self, stage: Stage, register: Register) -> None:
        self._stage = stage
        self._election = register.election
        self._ward = register.election.ward.lower().replace("-", " ") if register.election else ""

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [self._findings(self._stage.scene(passage)) for passage in passages]

    def _findings(self, scene: Scene) -> list[Finding]:
        if self._election is None or not self._election.runs(scene.passage.at):
            return []
        reading = scene.reading
        candidates = [one for one in scene.mentions if one.about == "candidate"]
        if not candidates and scene.focus is not None and scene.focus.about == "candidate":
            candidates = []
        party = cue(*_FILE, "parties").search(reading.canon)
        vote = cue(*_FILE, "voting").search(reading.canon)
        if not (candidates or party or vote):
            return []
        urging = cue(*_FILE, "urging").search(reading.canon)
        plain = cue(*_FILE, "urging_plain").search(reading.canon)
        is_campaign = (
            bool((candidates or party) and (reading.urls or plain))
            or bool(candidates and urging)
            or _asks(plain, vote, reading)
        )
        traits = {"campaign"} if is_campaign else set()
        traits |= {"candidate"} if candidates else set()
        why = (
            "Asks for votes while an election runs."
            if is_campaign
            else "Speaks of parties, candidates or voting while an election runs."
        )
        return [Finding("election", 0.5, "election.speech", why, _spans(reading), traits=frozenset(traits))]


def _asks(plain: re.Match[str] | None, vote: re.Match[str] | None, reading: Reading) -> bool:
    never = re.search(r"\b(?:never|wont|not|wouldnt|dont) (?:be )?(?:vot|bother)", reading.canon)
    return bool(plain and vote and reading.urls) and never is None


def _spans(reading: Reading) -> tuple[Span, ...]:
    spans = []
    for sentence in reading.sentences:
        for key in ("parties", "voting"):
            match = cue(*_FILE, key).search(sentence.canon)
            if match:
                first, last = sentence.words_at(*match.span())
                spans.append(Span(sentence.words[first].start, sentence.words[last - 1].end, "election"))
    return tuple(spans[:4])
