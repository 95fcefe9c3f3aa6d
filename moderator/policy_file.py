"""Loads the policy: which finding leads to which action, under which published house rule."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from moderator.config_file import Strict, load_toml
from moderator.domain.evidence import LABELS, LANGUAGES, MODEL_PREFIX, NO_TEXT, SUBJECTS
from moderator.domain.policy import Action, HouseRule, Override, Policy, Rule

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ActionWord = Literal["publish", "queue", "hide"]

#: Aims that no lawful hide can rest on: criticism of the council is protected speech (Article 10 ECHR, Derbyshire).
FORBIDDEN_AIMS = ("negative about the council", "reputation of the council", "criticism of the council")


class HouseRuleShape(Strict):
    id: Filled
    en: Filled
    cy: Filled
    aim: Filled
    cy_reviewed: bool = False

    @model_validator(mode="after")
    def _has_a_lawful_aim(self) -> "HouseRuleShape":
        if any(aim in self.aim.casefold() for aim in FORBIDDEN_AIMS):
            raise ValueError(
                f"house rule {self.id} aims only at what is {self.aim}: nothing may be hidden for that; remove it"
            )
        return self


class RuleShape(Strict):
    id: Filled
    label: Filled
    action: ActionWord
    house_rule: str = ""
    at_least: float = 0.0
    about: list[str] = []
    traits: list[str] = []
    unless_traits: list[str] = []
    unless_labels: list[str] = []
    when: Literal["", "election"] = ""
    pages: bool = False
    reports: bool = False
    explanation: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> "RuleShape":
        for label in (self.label, *self.unless_labels):
            if not label.startswith(MODEL_PREFIX) and label not in (*LABELS, NO_TEXT):
                raise ValueError(f'no scorer gives the label "{label}"; labels are: {", ".join(LABELS)}')
        strange = next((about for about in self.about if about not in SUBJECTS), None)
        if strange is not None:
            raise ValueError(f'no finding is about "{strange}"; choose from: {", ".join(SUBJECTS)}')
        if not 0 <= self.at_least <= 1:
            raise ValueError(f"at_least is {self.at_least}; it must lie between 0 and 1")
        if self.action == "hide" and not self.house_rule:
            raise ValueError(f"rule {self.id} hides without naming a house rule to cite: add house_rule")
        return self

    def value(self) -> Rule:
        fields = self.model_dump(exclude={"action", "about", "traits", "unless_traits", "unless_labels"})
        return Rule(
            **fields,
            action=Action[self.action.upper()],
            about=frozenset(self.about),
            traits=frozenset(self.traits),
            unless_traits=frozenset(self.unless_traits),
            unless_labels=frozenset(self.unless_labels),
        )


class OverrideShape(Strict):
    profile: Filled
    rule: Filled
    action: ActionWord | None = None
    at_least: Annotated[float, Field(ge=0, le=1)] | None = None


class PolicyShape(Strict):
    version: Filled
    validated_languages: list[Literal["en", "cy"]] = ["en"]
    house_rule: list[HouseRuleShape] = []
    rule: list[RuleShape]
    override: list[OverrideShape] = []

    @model_validator(mode="after")
    def _names_meet(self) -> "PolicyShape":
        houses = [house.id for house in self.house_rule]
        rules = [rule.id for rule in self.rule]
        citing = {rule.id for rule in self.rule if rule.house_rule}
        for kind, names in (("house rules", houses), ("rules", rules)):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice:
                raise ValueError(f'two {kind} share the id "{twice}"')
        for rule in self.rule:
            if rule.house_rule and rule.house_rule not in houses:
                raise ValueError(f'rule {rule.id} cites house rule "{rule.house_rule}", which is not in the file')
        for override in self.override:
            if override.rule not in rules:
                raise ValueError(f'the override for {override.profile} names rule "{override.rule}", which is not here')
            if override.action == "hide" and override.rule not in citing:
                raise ValueError(
                    f"the override for {override.profile} makes rule {override.rule} hide, which names no house rule "
                    "to cite: add house_rule to it"
                )
        return self


def load_policy(path: Path) -> Policy:
    """The policy in this file. Raises ConfigError naming file, key, problem and cure."""
    shape = load_toml(path, PolicyShape)
    return Policy(
        version=shape.version,
        rules=tuple(rule.value() for rule in shape.rule),
        house_rules=tuple(HouseRule(one.id, one.en, one.cy, one.aim) for one in shape.house_rule),
        overrides=tuple(_override(one) for one in shape.override),
        validated_languages=frozenset(shape.validated_languages) & frozenset(LANGUAGES),
    )


def _override(shape: OverrideShape) -> Override:
    action = None if shape.action is None else Action[shape.action.upper()]
    return Override(shape.profile, shape.rule, action, shape.at_least)
