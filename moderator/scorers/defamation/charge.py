"""One charge against somebody, its elements, its score, and how it is told to a reviewer."""

from dataclasses import dataclass

from moderator.domain.evidence import Finding, Span
from moderator.scorers.defamation.assertion import RECORD_WEIGHTS, WEIGHTS, Assertion
from moderator.scorers.scene import Target

_TARGET_WEIGHTS = {3: 1.0, 2: 0.8, 1: 0.3, 0: 0.0}
_SERIOUSNESS = {4: 1.0, 3: 0.85, 2: 0.5}
#: Below this nothing is reported: the element score of the published policy.
FLOOR = 0.22
#: What a charge in words with two meanings weighs at most: a person looks, nothing is hidden.
DOUBTFUL = 0.4


@dataclass(frozen=True, slots=True)
class Charge:
    target: Target
    seriousness: int
    assertion: Assertion
    spans: tuple[Span, ...]
    is_welsh: bool
    rule: str
    #: The words may be meant otherwise, so that only a person can tell.
    is_doubtful: bool = False
    #: Blows told by their grammar and bribery in set words: they mean it whatever stands around them.
    is_certain: bool = False

    @property
    def value(self) -> float:
        product = _TARGET_WEIGHTS[self.target.level] * _SERIOUSNESS[self.seriousness]
        value = round(product * WEIGHTS[self.assertion.form] * RECORD_WEIGHTS[self.assertion.record], 3)
        return min(value, DOUBTFUL) if self.is_doubtful else value


def finding_of(charge: Charge) -> Finding:
    traits = {
        f"T{charge.target.level}",
        f"I{charge.seriousness}",
        f"F{charge.assertion.form}",
        f"P{charge.assertion.record}",
    }
    traits |= {"junior"} if charge.target.is_junior else set()
    traits |= {"gravest"} if charge.seriousness == 4 else set()
    traits |= {"welsh"} if charge.is_welsh else set()
    traits |= {"certain"} if charge.is_certain else set()
    return Finding(
        "defamation",
        charge.value,
        f"defamation.{charge.rule}",
        _why(charge),
        charge.spans,
        about=charge.target.about,
        traits=frozenset(traits),
    )


_FORMS = (
    "in jest or denial",
    "as a question or an opinion with its basis",
    "with a wink",
    "as a suspicion",
    "as hearsay",
    "as fact",
)
_CHARGES = {4: "a crime of the gravest kind", 3: "a crime or an abuse of office", 2: "a stain on character"}
_WHO = {1: "one of a few people", 2: "one office-holder or firm", 3: "a named person"}


def _why(charge: Charge) -> str:
    place = " named in what it answers" if charge.target.via == "parent" else ""
    record = " A public record is claimed." if charge.assertion.record else ""
    return (
        f"Says {_CHARGES[charge.seriousness]} of {_WHO[charge.target.level]} ({charge.target.about}){place}, "
        f"{_FORMS[charge.assertion.form]}.{record}"
    )
