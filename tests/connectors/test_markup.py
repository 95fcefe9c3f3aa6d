"""What a reader sees of a comment that is kept as HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import markup
from moderator.domain.comment import Attachment


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("Plain words", "Plain words"),
        ("5 < 6 & 7 > 2, I <3 it", "5 < 6 & 7 > 2, I <3 it"),
        ("Tom &amp; Ann&#8217;s", "Tom & Ann’s"),
        ("<p>One</p>\n\n<p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br />Three", "One\nTwo\nThree"),
        ("One\n\n\n\nTwo  \nThree", "One\n\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ('<a href="https://x.example/">prizes</a>', "prizes (https://x.example/)"),
        ('<a href="/u/ann">@ann</a>', "@ann"),
        ('<img class="emoji" alt="😡" src="/e.png">', "😡"),
        ("an <b unfinished", "an <b unfinished"),
    ],
)
def test_words_are_read_as_a_reader_sees_them(kept: str, read: str) -> None:
    assert markup.words(kept) == read


def test_what_is_no_words_is_told() -> None:
    text, attachments = markup.read('<img src="https://x.example/1.jpg"><video src="v.mp4"></video>')

    assert text == ""
    assert attachments == (Attachment("image", "https://x.example/1.jpg"), Attachment("video", "v.mp4"))


@given(st.text(alphabet="<>&;/abp=\"' \n#x1"))
def test_no_markup_breaks_the_reader(kept: str) -> None:
    assert isinstance(markup.words(kept), str)
