"""The outbox against a model: whatever workers, crashes and people do, one holder at a time and nothing is lost."""

import itertools
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from small_council import ACCOUNT, MODERATOR, MONDAY, SmallCouncil

from moderator.domain.effects import Hide, PersonTask, Reveal, SendMail, SendMessage
from moderator.store.errand import Errand
from moderator.store.migrations import upgrade
from moderator.store.outbox import MOST_CRASHES
from moderator.store.store import Store, open_store

LEASE = timedelta(minutes=5)


def a_mail(key: str) -> SendMail:
    return SendMail(key, MODERATOR.email, "Digest", "text", "")


def test_an_effect_is_intended_once(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.outbox.intend(a_mail("one"), MONDAY)
        assert not tx.outbox.intend(a_mail("one"), MONDAY)

    with store.reading() as tx:
        assert len(tx.outbox.mails()) == 1


def test_every_kind_of_effect_comes_back_as_it_went_in(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("Hello")
    council.poll()
    effects = [
        Hide(ref, 1),
        Reveal(ref, 1),
        SendMessage(ref, 1, "acknowledgement", "Diolch — ŵŷ 🙂", "a person releases it"),
        PersonTask(ref, 1, "Look.", "https://example.org"),
        a_mail("one"),
    ]
    with store.transaction() as tx:
        for effect in effects:
            tx.outbox.intend(effect, MONDAY)

    with store.reading() as tx:
        found = tx.outbox.in_states(["ready", "task"])
    assert [errand.effect for errand in found] == effects
    assert [errand.state for errand in found] == ["ready", "ready", "task", "task", "ready"]
    assert found[2].outcome == "a person releases it"


def test_a_person_may_retry_discard_or_complete_only_what_waits_for_a_person(store: Store) -> None:
    with store.transaction() as tx:
        tx.outbox.intend(a_mail("one"), MONDAY)
        [number] = tx.outbox.due(MONDAY, 5, [])
        errand = tx.outbox.claim(number, MONDAY, LEASE)
        assert errand is not None
        assert not tx.outbox.discard(number, MONDAY, "no")
        assert not tx.outbox.retry(number, MONDAY)
        tx.outbox.finish(errand, "unknown", "who knows", MONDAY)

        assert tx.outbox.retry(number, MONDAY)
        assert not tx.outbox.retry(number, MONDAY)

        again = tx.outbox.claim(number, MONDAY, LEASE)
    assert again is not None
    assert (again.attempts, again.is_ambiguous) == (2, False)


@pytest.fixture(scope="module")
def template() -> Path:
    folder = Path(tempfile.mkdtemp())
    upgrade(f"sqlite:///{folder / 'm.db'}", now=MONDAY)
    return folder


class OutboxMachine(RuleBasedStateMachine):
    """Workers that claim, finish, freeze and die; a person who retries; a clock that goes on."""

    held = Bundle("held")
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp())
        shutil.copy(self.folder / "m.db", self.home / "m.db")
        self.store = open_store(f"sqlite:///{self.home / 'm.db'}")
        self.now = MONDAY
        self.keys = itertools.count()
        self.intended: set[str] = set()
        #: Errand id -> fence of the only worker that may finish it, and until when its lease runs.
        self.holder: dict[int, tuple[int, object]] = {}
        self.finished: dict[int, str] = {}

    @rule()
    def intend(self) -> None:
        key = str(next(self.keys))
        with self.store.transaction() as tx:
            assert tx.outbox.intend(a_mail(key), self.now)
        self.intended.add(f"mail:{key}")

    @rule(target=held)
    def claim(self) -> list[Errand]:
        with self.store.transaction() as tx:
            claimed = [tx.outbox.claim(number, self.now, LEASE) for number in tx.outbox.due(self.now, 2, [])]
        taken = []
        for errand in claimed:
            assert errand is not None
            assert errand.id not in self.finished
            before = self.holder.get(errand.id)
            assert before is None or before[1] <= self.now
            if errand.state == "aside":
                assert errand.crashes == MOST_CRASHES
                self.finished[errand.id] = "aside"
                continue
            assert before is None or errand.fence > before[0]
            self.holder[errand.id] = (errand.fence, self.now + LEASE)
            taken.append(errand)
        return taken

    @rule(errands=consumes(held), state=st.sampled_from(["done", "unknown", "task"]))
    def finish(self, errands: list[Errand], state: str) -> None:
        for errand in errands:
            is_holder = errand.id not in self.finished and self.holder.get(errand.id, (0,))[0] == errand.fence
            with self.store.transaction() as tx:
                assert tx.outbox.finish(errand, state, "", self.now) == is_holder
            if is_holder:
                self.finished[errand.id] = state
                del self.holder[errand.id]

    @rule(errands=consumes(held), minutes=st.integers(0, 20))
    def postpone(self, errands: list[Errand], minutes: int) -> None:
        for errand in errands:
            is_holder = errand.id not in self.finished and self.holder.get(errand.id, (0,))[0] == errand.fence
            until = self.now + timedelta(minutes=minutes)
            with self.store.transaction() as tx:
                assert tx.outbox.postpone(errand, "later", until) == is_holder
            if is_holder:
                del self.holder[errand.id]

    @rule(errands=consumes(held))
    def die(self, errands: list[Errand]) -> None:
        """The worker is gone: nothing is written."""

    @rule(minutes=st.integers(1, 12))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def a_person_retries(self) -> None:
        for number, state in list(self.finished.items()):
            with self.store.transaction() as tx:
                assert tx.outbox.retry(number, self.now) == (state != "done")
            if state != "done":
                del self.finished[number]
                self.holder.pop(number, None)

    @invariant()
    def nothing_is_lost_and_every_state_is_as_the_model_says(self) -> None:
        with self.store.reading() as tx:
            errands = tx.outbox.mails()
        assert {errand.key for errand in errands} == self.intended
        for errand in errands:
            expected = self.finished.get(errand.id) or ("leased" if errand.id in self.holder else "ready")
            assert errand.state == expected

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.home)


def test_no_history_of_workers_crashes_and_people_breaks_the_outbox(template: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    OutboxMachine.folder = template
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_errands_of_one_comment_keep_their_order(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("Hello")
    council.poll()
    with store.transaction() as tx:
        tx.outbox.intend(Hide(ref, 1), MONDAY)
        tx.outbox.intend(SendMessage(ref, 1, "explanation-abuse", "text"), MONDAY)
        tx.outbox.intend(Reveal(ref, 1), MONDAY)

        first, second, third = (errand.id for errand in tx.outbox.in_states(["ready"]))
        assert tx.outbox.due(MONDAY, 5, [ACCOUNT]) == (first,)
        assert tx.outbox.claim(second, MONDAY, LEASE) is None
        held = tx.outbox.claim(first, MONDAY, LEASE)
        assert held is not None
        tx.outbox.finish(held, "done", "hidden", MONDAY)

        assert tx.outbox.due(MONDAY, 5, [ACCOUNT]) == (second, third)


def test_dropping_a_hide_drops_the_messages_about_it(store: Store) -> None:
    council = SmallCouncil(store)
    ref = council.says("Hello")
    council.poll()
    with store.transaction() as tx:
        tx.outbox.intend(Hide(ref, 1), MONDAY)
        tx.outbox.intend(SendMessage(ref, 1, "explanation-abuse", "text"), MONDAY)
        first, second = (errand.id for errand in tx.outbox.in_states(["ready"]))

        tx.outbox.discard(first, MONDAY, "a person has decided to keep it")

        assert {errand.id for errand in tx.outbox.in_states(["discarded"])} == {first, second}
