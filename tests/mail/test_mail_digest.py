"""A digest tells everything, loses nothing, and no comment can break it."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_examples import AT, HOSTILE, OFFICER, item_of, match_of, promise_of, ref_of

from moderator.domain.digest import Digest, ProfileHealth, short_code
from moderator.domain.evidence import Span
from moderator.domain.item_view import safe_link
from moderator.domain.shown import masked, one_line, shown
from moderator.mail.digest import HTML_LIMIT, render_digest


class Outline(HTMLParser):
    """Which elements and links a page really has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.depth: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]


def digest_of(*items, **more) -> Digest:
    return Digest("digest:sian:2026-11-24T09:00Z", OFFICER, AT, items, **more)


def test_a_digest_tells_all_that_a_decision_needs():
    mail = render_digest(digest_of(item_of()))

    told = (
        "Swansea Parks",
        "B****, the lot of you.",
        "Our parks reopen on Monday",
        "English, written Tuesday 24 November 07:00, hidden by the machine",
        "Due 17:00 today: look at it and decide",
        "Words aimed at a person.",
        "[0.91, abuse.person]",
        "insult: “B****”",
        "You may choose: keep, hide, report, answer, contact, acknowledge, action, refer. What each does: see A below.",
        "Swansea Parks: a comment that is hidden",
        "Its author and their friends still see it.",
        "https://www.council.example/rules",
        "nobody has approved the English text",
        "https://moderation.council.example/r/TOKEN",
        "https://social.example/c/1",
        "memory:1/c1",
        item_of().code,
    )
    text, html = " ".join(mail.text.replace("|", " ").split()), " ".join(mail.html.split())
    for words in told:
        assert words in text, words
        assert words in html or words.replace("'", "&#39;") in html, words
    assert "Bozos" not in mail.text + mail.html


@pytest.mark.parametrize(
    ("hours", "subject"),
    [
        ((), "Moderation: nothing to decide"),
        ((8,), "Moderation: 1 to decide, next due 17:00 today"),
        ((8, 32, -1), "Moderation: 3 to decide, 1 overdue, next due 17:00 today"),
        ((-1,), "Moderation: 1 to decide, 1 overdue"),
        ((None,), "Moderation: 1 to decide"),
    ],
)
def test_the_subject_carries_counts_and_the_nearest_clock_and_no_comment(hours, subject):
    items = [
        item_of(number, promises=() if ahead is None else (promise_of(ref_of(number), AT + timedelta(hours=ahead)),))
        for number, ahead in enumerate(hours, start=1)
    ]

    assert render_digest(digest_of(*items)).subject == subject


def test_items_stand_by_deadline_and_then_by_harm():
    late = item_of(1, promises=(promise_of(ref_of(1), AT + timedelta(hours=9)),), harm=9)
    soon = item_of(2, promises=(promise_of(ref_of(2), AT + timedelta(hours=1)),), harm=1)
    grave = item_of(3, promises=(promise_of(ref_of(3), AT + timedelta(hours=1)),), harm=5)
    free = item_of(4, promises=(), harm=9)

    text = render_digest(digest_of(free, late, soon, grave)).text

    assert re.findall(r"Ref memory:1/(c\d)", text) == ["c3", "c2", "c1", "c4"]


@pytest.mark.parametrize("count", [1, 5, 40, 600, 1500])
def test_however_many_items_there_are_the_html_stays_small_and_the_text_holds_them_all(count):
    long = "Words upon words. " * 60
    mail = render_digest(digest_of(*[item_of(number, long, masks=()) for number in range(count)]))

    assert len(mail.html.encode()) < HTML_LIMIT
    assert {f"Ref memory:1/c{number}" for number in range(count)} == set(re.findall(r"Ref memory:1/c\d+", mail.text))
    told = [int(number) for number in re.findall(r"(?:<h2>|<li>)(\d+)\. ", mail.html)]
    assert told == list(range(1, len(told) + 1))
    if len(told) < count:
        assert f"and {count - len(told)} more after these, numbers {len(told) + 1} to {count}." in mail.html


def test_an_empty_digest_still_proves_that_the_daemon_lives():
    health = (
        ProfileHealth("Parks", AT - timedelta(minutes=2)),
        ProfileHealth("Roads", AT - timedelta(hours=5), "no access"),
        ProfileHealth("Youth", None),
        ProfileHealth("Group", None, note="no program may read it"),
    )

    mail = render_digest(digest_of(health=health, incidents=("A mail could not be delivered.",)))

    for words in (
        "2 min before",
        "5 h before",
        "Problem: no access",
        "never read yet",
        "Group: no program may",
        "could not be delivered",
    ):
        assert words in " ".join(mail.text.split())
        assert words in mail.html


def test_very_many_accounts_and_incidents_do_not_break_the_limit():
    health = tuple(ProfileHealth(f"Account {number} " + "x" * 300, AT) for number in range(500))

    mail = render_digest(digest_of(item_of(), health=health, incidents=("y" * 5000,) * 500))

    assert len(mail.html.encode()) < HTML_LIMIT
    assert "Account 499" in mail.text


def hostile_mail(text: str):
    return render_digest(
        digest_of(
            item_of(
                text=text,
                account=text,
                parent_text=text,
                draft=text,
                outcome=text,
                draft_waits=(text,),
                other_reasons=(text,),
                permalink=text,
                matches=(match_of(text, 0, 60),),
                masks=(),
            ),
            incidents=(text,),
            health=(ProfileHealth(text, AT, text),),
        )
    )


def harmless(text: str) -> None:
    calm = Outline(render_digest(digest_of(item_of(), incidents=("x",), health=(ProfileHealth("x", AT),))).html)

    mail = hostile_mail(text)

    page = Outline(mail.html)
    assert set(page.elements) <= set(calm.elements) | {"br"}
    assert page.attributes <= calm.attributes
    assert set(page.links) <= {"https://moderation.council.example/r/TOKEN", safe_link(text)}
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", mail.text
    )
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", mail.html)
    assert "\n" not in mail.subject
    assert len(mail.html.encode()) < HTML_LIMIT
    mail.html.encode()
    mail.text.encode()


def test_a_hostile_comment_cannot_break_the_mail_or_act():
    harmless(HOSTILE)

    mail = hostile_mail(HOSTILE)
    assert "[U+202E]evil[U+202C]" in mail.text
    assert "hxxps[:]//evil[.]example" in mail.text
    assert "<script>" not in mail.html
    assert "49" not in mail.html.split("7*7")[1][:5]
    assert not re.search(r"^\d+\. Another account", mail.text, re.MULTILINE)
    assert not re.search(r"^Bcc:", mail.text, re.MULTILINE)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400))
def test_no_text_at_all_can_break_the_mail(text):
    harmless(text)


def test_a_comment_of_sixty_kilobytes_is_cut_and_says_so():
    harmless("W" * 60_000)

    assert "more characters" in hostile_mail("W" * 60_000).text


@given(st.text())
def test_shown_text_has_no_live_link_and_nothing_unseen(text):
    said = shown(text)

    assert "://" not in said
    assert not re.search(r"(?i)javascript:|mailto:", said)
    said.encode("utf-8")
    assert all(character == "\n" or character.isprintable() or character == "\u200d" for character in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cwmbwrla ŵ ŷ â it's fine\nsecond line", "Cwmbwrla ŵ ŷ â it's fine\nsecond line"),
        (
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
        ),
        ("pay\u200dpal", "pay[U+200D]pal"),
        ("a\tb\u00a0c", "a b c"),
        ("see evil.example or me@evil.example", "see evil[.]example or me@evil[.]example"),
        ("costs 3.50 at 10.30", "costs 3.50 at 10.30"),
        ("\\\\server\\share", "[\\\\]server\\share"),
        ("HTTP://A.b ftp://c", "hxxp[:]//A[.]b ftp[:]//c"),
        ("tel:999 mailto:x", "tel[:]999 mailto[:]x"),
    ],
)
def test_shown_text_keeps_what_people_write(text, said):
    assert shown(text) == said


def test_one_line_has_one_line():
    assert one_line("a\n\n b\r\nc") == "a b c"


@given(st.text(), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50))))
def test_masking_never_moves_an_offset(text, spans):
    covered = masked(text, [Span(start, end, "insult") for start, end in spans])

    assert len(covered) == len(text)


def test_masking_keeps_a_first_letter_and_no_digit():
    assert masked("call a fool 01792 555", [Span(7, 21, "x")]) == "call a f*** ***** ***"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a b", "http:///x", "https://x\n", "data:text/html,x", "", "//x", "https://[", "ŵ"],
)
def test_only_plain_web_addresses_become_live(url):
    assert safe_link(url) == ""


def test_a_short_code_belongs_to_one_revision():
    assert short_code(ref_of(1), 1) != short_code(ref_of(1), 2)
    assert re.fullmatch(r"[C-Y0-9]{4}", short_code(ref_of(1), 1))
