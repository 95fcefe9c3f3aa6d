"""The policy file: what it may say, what it is refused for, and what the shipped one promises."""

from pathlib import Path

import pytest

from moderator.config_file import ConfigError
from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import LANGUAGE, Evidence, Finding
from moderator.domain.policy import Action
from moderator.policy_file import load_policy
from moderator.shipped import shipped

HOUSE = '[[house_rule]]\nid = "R1"\nen = "Be kind."\ncy = "Byddwch yn garedig."\naim = "the rights of others"\n'
RULE = '[[rule]]\nid = "hide-abuse"\nlabel = "abuse"\naction = "hide"\nhouse_rule = "R1"\nat_least = 0.5\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text('version = "1"\n' + text, encoding="utf-8")
    return path


def test_a_rule_and_its_override_for_one_profile(tmp_path: Path) -> None:
    override = '[[override]]\nprofile = "libraries"\nrule = "hide-abuse"\naction = "queue"\n'

    policy = load_policy(written(tmp_path, HOUSE + RULE + override))

    assert [rule.action for rule in policy.rules_for("main")] == [Action.HIDE]
    assert [rule.action for rule in policy.rules_for("libraries")] == [Action.QUEUE]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HOUSE + RULE.replace('"abuse"', '"rudeness"'), 'no scorer gives the label "rudeness"'),
        (HOUSE + RULE.replace("0.5", "5"), "must lie between 0 and 1"),
        (HOUSE + RULE.replace('house_rule = "R1"\n', ""), "without naming a house rule"),
        (HOUSE + RULE.replace('"R1"', '"R9"'), "which is not in the file"),
        (HOUSE + RULE + RULE, "share the id"),
        (HOUSE + RULE.replace('"hide"', '"delete"'), "rule[1].action"),
        (HOUSE.replace("the rights of others", "negative about the council") + RULE, "house_rule[1]"),
        (HOUSE + RULE + '[[override]]\nprofile = "x"\nrule = "nothing"\n', "which is not here"),
        (HOUSE + RULE + 'unless_labels = ["rudeness"]\n', 'no scorer gives the label "rudeness"'),
        (HOUSE + RULE + 'about = ["councillor"]\n', 'no finding is about "councillor"'),
        (HOUSE + RULE + '[[override]]\nprofile = "x"\nrule = "hide-abuse"\nat_least = 7\n', "override[1].at_least"),
        (
            RULE.replace('house_rule = "R1"', 'aim = "a look"').replace('"hide"', '"queue"')
            + '[[override]]\nprofile = "x"\nrule = "hide-abuse"\naction = "hide"\n',
            "names no house rule to cite",
        ),
        (HOUSE + RULE + "floor = true\n", "rule[1].floor"),
        (HOUSE + RULE + 'traits = ["level-9"]\n', 'no "abuse" finding carries the trait "level-9"; its traits are:'),
        (HOUSE + RULE + 'unless_traits = ["scam"]\n', 'no "abuse" finding carries the trait "scam"'),
        (HOUSE + RULE.replace('"abuse"', '"detoxify.insult"') + 'traits = ["welsh"]\n', "it has none"),
        (RULE.replace('house_rule = "R1"\n', "").replace("hide", "queue"), "names neither the house rule"),
        (HOUSE + RULE + 'aim = "it is embarrassing for the council"\n', "no rule may"),
        (HOUSE.replace("the rights of others", "a tidy page") + RULE, "names no aim for which Article 10(2)"),
        (HOUSE.replace("the rights of others", "The council’s reputation") + RULE, "nothing may be hidden for that"),
        (HOUSE.replace("the rights", "the good name of the council, the rights") + RULE, "nothing may be hidden"),
        (HOUSE + RULE.replace('"abuse"', '"criticism_of_council"'), "being negative about the council is no reason"),
        (HOUSE + RULE.replace("abuse", "criticism_of_council").replace("hide", "queue"), "choose publish"),
        (HOUSE + RULE.replace('"abuse"', '"profanity_untargeted"'), "choose queue"),
        (
            HOUSE
            + RULE.replace('"abuse"', '"criticism_of_council"').replace('"hide"', '"publish"')
            + '[[override]]\nprofile = "x"\nrule = "hide-abuse"\naction = "hide"\n',
            "being negative about the council is no reason",
        ),
        (HOUSE, "rule"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_naming_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_policy(written(tmp_path, text))

    assert said in str(caught.value)
    assert "policy.toml" in str(caught.value)


def test_every_rule_of_the_shipped_policy_names_its_aim_and_what_may_hide_cites_a_house_rule() -> None:
    policy = load_policy(shipped("config") / "policy.toml")

    assert [rule.id for rule in policy.rules if not rule.aim] == []
    assert [
        rule.id for rule in policy.rules if rule.action == Action.HIDE and not policy.house_rule(rule.house_rule)
    ] == []


@pytest.mark.parametrize(
    "aim", ["the authority and impartiality of the judiciary", "the reputation and rights of others, not criticism"]
)
def test_the_aims_of_article_10_are_accepted_in_their_own_words(tmp_path: Path, aim: str) -> None:
    [rule] = load_policy(written(tmp_path, HOUSE.replace("the rights of others", aim) + RULE)).rules

    assert rule.aim == aim


def learned(label: str, *others: str, language: str = "en") -> Evidence:
    findings = [Finding(LANGUAGE, 1.0, "r", "why", about=language)]
    findings.append(Finding(f"detoxify.{label}", 1.0, "r", "why", basis="learned"))
    findings += [Finding(other, 1.0, "r", "why", about="council") for other in others]
    return Evidence(tuple(findings))


@pytest.mark.parametrize("label", ["toxicity", "severe_toxicity", "identity_attack", "threat", "sexual_explicit"])
def test_under_the_shipped_policy_the_model_brings_a_comment_to_a_person_and_hides_nothing(label: str) -> None:
    policy = load_policy(shipped("config") / "policy.toml")

    assert decide(learned(label), policy, Circumstances()).outcome == Action.QUEUE


def test_under_the_shipped_policy_criticism_and_swearing_at_nobody_stay_up_whatever_the_model_says() -> None:
    policy = load_policy(shipped("config") / "policy.toml")

    for other in ("criticism_of_council", "profanity_untargeted"):
        assert decide(learned("toxicity", other), policy, Circumstances()).outcome == Action.PUBLISH


def test_every_rule_that_hides_tells_the_author_why() -> None:
    policy = load_policy(shipped("config") / "policy.toml")

    assert [rule.id for rule in policy.rules if rule.action == Action.HIDE and not rule.explanation] == []
