"""Several officers decide about one comment at the very same moment: one stands, the others are told who it was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from small_council import SmallCouncil, effects_of

from moderator.domain.comment import CommentRef
from moderator.domain.effects import Reveal
from moderator.tasks.review import Answer, decide_case

OFFICERS = tuple(f"officer{number}@council.example" for number in range(6))


def all_decide(council: SmallCouncil, ref: CommentRef, verdicts: tuple[str, ...]) -> list[Answer]:
    together = Barrier(len(OFFICERS))

    def decide(place: int) -> Answer:
        together.wait(timeout=30)
        verdict = verdicts[place % len(verdicts)]
        return decide_case(
            council.store, ref, 1, verdict, OFFICERS[place], "respect", council.clock, effects_of=effects_of
        )

    with ThreadPoolExecutor(len(OFFICERS)) as pool:
        return list(pool.map(decide, range(len(OFFICERS))))


@pytest.mark.parametrize("verdicts", [("keep",), ("keep", "hide")])
def test_one_decision_stands_and_everybody_else_is_told_whose(council: SmallCouncil, verdicts: tuple[str, ...]) -> None:
    ref = council.says("ABUSE")
    council.work()
    council.clock.forward(minutes=5)

    answers = all_decide(council, ref, verdicts)

    statuses = sorted(answer.status for answer in answers)
    assert statuses == ["accepted", *["already"] * (len(OFFICERS) - 1)]
    case = council.about(ref).case
    winner = OFFICERS[[answer.status for answer in answers].index("accepted")]
    assert case.decided_by == winner
    assert all(winner in answer.sentence for answer in answers if answer.status == "already")
    reveals = [errand for errand in council.about(ref).errands if isinstance(errand.effect, Reveal)]
    assert len(reveals) == (1 if case.verdict == "keep" else 0)
