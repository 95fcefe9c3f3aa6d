"""The pages on the daemon's own door: an appeal from a resident's link to the answer, and every choice a person has."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from real_door import ANN, DEE, Council
from store_fixtures import without_waiting_for_the_disk

from moderator.deciding import BadRequest, carry_out
from moderator.domain.digest import short_code
from moderator.domain.effects import PersonTask
from moderator.domain.register import Officer
from moderator.store.store import open_store
from moderator.tasks.review import undo


@pytest.fixture
def council(migrated_file, tmp_path) -> Iterator[Council]:
    shutil.copy(migrated_file, tmp_path / "moderator.db")
    store = open_store(f"sqlite:///{tmp_path / 'moderator.db'}")
    without_waiting_for_the_disk(store)
    yield Council(store, tmp_path)
    store.close()


def path_in(text: str, purpose: str) -> str:
    return re.search(rf"http://localhost(/{purpose}/[\w.\-]+)", text)[1]


def form_of(page) -> str:
    return re.search(r'name="form" value="([^"]+)"', page.text)[1]


def decided(council: Council, ref, verdict: str, by: str = ANN, **more):
    council.clock.forward(minutes=1)
    return carry_out(council.app, ref, 1, verdict=verdict, by=by, **more)


def test_an_author_appeals_and_somebody_else_puts_the_comment_back(council: Council) -> None:
    ref = council.says("ABUSE, of the worst kind")
    decided(council, ref, "hide")
    [(_, explanation, _)] = council.platform.private_messages
    resident, deputy = council.pages.test_client(), council.pages.test_client()

    appeal = path_in(explanation, "a")
    asked = resident.post(appeal, data={"form": form_of(resident.get(appeal)), "word": "REVIEW", "words": "<i>A joke"})
    council.work()
    mail = council.mail_to(DEE, "appeal")
    link = path_in(mail.text, "r")
    council.sign_in(deputy, link, DEE)
    page = deputy.get(link)
    done = deputy.post(
        link, data={"form": form_of(page), "code": short_code(ref, 1), "verdict": "keep", "note": "It is about us."}
    )
    council.work()

    assert "We have your request" in asked.text
    assert "&lt;i&gt;A joke" in page.text
    assert done.status_code == 200
    assert council.about(ref).standing == "visible"
    assert "is put back" in resident.get(appeal).text
    assert "not hidden" not in resident.get(appeal).text


def test_the_page_and_the_mail_say_what_the_platform_limits_in_the_readers_language(council: Council) -> None:
    ref = council.says("SPAM, when does it open?")
    council.clock.forward(days=1)
    council.app.digest()
    council.work()
    link = council.links.url(ref, 1, ANN).removeprefix("http://localhost")
    client = council.pages.test_client()

    council.sign_in(client, link, ANN)
    english, welsh = client.get(link).text, client.get(f"{link}?iaith=cy").text

    assert "It takes one private message for a comment, and an explanation counts as one." in english
    assert "derbyn un neges breifat am bob sylw" in welsh
    assert "It takes one private message for a comment" in " ".join(council.mail_to(ANN, "to decide").text.split())


def test_what_could_not_be_delivered_is_seen_on_the_page(council: Council) -> None:
    """The memory platform takes one private message for each comment, as Facebook does."""
    ref = council.says("ABUSE")
    decided(council, ref, "keep")
    council.work()

    link = council.links.url(ref, 1, ANN).removeprefix("http://localhost")
    client = council.pages.test_client()
    council.sign_in(client, link, ANN)

    assert "restored: could not be delivered: " in client.get(link).text


def test_somebody_who_has_left_keeps_no_power_through_an_old_link(council: Council) -> None:
    ref = council.says("ABUSE")
    link = council.links.url(ref, 1, "gone@council.example").removeprefix("http://localhost")
    client = council.pages.test_client()
    council.sign_in(client, link, "gone@council.example")

    told = client.post(link, data={"form": form_of(client.get(link)), "code": short_code(ref, 1), "verdict": "keep"})

    assert told.status_code == 409
    assert council.about(ref).case.state == "open"


def test_whoever_above_the_manager_is_paged_may_decide_through_the_pages_link(council: Council) -> None:
    ref = council.says("ABUSE")
    known = council.app.council
    council.app.council = replace(
        known, register=replace(known.register, head_of_communications=Officer("Sian Howells", "Sian@council.example"))
    )
    link = council.links.url(ref, 1, "sian@council.example").removeprefix("http://localhost")
    client = council.pages.test_client()
    council.sign_in(client, link, "sian@council.example")

    told = client.post(link, data={"form": form_of(client.get(link)), "code": short_code(ref, 1), "verdict": "keep"})

    assert told.status_code == 200
    assert council.about(ref).case.decided_by == "sian@council.example"


def test_wrong_codes_close_a_link_and_the_moderator_reads_of_it(council: Council) -> None:
    ref = council.says("ABUSE")
    link = council.links.url(ref, 1, DEE).removeprefix("http://localhost")
    client = council.pages.test_client()
    council.sign_in(client, link, DEE)
    form = form_of(client.get(link))

    for _ in range(5):
        last = client.post(link, data={"form": form, "code": "AAAA", "verdict": "keep"})
    council.work()

    assert last.status_code == 410
    for address in (ANN, DEE):
        assert str(ref) in council.mail_to(address, "closed").text


def test_a_referral_is_a_mail_with_the_evidence_and_a_record(council: Council) -> None:
    ref = council.says("SPAM, buy now")

    answer = decided(council, ref, "refer", reason="legal", note="Is this ours to keep?")
    council.work()

    mail = council.mail_to("legal@council.example", "legal services")
    assert answer.is_accepted
    for said in ("SPAM, buy now", "A word says so.", "Sian Price", ANN, "Is this ours to keep?", str(ref)):
        assert said in mail.text
    assert "SPAM" not in mail.subject
    assert "/r/" not in mail.text
    assert council.about(ref).standing == "visible"
    with council.app.store.reading() as tx:
        assert tx.cases.events(ref)[-1].reason == "legal"


@pytest.mark.parametrize(
    ("verdict", "more", "said"),
    [
        ("refer", {}, "say whom to pass it to: safeguarding, legal"),
        ("refer", {"reason": "complaints"}, "contacts.complaints"),
        ("refer", {"reason": "somebody"}, "say whom"),
        ("hide", {"reason": "nonsense"}, "no house rule"),
        ("delete", {}, "no choice"),
        ("keep", {"words": "Hello"}, "sends no words"),
        ("answer", {"words": "May we: [...]"}, "gap"),
        ("contact", {"words": "x" * 2001}, "2000"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_cure(council: Council, verdict: str, more: dict, said: str) -> None:
    ref = council.says("SPAM")

    with pytest.raises(BadRequest, match=re.escape(said)):
        decided(council, ref, verdict, **more)

    assert council.about(ref).case.state == "open"


def test_a_public_answer_is_posted_in_the_persons_own_words(council: Council) -> None:
    ref = council.says("SPAM: the tip is closed for ever")

    decided(council, ref, "answer", words="The tip is open from ten.")
    council.work()

    ours = [entry for entry in council.platform.entries.values() if entry.is_ours]
    assert [(entry.text, entry.parent_id) for entry in ours] == [("The tip is open from ten.", ref.native_id)]


def test_an_answer_without_words_is_a_task_that_the_councils_reply_closes(council: Council) -> None:
    ref = council.says("SPAM: the tip is closed for ever")

    decided(council, ref, "answer")
    tasks = [one for one in council.about(ref).errands if isinstance(one.effect, PersonTask)]
    council.clock.forward(minutes=5)
    council.platform.council_reply(ref.native_id, "It is open.", council.clock())
    council.work()

    assert [one.state for one in tasks] == ["task"]
    closed = [one for one in council.about(ref).errands if isinstance(one.effect, PersonTask)]
    assert [one.state for one in closed] == ["discarded"]


def test_action_runs_on_a_clock_of_its_own_until_it_is_answered(council: Council) -> None:
    ref = council.says("SPAM, when will the bins come?")

    decided(council, ref, "action")
    [promise] = [one for one in council.about(ref).obligations if one.is_open]
    council.platform.council_reply(ref.native_id, "We are looking into it.", council.clock())
    council.work()

    assert (promise.kind, f"{promise.due_at:%d %B %H:%M}") == ("action", "07 December 17:00")
    assert [one.kind for one in council.about(ref).obligations if one.is_open] == ["action"]
    assert decided(council, ref, "answered").is_accepted
    assert not [one for one in council.about(ref).obligations if one.is_open]
    assert decided(council, ref, "answered").status == "idle"


def test_taking_action_back_forgets_its_promise_and_reopens_what_it_had_met(council: Council) -> None:
    ref = council.says("SPAM, when will the bins come?")
    decided(council, ref, "action")

    for _ in range(2):
        undo(council.app.store, ref, 1, ANN, council.clock)
        assert sorted(one.kind for one in council.about(ref).obligations if one.is_open) == ["acknowledge", "review"]
        decided(council, ref, "action")

    assert [one.kind for one in council.about(ref).obligations if one.is_open] == ["action"]


def test_an_undo_drops_what_was_not_done_and_says_what_cannot_be_called_back(council: Council) -> None:
    ref = council.says("SPAM")
    decided(council, ref, "refer", reason="legal")
    before = undo(council.app.store, ref, 1, ANN, council.clock)
    council.work()
    assert not [mail for mail in council.mails if mail.to == "legal@council.example"]

    decided(council, ref, "refer", reason="legal")
    council.work()
    after = undo(council.app.store, ref, 1, ANN, council.clock)

    assert before.remains == ()
    assert "legal services has gone" in after.sentence


def test_a_private_message_goes_to_the_author_and_its_undoing_says_that_it_went(council: Council) -> None:
    ref = council.says("SPAM")

    decided(council, ref, "contact", words="Please call us about this.")
    council.work()

    assert [text for _, text, _ in council.platform.private_messages] == ["Please call us about this."]
    assert "cannot be called back" in undo(council.app.store, ref, 1, ANN, council.clock).sentence


def test_a_draft_goes_out_once_a_person_has_read_it_and_the_clock_stops(council: Council) -> None:
    ref = council.says("When will the bins come?")
    link = council.links.url(ref, 1, ANN).removeprefix("http://localhost")
    client = council.pages.test_client()
    council.sign_in(client, link, ANN)

    sent = client.post(link, data={"form": form_of(client.get(link)), "code": short_code(ref, 1), "verdict": "send"})
    council.work()

    assert sent.status_code == 200
    assert len(council.platform.private_messages) == 1
    [promise] = council.about(ref).obligations
    assert promise.met_by.startswith("reply:")
