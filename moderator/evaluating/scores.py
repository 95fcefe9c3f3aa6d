"""How far a score can be trusted, and from where it should act at a chosen cost or number of items a day. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from moderator.domain.evidence import LABELS, LEARNED_PREFIXES, MODEL_PREFIX, READ_PREFIX, harm_of
from moderator.evaluating.measures import Verdict, wilson

#: Labels that may hide, and those that at most bring a comment to a person.
MAY_HIDE = ("defamation", "abuse", "hate", "threat", "personal_data", "contempt", "protected_identity", "spam")
MAY_QUEUE = ("safeguarding", "self_harm", "whistleblowing")
#: What a learned score should be right about. Everything of Detoxify's that is not listed is about the first three.
_LEARNED = {"identity_attack": ("hate",), "threat": ("threat",), "sexual_explicit": ("abuse",)}
_OFFENCE = ("abuse", "hate", "threat")
BINS = 10
#: A number of items a day never decides about these: whoever is in danger is looked at.
ALWAYS = ("threat", "safeguarding", "self_harm")
#: At most so many places are tried for each cut when a number of items a day is to be met.
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Costs:
    """What each mistake costs, in any unit; only their proportions matter."""

    #: A comment is hidden that had to stay.
    false_hide: float = 50.0
    #: A comment that somebody had to see is published without a look.
    missed: float = 10.0
    #: A comment that had to go stays up until somebody looks.
    late: float = 5.0
    #: Somebody looks at a comment.
    look: float = 1.0


@dataclass(frozen=True, slots=True)
class Point:
    """One score of one comment, and what was true of it."""

    value: float
    is_true: bool
    #: Nothing but hiding was acceptable / hiding was acceptable. False where the file tells no outcome.
    must_go: bool
    may_go: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments whose score lies between two values: their mean score and the share that was truly so."""

    low: float
    high: float
    count: int
    mean: float
    share: float
    bounds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cut:
    """From where on to act, and what follows in this file."""

    #: None: never.
    at: float | None
    caught: int
    #: Acted on although nothing was wrong.
    needless: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What the costs say about one label."""

    label: str
    positives: int
    queue: Cut
    #: None for a label or a score that may never hide.
    hide: Cut | None


def points(verdicts: Sequence[Verdict]) -> Mapping[str, tuple[Point, ...]]:
    """Label or learned score -> its points, for those that were expected or seen at least once."""
    asked = [one for one in verdicts if one.case.truth.speaks_of]
    learned = {
        finding.label
        for one in asked
        for finding in one.judged.evidence.findings
        if finding.label.startswith((MODEL_PREFIX, *LEARNED_PREFIXES))
    }
    found = {name: tuple(_points(name, asked)) for name in (*LABELS, *sorted(learned))}
    return {name: many for name, many in found.items() if any(one.is_true or one.value for one in many)}


def reliability(many: Iterable[Point]) -> tuple[Bin, ...]:
    """How often a score of about so much was right; a score of 0 (nothing was seen) is a bin of its own."""
    binned: dict[int, list[Point]] = {}
    for one in many:
        place = -1 if one.value <= 0 else min(int(one.value * BINS), BINS - 1)
        binned.setdefault(place, []).append(one)
    return tuple(_bin(place, binned[place]) for place in sorted(binned))


def advice(found: Mapping[str, Sequence[Point]], costs: Costs) -> tuple[Advice, ...]:
    """From where each label should bring a comment to a person, and from where it should hide it."""
    return tuple(_advice(name, many, costs) for name, many in found.items() if _may_act(name))


def advice_for(
    found: Mapping[str, Sequence[Point]], costs: Costs, items: float, comments: float
) -> tuple[tuple[Advice, ...], float]:
    """Advice under which, of ``comments`` a day like these, about ``items`` reach a person; and how many do.

    The likeliest come first. What is hidden, and what is in ``ALWAYS``, comes to a person whatever the number.
    """
    by_cost = advice(found, costs)
    total = max((len(many) for many in found.values()), default=0)
    room = int(items / comments * total)
    cuts = {one.label: at for one in by_cost if (at := _due(one)) is not None}
    flagged = {place for label, at in cuts.items() for place in _acted(found[label], at)}
    waiting = {one.label: _steps(found[one.label], cuts.get(one.label)) for one in by_cost if one.label not in ALWAYS}
    while any(waiting.values()):
        label = max((name for name in waiting if waiting[name]), key=lambda name: waiting[name][0][1])
        (at, worth), *rest = waiting[label]
        more = flagged | _acted(found[label], at)
        fits = worth > 0 and (len(more) <= room or more == flagged)
        waiting[label] = rest if fits else []
        if fits:
            cuts[label], flagged = at, more
    chosen = tuple(replace(one, queue=_cut(found[one.label], cuts.get(one.label))) for one in by_cost)
    return chosen, (len(flagged) / total * comments if total else 0.0)


def _due(one: Advice) -> float | None:
    """From where this comes to a person whatever the number of items."""
    if one.label in ALWAYS:
        return one.queue.at
    return one.hide.at if one.hide else None


def _steps(many: Sequence[Point], below: float | None) -> list[tuple[float, float]]:
    """Where a cut may lie, the highest first, and the share that was truly so between it and the one before."""
    values = sorted({one.value for one in many if 0 < one.value < (below or 2.0)}, reverse=True)
    cuts = values[:: max(1, len(values) // _STEPS)]
    steps, before = [], below or 2.0
    for at in cuts:
        between = [one.is_true for one in many if at <= one.value < before]
        steps.append((at, sum(between) / len(between)))
        before = at
    return steps


def _acted(many: Sequence[Point], at: float) -> set[int]:
    return {place for place, one in enumerate(many) if one.value >= at}


def _cut(many: Sequence[Point], at: float | None) -> Cut:
    acted = [] if at is None else [many[place] for place in _acted(many, at)]
    caught = sum(one.is_true for one in acted)
    return Cut(at, caught, len(acted) - caught)


def _may_act(name: str) -> bool:
    return name in MAY_HIDE or name in MAY_QUEUE or name.startswith((MODEL_PREFIX, *LEARNED_PREFIXES))


def _points(name: str, asked: Sequence[Verdict]) -> Iterator[Point]:
    meant = _meant(name)
    for one in asked:
        truth = one.case.truth
        value = max((finding.value for finding in one.judged.evidence.of(name)), default=0.0)
        is_true = bool(truth.labels and truth.labels & meant)
        yield Point(value, is_true, is_true and truth.acceptable == {"hide"}, "hide" in truth.acceptable)


def _meant(name: str) -> frozenset[str]:
    if name.startswith(MODEL_PREFIX):
        return frozenset(_LEARNED.get(name.removeprefix(MODEL_PREFIX), _OFFENCE))
    return frozenset({harm_of(name)})


def _bin(place: int, many: Sequence[Point]) -> Bin:
    true = sum(one.is_true for one in many)
    mean = sum(one.value for one in many) / len(many)
    low, high = (0.0, 0.0) if place < 0 else (place / BINS, (place + 1) / BINS)
    return Bin(low, high, len(many), mean, true / len(many), wilson(true, len(many)))


def _advice(name: str, many: Sequence[Point], costs: Costs) -> Advice:
    queue = _cheapest(many, [(costs.look, costs.missed * one.is_true) for one in many], lambda one: one.is_true)
    hide = None
    if (name in MAY_HIDE or name.startswith(READ_PREFIX)) and any(one.may_go for one in many):
        prices = [(costs.false_hide * (not one.may_go), costs.late * one.must_go) for one in many]
        hide = _cheapest(many, prices, lambda one: one.may_go)
    return Advice(name, sum(one.is_true for one in many), queue, hide)


def _cheapest(many: Sequence[Point], prices: Sequence[tuple[float, float]], is_due: Callable[[Point], bool]) -> Cut:
    """The cut with the lowest sum of prices (of acting, of not acting); of equals the one that acts least."""
    order = sorted(zip(many, prices, strict=True), key=lambda pair: -pair[0].value)
    cost = best = sum(idle for _, (_, idle) in order)
    cut, acted = Cut(None, 0, 0), 0
    caught = 0
    for place, (one, (acting, idle)) in enumerate(order):
        if one.value <= 0:
            break
        cost += acting - idle
        acted, caught = acted + 1, caught + is_due(one)
        is_last_of_its_value = place + 1 == len(order) or order[place + 1][0].value < one.value
        if is_last_of_its_value and cost < best:
            best, cut = cost, Cut(one.value, caught, acted - caught)
    return cut
