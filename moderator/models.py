"""The council's models as one scorer: which folder for which language, and what the active policy asks of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moderator.domain.evidence import MODEL_PREFIX, Scorer
from moderator.domain.policy import Action, Policy
from moderator.scorers.detoxify import DetoxifyScorer, DetoxifySettings, ModelRefused, load
from moderator.scorers.detoxify.band import Thresholds
from moderator.scorers.detoxify.by_language import ByLanguage
from moderator.settings import Settings

#: What speaks instead of a model that was refused.
Instead = Callable[[ModelRefused], Scorer]


@dataclass(frozen=True, slots=True)
class Models:
    """The scorer for the line, and what the administrator should know about it."""

    scorer: Scorer
    notes: tuple[str, ...] = ()
    #: Why a further model is not used; the default one's refusal is raised.
    refusals: tuple[str, ...] = ()


def load_models(settings: Settings, policy: Policy, instead: Instead | None = None) -> Models:
    """Every model the settings name, proven. Raises ModelRefused.

    With ``instead``, a refused model beside the default one is replaced by it for its own languages.
    """
    thresholds = thresholds_of(policy)
    default = load(settings_of(settings, settings.model.folder, thresholds))
    notes = list(_notes(default, thresholds))
    refusals: list[str] = []
    also: dict[str, Scorer] = {}
    for other in settings.model.also:
        scorer: Scorer
        try:
            scorer = loaded = load(settings_of(settings, other.folder, thresholds))
            notes += _notes(loaded, thresholds)
        except ModelRefused as error:
            if instead is None:
                raise
            refusals.append(f"{', '.join(other.languages)}: {error}")
            scorer = instead(error)
        also |= dict.fromkeys(other.languages, scorer)
    return Models(ByLanguage(default, also) if also else default, tuple(notes), tuple(refusals))


def exact(settings: Settings) -> Settings:
    """The same models without the fast mode."""
    return settings.model_copy(update={"model": settings.model.model_copy(update={"mode": "exact"})})


def settings_of(settings: Settings, folder: str, thresholds: Thresholds) -> DetoxifySettings:
    """What one model is told."""
    model = settings.model
    return DetoxifySettings(
        settings.path(folder),
        threads=model.threads,
        tokens=model.batch_tokens,
        mode=model.mode,
        device=model.device,
        thresholds=thresholds,
    )


def thresholds_of(policy: Policy) -> Thresholds:
    """Label -> every value at which some rule, for some profile, begins to act on the model's score."""
    profiles = {"", *(change.profile for change in policy.overrides)}
    found: dict[str, set[float]] = {}
    for rule in (rule for profile in profiles for rule in policy.rules_for(profile)):
        if rule.label.startswith(MODEL_PREFIX) and rule.action > Action.PUBLISH:
            found.setdefault(rule.label.removeprefix(MODEL_PREFIX), set()).add(rule.at_least)
    return {label: tuple(sorted(values)) for label, values in sorted(found.items())}


def _notes(scorer: DetoxifyScorer, thresholds: Thresholds) -> Iterator[str]:
    yield from (f"{scorer.rule}: {note}" for note in scorer.notes)
    strange = [label for label in thresholds if label not in scorer.manifest.labels]
    if strange:
        yield f"{scorer.rule}: the policy acts on {', '.join(strange)}, which this model never says"
