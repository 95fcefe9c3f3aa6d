"""Loads the policy: which finding leads to which action, under which published house rule."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from moderator.config_file import Strict, load_toml
from moderator.domain.evidence import (
    HARMLESS,
    LABELS,
    LANGUAGES,
    LOOK_PREFIX,
    MODEL_PREFIX,
    NO_TEXT,
    READ_MAY_HIDE,
    READ_PREFIX,
    REPEATED,
    SUBJECTS,
    TRAITS,
    Doubtable,
    harm_of,
)
from moderator.domain.policy import Action, HouseRule, Override, Policy, Rule

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ActionWord = Literal["publish", "queue", "hide"]

#: What Article 10(2) ECHR lets a public body restrict speech for; a house rule's aim names at least one of them.
LAWFUL_AIMS = (
    "rights of others",
    "reputation of others",
    "public safety",
    "disorder",
    "crime",
    "health",
    "morals",
    "in confidence",
    "judiciary",
    "national security",
    "territorial integrity",
)
#: Aims that no lawful hide can rest on: criticism of the council is protected speech (Article 10 ECHR, Derbyshire).
_AGAINST = r"negativ\w*|critic\w*|hostil\w*|unfavourab\w*|disrespect\w*|embarrass\w*|reputation|image|good name"
_BODY = r"the council\b|the authority\b(?! and impartiality)|council's|the cabinet\b"
_ABOUT_THE_COUNCIL = re.compile(rf"\b(?:{_AGAINST})\b[^.;]{{0,40}}?\b(?:{_BODY})|\bcouncil's (?:{_AGAINST})\b")
#: Label -> the gravest that may follow from it alone, whatever the file says.
AT_MOST: Mapping[str, tuple[Action, str]] = {
    "criticism_of_council": (Action.PUBLISH, "being negative about the council is no reason to do anything"),
    "profanity_untargeted": (Action.QUEUE, "swearing at nobody is no reason to hide"),
    REPEATED: (Action.QUEUE, "many people may say the same"),
}


def _is_about_the_council(aim: str) -> bool:
    return _ABOUT_THE_COUNCIL.search(aim.casefold().replace("’", "'")) is not None


class HouseRuleShape(Strict):
    id: Filled
    en: Filled
    cy: Filled
    aim: Filled
    #: What a moderator may call it in a reply to a digest, in either language, beside its id.
    names: list[Filled] = []
    cy_reviewed: bool = False

    @model_validator(mode="after")
    def _has_a_lawful_aim(self) -> "HouseRuleShape":
        if _is_about_the_council(self.aim):
            raise ValueError(
                f"house rule {self.id} aims only at what is {self.aim}: nothing may be hidden for that; remove it"
            )
        if not any(aim in self.aim.casefold() for aim in LAWFUL_AIMS):
            raise ValueError(
                f"house rule {self.id} names no aim for which Article 10(2) lets speech be restricted: "
                f"name at least one of {', '.join(LAWFUL_AIMS)}"
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
    beside: list[str] = []
    when: Literal["", "election"] = ""
    pages: bool = False
    reports: bool = False
    explanation: str = ""
    #: The aim of a rule that enforces no house rule; the others take their house rule's.
    aim: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> "RuleShape":
        named = (self.label, *self.beside, *(label for label in self.unless_labels if label != HARMLESS))
        for label in named:
            if not label.startswith(MODEL_PREFIX) and harm_of(label) not in (*LABELS, NO_TEXT, REPEATED):
                also = f'; unless_labels may name "{HARMLESS}" as well' if label in self.unless_labels else ""
                raise ValueError(f'no scorer gives the label "{label}"; labels are: {", ".join(LABELS)}{also}')
        strange = next((about for about in self.about if about not in SUBJECTS), None)
        if strange is not None:
            raise ValueError(f'no finding is about "{strange}"; choose from: {", ".join(SUBJECTS)}')
        if not 0 <= self.at_least <= 1:
            raise ValueError(f"at_least is {self.at_least}; it must lie between 0 and 1")
        if self.action == "hide" and not self.house_rule:
            raise ValueError(f"rule {self.id} hides without naming a house rule to cite: add house_rule")
        return self

    @model_validator(mode="after")
    def _names_its_aim(self) -> "RuleShape":
        if not (self.house_rule or self.aim.strip()):
            raise ValueError(f"rule {self.id} names neither the house rule it enforces nor an aim of its own: add one")
        if _is_about_the_council(self.aim):
            raise ValueError(f"rule {self.id} aims only at what is {self.aim}: no rule may; remove it")
        refuse_beyond(self.id, self.label, self.action)
        return self

    @model_validator(mode="after")
    def _asks_for_traits_there_are(self) -> "RuleShape":
        known = TRAITS.get(self.label, frozenset())
        strange = next((trait for trait in (*self.traits, *self.unless_traits) if trait not in known), None)
        if strange is not None:
            there = f"its traits are: {', '.join(sorted(known))}" if known else "it has none"
            raise ValueError(f'rule {self.id}: no "{self.label}" finding carries the trait "{strange}"; {there}')
        return self

    def value(self) -> Rule:
        fields = self.model_dump(exclude={"action", "about", "traits", "unless_traits", "unless_labels", "beside"})
        return Rule(
            **fields,
            action=Action[self.action.upper()],
            about=frozenset(self.about),
            traits=frozenset(self.traits),
            unless_traits=frozenset(self.unless_traits),
            unless_labels=frozenset(self.unless_labels),
            beside=frozenset(self.beside),
        )


def refuse_beyond(rule: str, label: str, action: str) -> None:
    """Raises ValueError when more would follow from a label than ever may."""
    most, why = AT_MOST.get(label, (Action.HIDE, ""))
    if label.startswith(LOOK_PREFIX):
        most, why = Action.QUEUE, "a second look names no evidence of its own"
    if label.startswith(READ_PREFIX) and harm_of(label) not in READ_MAY_HIDE:
        most, why = Action.QUEUE, "nobody was asked to hide for that when it was learned"
    if Action[action.upper()] > most:
        raise ValueError(f"rule {rule} makes {label} {action}, but {why}: choose {most.word}")


class OverrideShape(Strict):
    profile: Filled
    rule: Filled
    action: ActionWord | None = None
    at_least: Annotated[float, Field(ge=0, le=1)] | None = None


class PolicyShape(Strict):
    version: Filled
    validated_languages: list[Literal["en", "cy"]] = ["en"]
    doubted_labels: list[Doubtable] = []
    house_rule: list[HouseRuleShape] = []
    rule: list[RuleShape]
    override: list[OverrideShape] = []

    @model_validator(mode="after")
    def _names_meet(self) -> "PolicyShape":
        houses = [house.id for house in self.house_rule]
        rules = [rule.id for rule in self.rule]
        citing = {rule.id for rule in self.rule if rule.house_rule}
        labels = {rule.id: rule.label for rule in self.rule}
        for kind, names in (("house rules", houses), ("rules", rules)):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice:
                raise ValueError(f'two {kind} share the id "{twice}"')
        called = [" ".join(name.casefold().split()) for house in self.house_rule for name in (house.id, *house.names)]
        twice = next((name for name in called if called.count(name) > 1), None)
        if twice:
            raise ValueError(f'"{twice}" names two house rules: a reply could not tell which is meant')
        for rule in self.rule:
            if rule.house_rule and rule.house_rule not in houses:
                raise ValueError(f'rule {rule.id} cites house rule "{rule.house_rule}", which is not in the file')
        for override in self.override:
            if override.rule not in rules:
                raise ValueError(f'the override for {override.profile} names rule "{override.rule}", which is not here')
            if override.action is not None:
                refuse_beyond(override.rule, labels[override.rule], override.action)
            if override.action == "hide" and override.rule not in citing:
                raise ValueError(
                    f"the override for {override.profile} makes rule {override.rule} hide, which names no house rule "
                    "to cite: add house_rule to it"
                )
        return self


def load_policy(path: Path) -> Policy:
    """The policy in this file. Raises ConfigError naming file, key, problem and cure."""
    shape = load_toml(path, PolicyShape)
    aims = {house.id: house.aim for house in shape.house_rule}
    return Policy(
        version=shape.version,
        rules=tuple(replace(rule.value(), aim=rule.aim or aims[rule.house_rule]) for rule in shape.rule),
        house_rules=tuple(HouseRule(one.id, one.en, one.cy, one.aim, tuple(one.names)) for one in shape.house_rule),
        overrides=tuple(_override(one) for one in shape.override),
        validated_languages=frozenset(shape.validated_languages) & frozenset(LANGUAGES),
        doubted_labels=frozenset(shape.doubted_labels),
    )


def _override(shape: OverrideShape) -> Override:
    action = None if shape.action is None else Action[shape.action.upper()]
    return Override(shape.profile, shape.rule, action, shape.at_least)
