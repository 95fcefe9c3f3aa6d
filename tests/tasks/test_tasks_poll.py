"""Polling: comments and cursor together or not at all; a platform that fails pauses its own account only."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from small_council import ACCOUNT, MONDAY, SmallCouncil, a_notice, a_profile

from connectors.contract import AccessLost, Page, Refused, TryLater
from connectors.memory import MemoryConnector
from moderator.domain.comment import AccountRef, Author, CommentRef, Sighting
from moderator.store.store import Store
from moderator.tasks.poll import poll


class Canned:
    """A connector that shows what a test gives it."""

    def __init__(self, *pages: Page) -> None:
        self.pages = list(pages)
        self.asked: list[str] = []
        self.capabilities = MemoryConnector.capabilities.fget(self)  # type: ignore[attr-defined]

    def fetch(self, cursor: str) -> Page:
        self.asked.append(cursor)
        return self.pages.pop(0)


def seen(native_id: str = "c1", text: str = "Hello", **more) -> Sighting:
    return Sighting(CommentRef(ACCOUNT, native_id), text, more.pop("created_at", MONDAY), Author("a", "Sian"), **more)


def polled(council: SmallCouncil, *pages: Page):
    connector = Canned(*pages)
    return poll(council.store, connector, council.profile, council.clock, notice=a_notice), connector


@pytest.fixture
def council(store: Store) -> SmallCouncil:
    return SmallCouncil(store)


def test_a_new_comment_is_stored_with_everything_the_platform_told(council: SmallCouncil) -> None:
    ref = council.says("When is the tip open?")

    result = council.poll()

    assert (result.arrivals.new, result.paused_until) == (1, None)
    comment = council.about(ref).comment
    assert (comment.text, comment.revision, comment.seen.author.name) == ("When is the tip open?", 1, "Sian Price")
    assert comment.seen.raw


def test_the_same_page_twice_stores_nothing_twice(council: SmallCouncil) -> None:
    page = Page((seen(), seen("c2")), cursor="x")
    polled(council, page)

    again, _ = polled(council, page)

    assert (again.arrivals.new, again.arrivals.edited) == (0, 0)
    with council.store.reading() as tx:
        assert len(tx.views.dossiers()) == 2


def test_changed_words_are_a_new_revision_and_the_old_words_stay(council: SmallCouncil) -> None:
    polled(council, Page((seen(text="before"),), cursor="1"))

    polled(council, Page((seen(text="after"),), cursor="2"))

    with council.store.reading() as tx:
        history = tx.comments.history(CommentRef(ACCOUNT, "c1"))
    assert [(one.revision, one.text) for one in history] == [(1, "before"), (2, "after")]
    assert history[1].seen.edited_at == council.clock()


def test_words_that_come_back_are_a_revision_of_their_own(council: SmallCouncil) -> None:
    for number, text in enumerate(("one", "two", "one")):
        polled(council, Page((seen(text=text),), cursor=str(number)))

    assert council.about(CommentRef(ACCOUNT, "c1")).comment.revision == 3


def test_every_waiting_page_is_fetched_and_the_cursor_follows(council: SmallCouncil) -> None:
    result, connector = polled(
        council,
        Page((seen(),), cursor="1", more=True),
        Page((seen("c2"),), cursor="2", more=True),
        Page((), cursor="3"),
    )

    assert (result.pages, result.has_more) == (3, False)
    assert connector.asked == ["", "1", "2"]
    with council.store.reading() as tx:
        assert tx.cursors.at(ACCOUNT) == "3"
        assert tx.cursors.last_polled(ACCOUNT) == council.clock()


def test_pages_before_a_failure_are_kept(council: SmallCouncil) -> None:
    class Breaks(Canned):
        def fetch(self, cursor: str) -> Page:
            if cursor:
                raise TryLater("the platform is busy")
            return super().fetch(cursor)

    result = poll(
        council.store, Breaks(Page((seen(),), cursor="1", more=True)), council.profile, council.clock, notice=a_notice
    )

    assert result.arrivals.new == 1
    assert result.paused_until == council.clock() + timedelta(seconds=30)
    with council.store.reading() as tx:
        assert tx.cursors.at(ACCOUNT) == "1"


def test_another_workers_newer_cursor_is_not_set_back(council: SmallCouncil) -> None:
    class Overtaken(Canned):
        def fetch(self, cursor: str) -> Page:
            with council.store.transaction() as tx:
                tx.cursors.move(ACCOUNT, before=cursor, after="newer")
            return super().fetch(cursor)

    poll(council.store, Overtaken(Page((seen(),), cursor="older")), council.profile, council.clock, notice=a_notice)

    with council.store.reading() as tx:
        assert tx.cursors.at(ACCOUNT) == "newer"


def test_a_paused_account_is_left_alone_until_its_time_has_come(council: SmallCouncil) -> None:
    council.platform.fail_next(TryLater("limit", retry_after=timedelta(minutes=15)))
    council.poll()
    ref = council.says("Hello")
    council.clock.forward(minutes=14)
    assert council.poll().paused_until == MONDAY + timedelta(minutes=15)

    council.clock.forward(minutes=2)
    result = council.poll()

    assert result.arrivals.new == 1
    assert council.about(ref).comment.text == "Hello"


def test_an_outage_is_logged_once_when_it_starts_and_once_when_it_ends(
    council: SmallCouncil, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        council.platform.fail_next(TryLater("the platform is busy"))
        council.poll()
        council.clock.forward(hours=2)

    council.poll()

    assert [record.message for record in caplog.records] == [
        "memory:council: poll paused: the platform is busy",
        "memory:council: poll goes on after 360 minutes",
    ]


def test_a_lost_access_is_told_in_one_mail(council: SmallCouncil) -> None:
    for _ in range(3):
        council.platform.fail_next(AccessLost("renew the token"))
        council.poll()
        council.clock.forward(hours=2)

    council.deliver()

    assert [(mail.to, mail.text) for mail in council.mails] == [("ann@council.example", "renew the token")]


def test_a_second_outage_is_told_again(council: SmallCouncil) -> None:
    for _ in range(2):
        council.platform.fail_next(AccessLost("renew the token"))
        council.poll()
        council.clock.forward(hours=2)
        council.poll()

    council.deliver()

    assert len(council.mails) == 2


def test_a_busy_platform_is_told_only_when_it_lasts(council: SmallCouncil) -> None:
    council.platform.fail_next(TryLater("busy"))
    council.poll()
    council.deliver()
    assert council.mails == []

    council.clock.forward(hours=1)
    council.platform.fail_next(TryLater("busy"))
    council.poll()
    council.deliver()

    assert len(council.mails) == 1


def test_an_outage_pauses_nobody_else(council: SmallCouncil) -> None:
    other = AccountRef("memory", "library")
    council.platform.fail_next(Refused("no"))
    council.poll()

    page = Page((replace(seen(), ref=CommentRef(other, "c1")),), cursor="1")
    result = poll(council.store, Canned(page), replace(a_profile(), account=other), council.clock, notice=a_notice)

    assert result.arrivals.new == 1


def test_a_comment_from_the_future_is_dated_when_it_was_fetched(council: SmallCouncil) -> None:
    polled(council, Page((seen(created_at=MONDAY + timedelta(seconds=61)), seen("c2")), cursor="1"))

    assert council.about(CommentRef(ACCOUNT, "c1")).comment.seen.created_at == MONDAY


def test_a_clock_that_is_a_little_ahead_is_believed(council: SmallCouncil) -> None:
    ahead = MONDAY + timedelta(seconds=59)
    polled(council, Page((seen(created_at=ahead),), cursor="1"))

    assert council.about(CommentRef(ACCOUNT, "c1")).comment.seen.created_at == ahead


def test_a_deleted_comment_withdraws_its_promises_and_closes_its_case(council: SmallCouncil) -> None:
    ref = council.says("SPAM, when is the tip open?")
    council.work()
    council.platform.delete_comment(ref.native_id)

    council.poll()

    dossier = council.about(ref)
    assert (dossier.standing, dossier.case.state) == ("gone", "withdrawn")
    assert not [promise for promise in dossier.obligations if promise.is_open]


def test_a_comment_that_comes_back_gets_its_promises_back(council: SmallCouncil) -> None:
    ref = council.says("SPAM")
    council.work()
    council.clock.forward(minutes=1)
    polled(council, Page((), gone=(ref.native_id,), cursor="gone"))
    council.clock.forward(minutes=1)

    polled(council, Page((seen(ref.native_id, "SPAM"),), cursor="back"))
    council.assess()

    dossier = council.about(ref)
    assert (dossier.standing, dossier.case.state) == ("visible", "open")
    assert [promise.is_open for promise in dossier.obligations] == [True]


def test_our_own_reply_meets_the_promise_and_drops_the_draft(council: SmallCouncil) -> None:
    ref = council.says("When is the tip open?")
    council.poll()
    council.assess()
    council.clock.forward(minutes=5)
    reply = council.platform.council_reply(ref.native_id, "At nine.", council.clock())
    council.clock.forward(minutes=5)

    council.poll()

    [promise] = council.about(ref).obligations
    assert (promise.met_at, promise.met_by) == (MONDAY + timedelta(minutes=5), f"reply:{reply}")
    assert council.errand(ref, "message").state == "discarded"


def test_a_reply_seen_before_the_comment_was_assessed_counts(council: SmallCouncil) -> None:
    ref = council.says("When is the tip open?")
    council.platform.council_reply(ref.native_id, "At nine.", council.clock())
    council.poll()

    council.assess()

    [promise] = council.about(ref).obligations
    assert promise.met_at == MONDAY
    assert council.about(ref).errands == ()


def test_text_that_no_database_takes_is_stored_without_the_bad_letters(council: SmallCouncil) -> None:
    polled(council, Page((seen(text="a\0b\ud800c", raw="{\0}"),), cursor="\0"))

    comment = council.about(CommentRef(ACCOUNT, "c1")).comment
    assert (comment.text, comment.seen.raw) == ("abc", "{}")
    again, _ = polled(council, Page((seen(text="a\0b\ud800c"),), cursor="2"))
    assert again.arrivals.edited == 0


def test_a_hidden_comment_that_shows_again_is_put_to_a_person_and_not_hidden_again(council: SmallCouncil) -> None:
    ref = council.says("ABUSE")
    council.work()
    council.clock.forward(minutes=10)
    council.platform.set_hidden(ref.native_id, False)

    council.work()

    assert council.times("hide", ref) == 1
    assert council.about(ref).standing == "visible"
    assert "look whether it should be" in council.errand(ref, "task").effect.what
