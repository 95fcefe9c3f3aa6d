"""What an edit said, what it answered and how it is taken off and put back, on the source of talk pages."""

import pytest

from connectors.mediawiki import words

SIGNED = "[[User:Ann|Ann]] ([[User talk:Ann|talk]]) 10:00, 23 November 2026 (UTC)"
PAGE = f"== Tip ==\n\nWhen does it open? {SIGNED}\n\n== Bins ==\n\nThey came late. {SIGNED}"


def added(old: str, new: str) -> words.Addition:
    found = words.addition(old, new)
    assert found
    return found


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"Late again (twice) {SIGNED}", "Late again (twice)"),
        (f"::* Late again -- {SIGNED}", "Late again"),
        ("== Late again ==", "Late again"),
        ("Late [[Special:Contributions/127.0.0.1|127.0.0.1]] 10:00, 23 Tachwedd 2026 (UTC)", "Late"),
        ("It's '''late''' and la<nowiki/>te", "It's late and late"),
        ("Late <!-- not\nseen --> again", "Late  again"),
        ("[[File:Bin.png|thumb|A full bin]] see &lt;this&gt;", "A full bin see <this>"),
        (
            "The meeting is at 10:00, 23 November 2026 in the hall",
            "The meeting is at 10:00, 23 November 2026 in the hall",
        ),
    ],
)
def test_a_reader_sees_the_words_without_the_markup(source: str, said: str) -> None:
    assert said in words.plain(source)
    assert "[[" not in words.plain(source)


def test_an_edit_says_only_what_it_added() -> None:
    edit = added(PAGE, PAGE.replace("They came", f"And then? {SIGNED}\n\nThey came"))

    assert words.plain(edit.words) == "And then?"
    assert edit.heading == "Bins"
    assert edit.is_pure


def test_moving_and_taking_away_say_nothing() -> None:
    head, tail = PAGE.split("\n\n== Bins ==")

    assert words.addition(PAGE, f"== Bins =={tail}\n\n{head}") is None
    assert words.addition(PAGE, head) is None
    assert words.addition(PAGE, PAGE.replace("\n\n", "\n\n\n")) is None


def test_going_on_in_an_older_line_says_only_the_rest_of_it() -> None:
    edit = added("They came late.", "They came late. As ever!")

    assert edit.words == "As ever!"
    assert not edit.is_pure
    assert not edit.is_retouch


def test_rewording_a_line_is_a_retouch() -> None:
    edit = added("They came very late today.", "They came rather late today.")

    assert edit.is_retouch
    assert not edit.is_pure


def test_a_reply_answers_the_nearest_line_above_that_is_further_out() -> None:
    old = f"Question {SIGNED}\n:First answer {SIGNED}"
    edit = added(old, f"{old}\n:Second answer {SIGNED}")
    deeper = added(old, f"{old}\n::To the first {SIGNED}")

    assert words.plain(edit.answered) == "Question"
    assert words.plain(deeper.answered) == "First answer"


def test_a_reply_does_not_answer_across_a_heading() -> None:
    assert added("Question\n\n== Next ==", "Question\n\n== Next ==\n:Lost").answered == ""


def test_a_summary_that_somebody_wrote_is_part_of_what_was_said() -> None:
    edit = added("", "Hello")

    assert words.told(edit, "/* Tip */ new section") == "Hello"
    assert words.told(edit, "/* Tip */ adran newydd") == "Hello"
    assert words.told(edit, "/* Tip */ a word in the summary") == "Hello\na word in the summary"


def test_lines_come_off_and_go_back_where_they_were() -> None:
    line = f"Take me off. {SIGNED}"
    with_it = PAGE.replace("\n\n== Bins ==", f"\n\n{line}\n\n== Bins ==")
    edit = added(PAGE, with_it)

    without = words.without(with_it, edit.lines)
    back = words.put_back(without or "", edit.lines, with_it, edit.first)

    assert without == PAGE
    assert back == with_it


def test_lines_go_back_beneath_the_nearest_line_that_is_left() -> None:
    then = "One\n\nTwo\n\nTake me off"
    edit = added("One\n\nTwo", then)

    assert words.put_back("One\n\nLater", edit.lines, then, edit.first) == "One\n\nTake me off\n\nLater"
    assert words.put_back("Quite another page", edit.lines, then, edit.first) is None
    assert words.put_back("", edit.lines, then, edit.first) == "Take me off"


def test_an_answer_stands_beneath_the_answers_that_are_there() -> None:
    page = "Question\n:First answer\n::Deeper\nAnother question"

    assert words.answered_with(page, ("Question",), "Ours") == (
        "Question\n:First answer\n::Deeper\n:Ours ~~~~\nAnother question"
    )
    assert words.answered_with(page, ("Nowhere",), "Ours") is None


def test_an_answer_is_shown_as_it_is_whatever_signs_are_in_it() -> None:
    text = "See {{delete}} & [[this]]\nat 5 < 6"
    page = words.answered_with("Question", ("Question",), text)

    assert page == "Question\n:<nowiki>See {{delete}} &amp; [[this]]</nowiki>\n:<nowiki>at 5 &lt; 6</nowiki> ~~~~"
    assert words.same_words(page.partition("\n")[2].replace("~~~~", SIGNED), text)
