"""Stored decisions are decided again under another policy; what changes is told, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from small_council import ACCOUNT, MODERATOR, MONDAY, POLICY, SmallCouncil, WordScorer, consequences, effects_of

from moderator.backtesting.replay import Bench, Replayed, replay
from moderator.backtesting.summary import Summary, as_record
from moderator.domain.evidence import Finding, Passage
from moderator.domain.policy import Action, Policy
from moderator.store.judgements import Judgement, Mark
from moderator.store.store import Store
from moderator.tasks.assess import assess
from moderator.tasks.review import decide_case

#: Abuse is only looked at, spam goes.
OTHER = replace(
    POLICY,
    version="test-2",
    rules=tuple(
        replace(rule, action={"abuse": Action.QUEUE, "spam": Action.HIDE}.get(rule.id, rule.action))
        for rule in POLICY.rules
    ),
)


@dataclass(frozen=True)
class Dying(WordScorer):
    """A scorer that cannot speak of some words."""

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
        if any("SPAM" in passage.text for passage in passages):
            raise RuntimeError
        return super().score(passages, earlier)


def a_week(store: Store, mode: str = "hide") -> SmallCouncil:
    council = SmallCouncil(store, mode=mode)
    for text in ("ABUSE", "SPAM", "Thank you.", "When is the tip open?"):
        council.says(text)
    council.poll()
    council.assess()
    return council


def replayed(store: Store, council: SmallCouncil, policy: Policy, scorers=(), *, size: int = 3, **options):
    def page(after: Mark) -> tuple[tuple[Judgement, ...], Mark]:
        with store.reading() as tx:
            return tx.judgements.page(MONDAY, [ACCOUNT], after, size)

    return list(replay(page, Bench(council.register, POLICY, policy, scorers, **options)))


def changes(found: list[Replayed]) -> list[tuple[str, str, str, str]]:
    return [(one.judgement.comment.text, one.before.word, one.after.word, one.because) for one in found if one.changes]


def test_every_decision_that_another_policy_would_change_is_told(store: Store) -> None:
    council = a_week(store)

    found = replayed(store, council, OTHER)

    assert len(found) == 4
    assert changes(found) == [("ABUSE", "hide", "queue", "policy"), ("SPAM", "queue", "hide", "policy")]


def test_the_same_policy_changes_nothing_in_any_mode(store: Store) -> None:
    council = a_week(store, mode="shadow")

    assert changes(replayed(store, council, POLICY)) == []
    assert changes(replayed(store, council, OTHER))[0] == ("ABUSE", "hide", "queue", "policy")


def test_evidence_is_gathered_anew_only_where_a_scorer_was_silent(store: Store) -> None:
    council = SmallCouncil(store)
    for text in ("ABUSE", "SPAM"):
        council.says(text)
    council.poll()
    assess(store, [Dying()], POLICY, council.register, consequences, council.clock)

    found = replayed(store, council, replace(OTHER, rules=OTHER.rules[2:]), [WordScorer()])

    assert [one.is_fresh for one in found] == [False, True]
    assert changes(found) == [("ABUSE", "hide", "publish", "policy"), ("SPAM", "queue", "hide", "policy")]


def test_a_change_that_comes_from_fresh_evidence_is_not_put_down_to_the_policy(store: Store) -> None:
    council = a_week(store)

    found = replayed(store, council, POLICY, [Dying()])

    assert [one.is_fresh for one in found] == [False] * 4
    dead = replayed(store, council, POLICY, [Dying(name="another")])
    assert [one.because for one in dead if one.changes] == []
    assert [one.is_fresh for one in dead] == [True] * 4


def test_what_people_decided_is_set_beside_both_policies(store: Store) -> None:
    council = a_week(store)
    with store.reading() as tx:
        abuse, spam = (dossier.comment.ref for dossier in tx.views.open_cases())
    for ref in (abuse, spam):
        decide_case(store, ref, 1, "keep", MODERATOR.email, "", council.clock, effects_of=effects_of)

    summary = Summary()
    for one in replayed(store, council, OTHER):
        summary.add(one)

    assert (summary.judged_by_people, summary.agreed_before, summary.agreed_after) == (2, 1, 1)
    assert (summary.changed, summary.moves[("hide", "queue")]) == (2, 1)
    assert "2 would change" in next(summary.sentences())


def test_a_replay_writes_nothing(store: Store) -> None:
    council = a_week(store)
    with store.reading() as tx:
        before = tx.views.dossiers(), tx.views.errand_counts()

    replayed(store, council, OTHER, [WordScorer()], always_fresh=True)

    with store.reading() as tx:
        assert (tx.views.dossiers(), tx.views.errand_counts()) == before


def test_a_change_as_data_names_rules_words_and_where_the_evidence_is_from(store: Store) -> None:
    council = a_week(store)

    record = as_record(replayed(store, council, OTHER)[0])

    assert (record["from"], record["to"], record["evidence"], record["because"]) == (
        "hide",
        "queue",
        "stored",
        "policy",
    )
    assert (record["rules_from"], record["rules_to"], record["text"]) == (["abuse"], ["abuse"], "ABUSE")
