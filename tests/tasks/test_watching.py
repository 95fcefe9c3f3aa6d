"""The clock over promises: warned before, alerted once at the breach, then once a day in working hours."""

from dataclasses import replace

import pytest
from council_life import DUTY, NIA, PROFILE, TOM, Life, at

from moderator.domain.alert import BreachAlert
from moderator.domain.effects import SendMail
from moderator.domain.obligation import Obligation
from moderator.domain.register import Officer
from moderator.domain.working_time import CalendarEnds
from moderator.mail.alert import breach_mail
from moderator.store.store import Store
from moderator.tasks.review import acknowledge
from moderator.tasks.watch import watch

LYN = Officer("Lyn Bevan", "lyn.bevan@council.example")
SIAN = Officer("Siân Howells", "sian.howells@council.example")


@pytest.fixture
def life(store: Store) -> Life:
    """A question asked on Tuesday 24 November 2026 at 10:15: due Wednesday 17:00, warned from 16:00."""
    council = Life(store, at(24, 10, 20))
    post = council.platform.add_post("Bins are collected on Thursdays.", at(24, 9))
    council.comment = council.platform.add_comment(post, "A resident", "When exactly?", at(24, 10, 15))
    council.post = post
    council.read_and_judge()
    return council


def keys(life: Life) -> list[str]:
    return [mail.key for mail in life.mails()]


def look(life: Life, day: int, hour: int, minute: int = 0) -> int:
    life.now = at(day, hour, minute)
    return watch(life.store, [life.profile], life.watching, life.clock)


def test_nothing_is_said_while_there_is_time(life: Life) -> None:
    assert look(life, 25, 15, 59) == 0


def test_the_moderator_is_warned_once_before_the_promise_falls_due(life: Life) -> None:
    assert [look(life, 25, 16), look(life, 25, 16, 30)] == [1, 0]

    (mail,) = life.mails()
    assert mail.to == NIA.email
    assert mail.key.startswith("at-risk:")


def test_the_manager_is_alerted_once_at_the_breach_and_then_once_a_day_in_hours(life: Life) -> None:
    looks = [
        look(life, 25, 17, 0),  # due at this very moment: not late yet, and no longer at risk
        look(life, 25, 17, 1),
        look(life, 25, 23, 0),
        look(life, 26, 7, 0),
        look(life, 26, 8, 30),
        look(life, 26, 12, 0),
        look(life, 27, 9, 0),
        look(life, 28, 12, 0),  # Saturday
        look(life, 30, 9, 0),
    ]

    assert looks == [0, 1, 0, 0, 1, 0, 1, 0, 1]
    assert {mail.to for mail in life.mails()} == {TOM.email}
    assert keys(life)[0].startswith("breach:")
    assert [key.rsplit(":", 1)[1] for key in keys(life)[1:]] == ["2026-11-26", "2026-11-27", "2026-11-30"]


def with_a_chain(life: Life) -> None:
    life.profile = replace(PROFILE, line_manager=LYN)
    life.head = SIAN


def recipients(life: Life, *, of: str) -> list[str]:
    return [mail.to for mail in life.mails() if mail.key.endswith(of)]


def test_a_promise_nobody_keeps_goes_up_the_chain_by_working_days(life: Life) -> None:
    with_a_chain(life)

    for day in (25, 26, 27, 28, 30):
        look(life, day, 17, 1) if day == 25 else look(life, day, 9)

    assert recipients(life, of="2026-11-26") == [TOM.email]
    assert recipients(life, of="2026-11-27") == [TOM.email, LYN.email]
    assert recipients(life, of="2026-11-28") == []
    assert recipients(life, of="2026-11-30") == [TOM.email, LYN.email, SIAN.email]


def test_nobody_above_hears_of_what_was_answered_in_the_meantime(life: Life) -> None:
    with_a_chain(life)
    look(life, 25, 17, 1)
    life.platform.council_reply(life.comment, "At seven.", at(26, 10))
    life.now = at(26, 11)
    life.read_and_judge()

    assert (look(life, 27, 9), look(life, 30, 9)) == (0, 0)


def test_each_rung_is_told_what_is_new_to_it_and_as_what_it_is_told(life: Life) -> None:
    with_a_chain(life)
    written: list[tuple[str, str, int]] = []

    def breach(alert: BreachAlert) -> SendMail:
        mail = breach_mail(alert)
        with life.store.reading() as tx:
            if tx.outbox.find_key(f"mail:{mail.key}") is None:
                written.append((alert.to.name, alert.role, alert.new))
        return mail

    life.watching = replace(life.watching, breach=breach)
    for day in (27, 30):
        look(life, day, 9)

    assert [one for one in written if one[0] == LYN.name] == [
        (LYN.name, "line manager", 1),
        (LYN.name, "line manager", 0),
    ]


def test_while_the_manager_is_away_the_next_one_up_hears_the_next_morning(life: Life) -> None:
    with_a_chain(life)
    with life.store.transaction() as tx:
        tx.absences.begin(TOM.email, at(25, 9))

    look(life, 26, 9)

    assert recipients(life, of="2026-11-26") == [TOM.email, LYN.email]


def test_a_promise_that_was_late_when_the_comment_was_first_seen_is_alerted_as_well(life: Life) -> None:
    look(life, 25, 17, 1)
    life.platform.add_comment(life.post, "Another", "And glass?", at(24, 11))
    life.now = at(26, 10)
    life.read_and_judge()

    assert [look(life, 26, 10, 1), look(life, 26, 10, 2)] == [2, 0]
    assert keys(life)[-2:] == [
        "breach:tom.reed@council.example:found:2026-11-26T10:00Z",
        "still-late:tom.reed@council.example:2026-11-26",
    ]


def test_one_person_named_twice_in_different_spelling_gets_one_mail_with_everything(life: Life) -> None:
    other = replace(TOM, name="T. Reed", email="Tom.Reed@council.example")
    life.profile = replace(PROFILE, line_manager=other)

    look(life, 27, 9)

    assert recipients(life, of="2026-11-27") == [TOM.email]


def test_a_calendar_that_has_ended_silences_nobody(life: Life) -> None:
    def ended(_promise: Obligation) -> Obligation:
        raise CalendarEnds("no data")

    life.watching = replace(life.watching, recomputed=ended)

    assert look(life, 25, 17, 1) == 1


def test_a_holiday_proclaimed_later_moves_an_open_promise_and_one_kept_meanwhile_stays_kept(life: Life) -> None:
    def a_day_later(promise: Obligation) -> Obligation:
        # A reply arrives while the watcher still looks: between its reading and its writing.
        acknowledge(life.store, promise.ref, NIA.email, life.clock)
        return replace(promise, due_at=at(26, 17), warn_at=at(26, 16), due_original=promise.due_at)

    life.watching = replace(life.watching, recomputed=a_day_later)
    sent = look(life, 25, 17, 1)

    with life.store.reading() as tx:
        assert tx.obligations.open() == ()
    assert sent == 0


def test_looking_at_promises_keeps_nobody_from_writing(life: Life) -> None:
    written: list[int] = []

    def breach(alert: BreachAlert) -> SendMail:
        with life.store.transaction() as tx:
            written.append(tx.outbox.intend(SendMail("meanwhile", NIA.email, "s", "t", ""), life.now))
        return breach_mail(alert)

    life.watching = replace(life.watching, breach=breach)

    assert (look(life, 25, 17, 1), written) == (1, [True])


def test_promises_broken_at_the_same_moment_are_one_mail(life: Life) -> None:
    life.platform.add_comment(life.post, "Another", "And glass?", at(24, 11))
    life.now = at(24, 12)
    life.read_and_judge()

    assert look(life, 25, 17, 1) == 1


def test_the_councils_own_reply_stops_the_clock(life: Life) -> None:
    life.platform.council_reply(life.comment, "At seven.", at(25, 9))
    life.now = at(25, 10)
    life.read_and_judge()

    assert [look(life, 25, 16), look(life, 25, 17, 1)] == [0, 0]


def test_a_moderator_stops_the_clock(life: Life) -> None:
    with life.store.reading() as tx:
        (promise,) = tx.obligations.open()
    acknowledge(life.store, promise.ref, NIA.email, life.clock)

    assert look(life, 25, 17, 1) == 0


def test_a_comment_its_author_deleted_breaks_no_promise(life: Life) -> None:
    life.platform.delete_comment(life.comment)
    life.now = at(25, 10)
    life.read_and_judge()

    assert look(life, 25, 17, 1) == 0


def test_somebody_in_danger_is_paged_again_at_any_hour_until_a_person_looks(store: Store) -> None:
    life = Life(store, at(28, 22, 1))  # Saturday night
    post = life.platform.add_post("Advice lines", at(28, 9))
    life.platform.add_comment(post, "A resident", "safeguarding marker", at(28, 22))
    life.read_and_judge()

    sent = [look(life, 28, 22, minute) for minute in (10, 16, 20, 31, 46, 59)] + [look(life, 28, 23, 1)]
    everybody = {DUTY.email, NIA.email, TOM.email}
    with life.store.reading() as tx:
        (ref,) = {promise.ref for promise in tx.obligations.open() if promise.kind == "safeguarding"}
    with life.store.transaction() as tx:
        tx.obligations.meet(ref, "safeguarding", life.now, f"person:{NIA.email}")
    afterwards = look(life, 29, 9)

    assert sent == [0, 3, 0, 3, 3, 0, 3]
    assert {mail.to for mail in life.mails()} == everybody
    assert afterwards == 0


def test_the_longer_nobody_looks_at_a_danger_the_further_up_the_page_goes(store: Store) -> None:
    life = Life(store, at(28, 22, 1))
    with_a_chain(life)
    post = life.platform.add_post("Advice lines", at(28, 9))
    life.platform.add_comment(post, "A resident", "safeguarding marker", at(28, 22))
    life.read_and_judge()

    heard = []
    for hour, minute in ((22, 16), (22, 44), (22, 46), (23, 16)):
        before = len(life.mails())
        look(life, 28, hour, minute)
        heard.append({mail.to for mail in life.mails()[before:]} - {DUTY.email, NIA.email, TOM.email})

    assert heard == [set(), set(), {LYN.email}, {LYN.email, SIAN.email}]


def test_whoever_acknowledges_a_danger_has_looked_and_the_pages_end(store: Store) -> None:
    life = Life(store, at(28, 22, 1))
    post = life.platform.add_post("Advice lines", at(28, 9))
    life.platform.add_comment(post, "A resident", "safeguarding marker", at(28, 22))
    life.read_and_judge()
    with life.store.reading() as tx:
        (ref,) = {promise.ref for promise in tx.obligations.open() if promise.kind == "safeguarding"}
    before = look(life, 28, 22, 17)

    acknowledge(life.store, ref, NIA.email, life.clock)

    assert (before, look(life, 28, 22, 33), look(life, 29, 9)) == (3, 0, 0)
