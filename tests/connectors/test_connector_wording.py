"""Words as they were sent against words as a platform gives them back."""

import pytest

from connectors.wording import same_words


@pytest.mark.parametrize(
    ("ours", "theirs", "are_the_same"),
    [
        ("From nine.\n\nDiolch", "From nine. \r\n\r\nDiolch\n", True),
        ("From nine.", "From ten.", False),
        ("From nine. Diolch", "From nine.\nDiolch", False),
        ("See https://a.example/x", "See https://t.co/1", False),
    ],
)
def test_spaces_at_line_ends_make_no_difference_and_words_do(ours: str, theirs: str, are_the_same: bool) -> None:
    assert same_words(ours, theirs) is are_the_same


@pytest.mark.parametrize(
    ("ours", "theirs", "are_the_same"),
    [
        ("See https://a.example/x now", "@Sian_Price @Ann See https://t.co/1 now", True),
        ("@Sian_Price thank you", "@Sian_Price @Sian_Price thank you", True),
        ("See https://a.example/x", "@Sian_Price See", False),
        ("Thank you @Ann", "@Ann Thank you", False),
    ],
)
def test_what_a_platform_adds_by_itself_makes_no_difference(ours: str, theirs: str, are_the_same: bool) -> None:
    assert same_words(ours, theirs, rewrites_links=True, puts_names_in_front=True) is are_the_same
