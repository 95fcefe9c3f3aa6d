"""The council's policy as values: which finding leads to which action, under which published house rule."""

from dataclasses import dataclass, replace
from enum import IntEnum


class Action(IntEnum):
    """What happens to a comment, from least to most severe."""

    PUBLISH = 0
    QUEUE = 1
    HIDE = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A published sentence that we cite to the author."""

    id: str
    en: str
    cy: str
    #: The legal aim that hiding under this rule serves (Article 10(2) ECHR), in words.
    aim: str
    #: What moderators call it in a reply, in either language, beside its id.
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy: it matches a finding with this label when every condition holds."""

    id: str
    label: str
    action: Action
    house_rule: str
    #: The finding's value must reach this.
    at_least: float = 0.0
    #: The finding must be about one of these; empty means anybody.
    about: frozenset[str] = frozenset()
    #: The finding must carry all of these traits.
    traits: frozenset[str] = frozenset()
    #: The finding must carry none of these traits.
    unless_traits: frozenset[str] = frozenset()
    #: No finding with one of these labels may be present.
    unless_labels: frozenset[str] = frozenset()
    #: A finding with one of these labels must be there that words, grammar or the register carry; empty asks for none.
    beside: frozenset[str] = frozenset()
    #: "election" = only while election mode runs; "" = always.
    when: str = ""
    #: Somebody is paged at any hour.
    pages: bool = False
    #: The comment is also reported to the platform's operator.
    reports: bool = False
    #: Which explanation the author gets: a key of the message templates; "" for none.
    explanation: str = ""
    #: The legal aim it serves, in words: its own, or that of the house rule it enforces.
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A change to one rule for one profile."""

    profile: str
    rule: str
    action: Action | None = None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy in force; ``version`` is stored with every decision."""

    version: str
    rules: tuple[Rule, ...]
    house_rules: tuple[HouseRule, ...]
    overrides: tuple[Override, ...] = ()
    #: Languages the learned scorers were validated for; in any other no learned score hides.
    validated_languages: frozenset[str] = frozenset({"en"})
    #: Labels under which criticism of the council as a body is never hidden, whatever the file says.
    guarded_labels: frozenset[str] = frozenset({"defamation", "abuse", "criticism_of_council"})
    #: Labels for which a comment that a reviewer would hardly hide, read as a whole, is not hidden.
    doubted_labels: frozenset[str] = frozenset()

    def rules_for(self, profile_id: str) -> tuple[Rule, ...]:
        """The rules with this profile's overrides applied, in file order."""
        changes = {change.rule: change for change in self.overrides if change.profile == profile_id}
        return tuple(_overridden(rule, changes.get(rule.id)) for rule in self.rules)

    def house_rule(self, rule_id: str) -> HouseRule | None:
        return next((rule for rule in self.house_rules if rule.id == rule_id), None)


def _overridden(rule: Rule, change: Override | None) -> Rule:
    if change is None:
        return rule
    return replace(
        rule,
        action=rule.action if change.action is None else change.action,
        at_least=rule.at_least if change.at_least is None else change.at_least,
    )
