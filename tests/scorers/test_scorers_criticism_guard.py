"""Whatever is said of the council as a body, nothing hides it as defamation or abuse."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.domain.decision import Circumstances, decide
from moderator.domain.evidence import Passage, Scorer, gather, harm_of
from moderator.domain.policy import Action
from moderator.line import scorers
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.scorers.lexicon import raw

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)
SUBJECTS = (
    "The council",
    "This council",
    "Highways",
    "The planning department",
    "You lot",
    "The cabinet",
    "Social services",
    "The Civic",
    "The whole council",
)
LINKS = ("is", "are", "has always been", "= absolutely", "never stops being", "keeps on being")
POSTS = ("", "The Council has agreed its budget.", "New bins arrive on Monday.", "[photo] The new bus station.")


def _plain(folder: str, name: str, *keys: str) -> list[str]:
    """Entries of a word list that are plain words."""
    lists = raw(folder, name)
    chosen: list[str] = []
    for key in keys:
        value = lists[key]
        groups = value if isinstance(value, list) else [value]
        chosen += [word for group in groups for word in group["words"]]
    return [word for word in chosen if re.fullmatch("[a-z ]+", word)]


CHARGES = _plain("defamation", "imputations.toml", "imputation")
INSULTS = _plain("offence", "offence.toml", "level2", "level3", "profanity")


@lru_cache(maxsize=1)
def _line() -> tuple[Scorer, ...]:
    return tuple(scorers(load_register(ROOT / "tests/data/worked_register.toml"), model=None))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SUBJECTS),
    st.sampled_from(LINKS),
    st.sampled_from(CHARGES + INSULTS),
    st.sampled_from(POSTS),
    st.sampled_from((".", "!!!", "?", " 😡", "")),
)
def test_criticism_of_the_council_is_never_hidden_as_defamation_or_abuse(
    subject: str, link: str, charge: str, post: str, ending: str
) -> None:
    (evidence,) = gather([Passage(f"{subject} {link} {charge}{ending}", post, AT)], _line())

    decision = decide(evidence, load_policy(ROOT / "config/policy.toml"), Circumstances())

    hidden_by = {harm_of(match.rule.label) for match in decision.matches if match.permitted == Action.HIDE}
    assert not evidence.gaps
    assert not hidden_by & {"defamation", "abuse"}
