"""The demonstration's last screen says what happened, in plain words, wherever it is printed."""

import io
from dataclasses import replace

from rich.console import Console

from moderator.demo.result import Check
from moderator.demo.summary import failures, show


def printed(result):
    output = io.StringIO()
    show(result, Console(file=output, width=100, force_terminal=False))
    return output.getvalue()


def test_the_summary_counts_what_was_hidden_and_says_why(made_up):
    text = printed(made_up)

    assert "hidden on the platform" in text
    assert "Allegation about somebody" in text
    assert "criticisms of the council, of which hidden: 0" in text
    assert "The main job happened" in text


def test_a_refused_profile_is_named_with_the_reason(made_up):
    text = printed(made_up)

    assert "Refused: Harbour Youth Club: nobody has authorised it" in text


def test_a_failed_check_is_printed_with_what_was_found(made_up):
    failing = replace(
        made_up, checks=(*made_up.checks, Check("Nothing was hidden twice.", False, "facebook:1/9 [twice]"))
    )

    text = printed(failing)

    assert "did not happen" in text
    assert "Nothing was hidden twice. facebook:1/9 [twice]" in text
    assert len(failures(failing)) == 1


def test_off_a_terminal_there_are_no_colour_codes(made_up):
    assert "\x1b" not in printed(made_up)


def test_no_words_of_a_comment_are_printed(made_up):
    text = printed(made_up)

    assert "Tolleshunt" not in text
    assert "Malc Danvers" not in text
