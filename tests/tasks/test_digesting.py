"""The moderator's digest: once for every time the council has set, with everything that waits."""

from dataclasses import replace

import pytest
from council_life import ACCOUNT, NIA, PROFILE, TOM, Life, at

from moderator.domain.comment import AccountRef
from moderator.domain.digest import Digest
from moderator.domain.effects import SendMail
from moderator.mail.digest import render_digest
from moderator.store.store import Store
from moderator.tasks.digest import digest
from moderator.tasks.digest_news import sample_of


@pytest.fixture
def life(store: Store) -> Life:
    council = Life(store, at(24, 8))
    council.post = council.platform.add_post("Bins are collected on Thursdays.", at(23, 9))
    return council


def written(life: Life) -> int:
    return digest(life.store, [life.profile], life.digesting, life.clock)


def test_a_digest_is_written_once_for_each_time_and_caught_up_the_same_day(life: Life) -> None:
    before = written(life)
    life.now = at(24, 9, 40)  # the daemon was down at 08:30
    first, again = written(life), written(life)
    life.now = at(25, 9)
    next_day = written(life)

    assert [before, first, again, next_day] == [0, 1, 0, 1]
    assert [mail.to for mail in life.mails()] == [NIA.email, NIA.email]


def test_it_says_so_when_nothing_waits(life: Life) -> None:
    life.now = at(24, 9)
    written(life)

    assert "nothing" in life.mails()[0].text.casefold()


def test_it_holds_what_was_hidden_and_what_needs_a_response_each_once(life: Life) -> None:
    life.platform.add_comment(life.post, "A", "abuse marker and a question?", at(24, 8))
    life.platform.add_comment(life.post, "B", "When is it?", at(24, 8))
    life.platform.add_comment(life.post, "C", "Thank you", at(24, 8))
    life.now = at(24, 9)
    life.read_and_judge()

    written(life)

    (mail,) = life.mails()
    assert mail.text.count("abuse marker and a question") == 1
    assert mail.text.count("When is it?") == 1
    assert "Thank you" not in mail.text.partition("Nothing was found in these")[0]
    assert "abuse marker" not in mail.subject


def test_a_few_comments_in_which_nothing_was_found_are_shown_and_the_draw_can_be_repeated(life: Life) -> None:
    for number in range(20):
        life.platform.add_comment(life.post, f"R{number}", f"Thank you {number}", at(24, 8))
    life.now = at(24, 9)
    life.read_and_judge()

    with life.store.reading() as tx:
        first = sample_of(tx, NIA, [ACCOUNT], life.now)
        again = sample_of(tx, NIA, [ACCOUNT], life.now)
        next_day = sample_of(tx, NIA, [ACCOUNT], at(25, 9))
    written(life)

    drawn = [dossier.comment.text for dossier in first[0]]
    assert (len(drawn), first[1]) == (3, 20)
    assert first == again
    assert drawn != [dossier.comment.text for dossier in next_day[0]]
    told = " ".join(life.mails()[0].text.split())
    assert "3 of 20 comments since the last digest in which nothing was found, drawn by chance." in told
    assert all(f"| {text}" in told for text in drawn)


def test_it_tells_what_the_author_wrote_before_as_counts(life: Life) -> None:
    life.platform.add_comment(life.post, "A", "abuse marker", at(23, 8))
    life.platform.add_comment(life.post, "A", "Thank you", at(23, 9))
    life.platform.add_comment(life.post, "A", "When is it?", at(24, 8))
    life.now = at(24, 9)
    life.read_and_judge()

    written(life)

    told = " ".join(life.mails()[0].text.split())
    assert "Its author wrote 2 comments here before; 1 hidden." in told
    assert "Its author's first comment here." in told


def test_hostile_text_neither_breaks_nor_acts_in_the_mail(life: Life) -> None:
    hostile = 'abuse <script>alert(1)</script> \u202eevil https://evil.example/?x=1 "\r\nBcc: a@b.example'
    life.platform.add_comment(life.post, "A", hostile, at(24, 8))
    life.now = at(24, 9)
    life.read_and_judge()

    written(life)

    (mail,) = life.mails()
    assert "<script>" not in mail.html
    assert "https://evil.example" not in mail.html + mail.text
    assert "\u202e" not in mail.html + mail.text
    assert "[U+202E]" in mail.text


def test_what_would_have_happened_in_shadow_mode_is_told_once(store: Store) -> None:
    life = Life(store, at(24, 8), replace(PROFILE, mode="shadow"))
    post = life.platform.add_post("Bins are collected on Thursdays.", at(23, 9))
    life.platform.add_comment(post, "A", "abuse marker", at(24, 8))
    life.now = at(24, 9)
    life.read_and_judge()

    written(life)
    life.now = at(25, 9)
    written(life)

    first, second = (" ".join(mail.text.split()) for mail in life.mails())
    assert "would have been hidden (hide-abuse)" in first
    assert "would have been" not in second


def test_what_is_wrong_with_the_daemon_itself_stands_in_every_digest(life: Life) -> None:
    life.digesting = replace(life.digesting, remarks=lambda _at: ("The model is not used.",))
    life.now = at(24, 9)

    written(life)

    assert "The model is not used." in life.mails()[0].text


def test_a_digest_that_cannot_be_written_costs_nobody_else_theirs(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    def render(value: Digest) -> SendMail:
        if value.to == NIA:
            raise ValueError("somebody's words")
        return render_digest(value)

    toms = replace(PROFILE, id="other", account=AccountRef("memory", "2"), moderator=TOM)
    life.now = at(24, 9)

    sent = digest(life.store, [life.profile, toms], replace(life.digesting, render=render), life.clock)

    assert sent == 1
    assert [mail.to for mail in life.mails()] == [TOM.email]
    assert "main: the digest could not be written: ValueError" in caplog.text
    assert "words" not in caplog.text
