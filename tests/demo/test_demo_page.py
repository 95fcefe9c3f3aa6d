"""The demonstration's page: complete, self-contained, and safe whatever residents write."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.demo.highlight import stretches
from moderator.demo.page import render
from moderator.demo.result import Check, counted
from moderator.domain.evidence import Finding, Span


class Outline(HTMLParser):
    """What a browser would build: tags, attributes and headings."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.headings, self.ids = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def outline(page):
    parsed = Outline()
    parsed.feed(page)
    return parsed


def finding(*spans):
    return Finding("abuse", 0.9, "abuse.words", "Because.", tuple(Span(*span) for span in spans))


def test_the_page_needs_nothing_from_anywhere_else(made_up):
    parsed = outline(render(made_up))

    assert "script" not in parsed.tags
    assert not {"img", "link", "object", "embed"} & set(parsed.tags)
    leads_to = [value for _, name, value in parsed.attributes if name in ("src", "href", "action")]
    assert all(value.startswith("#") for value in leads_to)


def test_hostile_text_and_names_stay_letters(made_up):
    page = render(made_up)

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page
    assert "[U+202E]" in page
    assert not [name for _, name, _ in outline(page).attributes if name.startswith("on")]


def test_the_words_that_carry_evidence_are_marked_with_their_kind(made_up):
    page = render(made_up)

    assert '<mark class="who">Craig Tolleshunt<span class="kind"> who</span></mark>' in page
    assert '<mark class="private">07700 900612<span class="kind"> phone number</span></mark>' in page
    assert "What is said: crime or abuse of office" in page


def test_the_author_reads_the_rule_in_welsh_beside_english(made_up):
    page = render(made_up)

    assert '<p lang="cy">' in page
    assert "Rydym yn cuddio datganiadau" in page
    assert "We hide statements" in page


def test_a_mail_is_shown_inside_a_frame_that_may_do_nothing(made_up):
    frames = [(name, value) for tag, name, value in outline(render(made_up)).attributes if tag == "iframe"]

    assert ("sandbox", "") in frames
    assert ("srcdoc", "<h1>Three</h1>") in frames


def test_headings_and_landmarks_let_a_screen_reader_find_its_way(made_up):
    parsed = outline(render(made_up))

    assert parsed.headings.count(1) == 1
    assert all(second - first <= 1 for first, second in zip(parsed.headings, parsed.headings[1:], strict=False))
    assert {"header", "nav", "main", "footer"} <= set(parsed.tags)
    anchors = [value[1:] for tag, name, value in parsed.attributes if tag == "a" and name == "href"]
    ids = [value for _, name, value in parsed.attributes if name == "id"]
    assert set(anchors) <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_failed_check_is_said_in_the_first_lines(made_up):
    page = render(replace(made_up, checks=(Check("Every comment was seen.", False, "2 were not"),)))

    assert "The main job did not happen." in page
    assert "FAILS" in page


def test_no_checks_at_all_is_no_success(made_up):
    assert not replace(made_up, checks=()).happened


def test_times_are_shown_in_council_time(made_up):
    page = render(made_up)

    assert "Friday 27 November 2026" in page
    assert "Fri 27 Nov, 10:36" in page


@pytest.mark.parametrize(
    ("text", "spans", "cut"),
    [
        ("abcdef", [], [("abcdef", ())]),
        ("abcdef", [(2, 4, "x")], [("ab", ()), ("cd", ("x",)), ("ef", ())]),
        ("abcdef", [(0, 4, "x"), (2, 6, "y")], [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]),
        ("abc", [(1, 99, "x"), (-5, 0, "y"), (2, 2, "z")], [("a", ()), ("bc", ("x",))]),
        ("", [(0, 3, "x")], []),
    ],
)
def test_a_text_is_cut_where_evidence_begins_and_ends(text, spans, cut):
    assert [(part.text, part.kinds) for part in stretches(text, [finding(*spans)])] == cut


@given(st.text("ab ŵ\n", max_size=40), st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=6))
def test_no_cut_loses_or_adds_a_letter(text, pairs):
    parts = stretches(text, [finding(*((start, end, "x") for start, end in pairs))])

    assert "".join(part.text for part in parts) == text


def test_counting_puts_the_most_frequent_first():
    assert counted(["b", "a", "b", "c"]) == (("b", 2), ("a", 1), ("c", 1))
