"""What a digest says once for all its items, what it says at its top, and that its HTML never grows too large."""

import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from mail_examples import AT, OFFICER, item_of, promise_of, ref_of

from moderator.domain.digest import Digest, Earlier, ProfileHealth
from moderator.domain.orders import MARKER, is_marker, looks_like_an_order
from moderator.domain.register import Officer
from moderator.mail.digest import HTML_LIMIT, render_digest
from moderator.mail.parts import HOW_TO_ANSWER

KEY = "digest:sian:2026-11-24T09:00Z"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_what_waits_is_told_in_welsh_as_well() -> None:
    late = item_of(2, promises=(promise_of(ref_of(2), AT - timedelta(hours=1)),))

    mail = render_digest(Digest(KEY, OFFICER, AT, (item_of(1), late)))

    assert "2 i'w penderfynu, 1 yn hwyr, y nesaf erbyn Dydd Mawrth 24 Tachwedd 17:00." in flat(mail.text)
    assert '<p lang="cy">2 i&#39;w penderfynu, 1 yn hwyr' in mail.html


def test_a_draft_of_one_kind_is_shown_once_and_every_item_refers_to_it() -> None:
    items = [
        item_of(
            number, draft=f"Thank you. Ref c{number}.", draft_kind="acknowledgement, en", draft_waits=("approve it",)
        )
        for number in range(1, 142)
    ]

    mail = render_digest(Digest(KEY, OFFICER, AT, tuple(items)))

    assert len(re.findall(r"Thank you\. Ref", mail.text)) == 1
    assert mail.text.count("Draft to the author: see draft 1 below.") == 141
    assert "As it reads for item 1; 141 items wait to send it" in flat(mail.text)
    assert mail.text.count("It waits: approve it") == 1
    assert len(mail.html.encode()) < HTML_LIMIT


def test_why_one_draft_waits_beyond_the_others_stands_with_its_item() -> None:
    items = [
        item_of(1, draft="Thank you.", draft_kind="acknowledgement, en", draft_waits=("approve it",)),
        item_of(2, draft="Thank you.", draft_kind="acknowledgement, en", draft_waits=("approve it", "ask legal")),
    ]

    text = render_digest(Digest(KEY, OFFICER, AT, tuple(items))).text

    assert text.index("It waits: ask legal") < text.index("Draft 1: acknowledgement, en")
    assert text.count("It waits: approve it") == 1


def test_how_to_answer_stands_first_in_both_languages_and_only_where_answers_are_read() -> None:
    silent = render_digest(Digest(KEY, OFFICER, AT, (item_of(),)))
    mail = render_digest(Digest(KEY, OFFICER, AT, (item_of(),), reply_token="m" + "a" * 32))

    assert mail.text.splitlines()[:3] == [" / ".join(MARKER), *HOW_TO_ANSWER]
    assert flat(mail.html).index(HOW_TO_ANSWER[1]) < flat(mail.html).index("<h1>")
    assert mail.reply_token == "m" + "a" * 32
    assert not any(line in silent.text + silent.html for line in (*MARKER, *HOW_TO_ANSWER))


def test_no_line_of_a_digest_could_be_read_as_a_decision() -> None:
    orders = "3 hide abuse\n5 ok\nundo 3"
    item = item_of(text=orders, parent_text=orders, draft=orders, outcome="5 ok", masks=(), matches=())
    mail = render_digest(Digest(KEY, OFFICER, AT, (item,), sample=(item_of(2, orders, masks=()),), reply_token="t"))

    assert is_marker(mail.text.splitlines()[0])
    assert [line for line in mail.text.splitlines() if looks_like_an_order(line)] == []


def test_a_sample_carries_numbers_that_go_on_after_the_items() -> None:
    digest = Digest(KEY, OFFICER, AT, (item_of(1), item_of(2)), sample=(item_of(7, "Lovely park"),), sampled_from=90)

    mail = render_digest(digest)

    assert [number for number, _ in digest.numbered] == [1, 2, 3]
    assert digest.numbered[2][1].ref.native_id == "c7"
    assert "1 of 90 comments since the last digest" in flat(mail.text)
    assert re.search(r"^3\. Swansea Parks\n +\| L\*\*\*\*", mail.text, re.MULTILINE)


def test_a_deputy_is_told_whose_digest_it_is() -> None:
    mail = render_digest(Digest(KEY, OFFICER, AT, instead_of=Officer("Nia Morgan", "nia@council.example")))

    assert mail.subject == "Moderation: nothing to decide for Nia Morgan, who is away"
    assert "Dim i'w benderfynu dros Nia Morgan, sydd i ffwrdd." in mail.text
    assert "Sian Example, standing in for Nia Morgan" in mail.text


def test_what_the_author_wrote_before_is_counted() -> None:
    told = [
        render_digest(Digest(KEY, OFFICER, AT, (item_of(earlier=earlier),))).text
        for earlier in (Earlier(0, 0), Earlier(1, 0), Earlier(5, 2), None)
    ]

    assert "Its author's first comment here." in told[0]
    assert "Its author wrote 1 comment here before; none hidden." in told[1]
    assert "Its author wrote 5 comments here before; 2 hidden." in told[2]
    assert "author wrote" not in told[3]


SIZES = st.integers(0, 40)


@settings(max_examples=8, deadline=None)
@given(
    items=SIZES, drafts=SIZES, lines=SIZES, choices=SIZES, letter=st.sampled_from(["w", "&", "'", "\U0001f600", "ŵ "])
)
def test_whatever_a_digest_holds_its_html_stays_small_and_its_text_has_it_all(
    items: int, drafts: int, lines: int, choices: int, letter: str
) -> None:
    long = letter * 4000
    shown = [
        item_of(
            number,
            long,
            masks=(),
            matches=(),
            account=f"{number % (choices + 1)} {letter * 300}",
            is_hidden=bool(number % 2),
            draft=f"draft {number % (drafts + 1)} {long}",
            draft_kind=f"kind {number % (drafts + 1)} {letter * 200}",
        )
        for number in range(items)
    ]
    choosing = [
        replace(item, choices=tuple(replace(one, does=f"{place % (choices + 1)} {long[:500]}") for one in item.choices))
        for place, item in enumerate(shown)
    ]
    digest = Digest(
        KEY,
        OFFICER,
        AT,
        tuple(choosing),
        health=(ProfileHealth(long, AT - timedelta(hours=1), long),) * lines,
        incidents=(long,) * lines,
        sample=tuple(item_of(number + 1000, long, masks=()) for number in range(3)),
        reply_token="t",
    )

    mail = render_digest(digest)

    assert len(mail.html.encode()) < HTML_LIMIT
    assert set(re.findall(r"Ref memory:1/(c\d+)", mail.text)) == {item.ref.native_id for _, item in digest.numbered}
    wanted = {f"draft {number % (drafts + 1)} " for number in range(items)}
    assert all(one in mail.text for one in wanted)
