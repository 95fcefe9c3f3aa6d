"""Several models side by side: each comment goes to the model for its language, with the ceilings it always had."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.app import SilentScorer
from moderator.building import build
from moderator.council import load_council
from moderator.domain.decision import LANGUAGE_CEILING, Circumstances, decide
from moderator.domain.evidence import LANGUAGE, Finding, Passage, gather
from moderator.domain.policy import Action, Override, Policy, Rule
from moderator.models import load_models, thresholds_of
from moderator.scorers.detoxify import ModelRefused
from moderator.scorers.detoxify.by_language import ByLanguage
from moderator.scorers.language.scorer import LanguageScorer
from moderator.settings import LanguageModel, Settings
from moderator.shipped import rehearsal_model, shipped

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass
class Speaker:
    """A model that says its name and remembers what it was asked."""

    says: str
    asked: list[int] = field(default_factory=list)
    name: str = "detoxify"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        self.asked.append(len(passages))
        return [(Finding("detoxify.toxicity", 0.99, self.says, "", basis="learned"),) for _ in passages]


def passages(*texts: str) -> list[Passage]:
    return [Passage(text, "", AT) for text in texts]


def spoken(code: str) -> tuple[Finding, ...]:
    return (Finding(LANGUAGE, 1.0, "language.lexicon", "", about=code),)


def test_each_language_goes_to_its_model_and_the_rest_to_the_default_one_in_one_call_each() -> None:
    english, other = Speaker("english"), Speaker("multilingual")
    models = ByLanguage(english, {"other": other, "mixed": other})
    earlier = [spoken("en"), spoken("other"), spoken("cy"), spoken("mixed"), ()]

    answers = models.score(passages("a", "b", "c", "d", "e"), earlier)

    assert [answer[0].rule for answer in answers] == ["english", "multilingual", "english", "multilingual", "english"]
    assert (english.asked, other.asked) == ([3], [2])


def test_a_refused_model_costs_only_the_comments_of_its_languages() -> None:
    models = ByLanguage(Speaker("english"), {"other": SilentScorer("fails its canary")})
    line = [LanguageScorer(), models]

    english, foreign = gather(
        passages("The bins were not collected again.", "Dlaczego nikt nie odbiera telefonu?"), line
    )

    assert english.gaps == ()
    assert [gap.scorer for gap in foreign.gaps] == ["detoxify"]


def test_a_welsh_comment_is_never_hidden_by_a_learned_score_whichever_model_speaks() -> None:
    policy = Policy("1", (Rule("toxic", "detoxify.toxicity", Action.HIDE, "abuse", at_least=0.5),), ())
    line = [LanguageScorer(), ByLanguage(Speaker("english"), {"cy": Speaker("cymraeg")})]

    (evidence,) = gather(passages("Nid yw'r biniau wedi cael eu casglu ers tair wythnos."), line)
    decision = decide(evidence, policy, Circumstances())

    assert decision.outcome == Action.QUEUE
    assert LANGUAGE_CEILING in decision.reasons


def test_every_threshold_of_an_acting_rule_is_known_whatever_profile_it_is_for() -> None:
    rules = (
        Rule("toxic", "detoxify.toxicity", Action.HIDE, "abuse", at_least=0.85),
        Rule("noted", "detoxify.insult", Action.PUBLISH, "abuse", at_least=0.4),
        Rule("spam", "spam", Action.HIDE, "spam", at_least=0.6),
    )
    policy = Policy("1", rules, (), (Override("page", "toxic", at_least=0.7), Override("other", "noted", Action.QUEUE)))

    assert thresholds_of(policy) == {"toxicity": (0.7, 0.85), "insult": (0.4,)}


def settings(folder: Path, **changes: object) -> Settings:
    told = Settings(folder=folder)
    model = told.model.model_copy(update={"folder": str(rehearsal_model()), **changes})
    return told.model_copy(update={"model": model})


@pytest.mark.model
def test_the_settings_name_further_models_and_what_a_policy_asks_in_vain_is_said(tmp_path: Path) -> None:
    also = [LanguageModel(folder=str(rehearsal_model()), languages=["other"])]
    policy = Policy("1", (Rule("rude", "detoxify.rudeness", Action.HIDE, "abuse", at_least=0.5),), ())

    models = load_models(settings(tmp_path, also=also), policy)

    assert isinstance(models.scorer, ByLanguage)
    assert "the policy acts on rudeness, which this model never says" in models.notes[0]


@pytest.mark.model
def test_a_further_model_that_is_missing_is_refused_by_name_or_stood_in_for(tmp_path: Path) -> None:
    also = [LanguageModel(folder="nowhere", languages=["other"])]
    policy = Policy("1", (), ())

    with pytest.raises(ModelRefused, match="nowhere"):
        load_models(settings(tmp_path, also=also), policy)
    models = load_models(settings(tmp_path, also=also), policy, lambda refusal: SilentScorer(str(refusal)))

    assert models.refusals[0].startswith("other: ")


@pytest.mark.model
def test_moderators_are_told_for_which_comments_no_model_speaks(migrated_file: Path) -> None:
    council = load_council(shipped("config"))
    also = [LanguageModel(folder="nowhere", languages=["other"])]
    model = council.settings.model.model_copy(update={"also": also})
    store = council.settings.store.model_copy(update={"url": f"sqlite:///{migrated_file}"})

    app = build(replace(council, settings=council.settings.model_copy(update={"model": model, "store": store})))

    said = [remark for remark in app.digesting.remarks(AT) if "comments in its languages come to you" in remark]
    assert len(said) == 1
