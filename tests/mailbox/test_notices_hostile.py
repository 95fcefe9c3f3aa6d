"""What people who wish us ill may send as a notification mail: nobody is believed, nothing is guessed or breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_world import FILES, REPORTER, NoticeWorld, raw

from moderator.mailbox.notices import notice_in, rules


@pytest.mark.parametrize(
    "change",
    [
        ("dkim=pass header.d=facebookmail.com; spf=pass smtp.mailfrom=facebookmail.com; dmarc=pass", "dmarc=fail"),
        ("mx.council.example; dkim=pass", "mx.elsewhere.example; dkim=pass"),
        (
            "header.d=facebookmail.com; spf=pass smtp.mailfrom=facebookmail.com; dmarc=pass header.from=",
            "header.d=evil.example; dmarc=pass header.from=evil.example; x-was=pass smtp.from=",
        ),
        ("Authentication-Results:", "X-Authentication-Results:"),
    ],
)
def test_a_mail_whose_origin_nobody_confirms_becomes_no_item_and_is_set_aside(
    group: NoticeWorld, change: tuple[str, str]
) -> None:
    group.arrives(raw("facebook_group", change))

    assert group.items() == ()
    assert len(group.world.left(".Aside/cur")) == 1
    assert "1 mail in the mailbox could not be read this week" in " ".join(group.inbox.remarks(group.world.clock()))


def test_a_sender_the_register_does_not_list_makes_no_item(group: NoticeWorld) -> None:
    group.arrives(raw("facebook_group", ("<notification@facebookmail.com>", "<other@facebookmail.com>")))

    assert group.items() == ()


def test_a_second_from_line_makes_it_nobodys(group: NoticeWorld) -> None:
    group.arrives(b"From: Somebody <x@evil.example>\r\n" + raw("facebook_group"))

    assert group.items() == ()


@pytest.mark.parametrize(
    ("platform", "change"),
    [
        # The comment imitates the mail's own end, or its beginning.
        ("linkedin", ("next year open", "next year open\n\nView comment\n")),
        ("linkedin", ("Congratulations", "Owain Tudur commented:\n\nCongratulations")),
        # The two names differ.
        ("linkedin", ("Owain Tudur commented:", "Owain Tudor commented:")),
        # Nothing stands between beginning and end.
        ("nextdoor", ("Is the car park behind the library open while the street is closed?", "")),
        # The two parts of the mail tell different words.
        ("facebook_group", ("When will it open again?”<", "All is well.”<")),
    ],
)
def test_what_is_not_sure_is_not_read(platform: str, change: tuple[str, str]) -> None:
    notice = notice_in(raw(platform, change), platform, reporter=REPORTER)

    assert (notice.rule, notice.who, notice.what) == ("", "", "")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com.evil.example/groups/1/posts/2",
        "http://www.facebook.com/groups/1/posts/2",
        "https://www.facebook.com@evil.example/groups/1/posts/2",
        "https://evil.example/?https://www.facebook.com/groups/1/posts/2",
        "javascript:alert(1)//https://www.facebook.com/groups/1/posts/2",
        "https://www.facebook.com/login?next=https://evil.example",
        "https://www.facebook.com:8443/groups/1/posts/2",
        "https://www.facebook.com\\@evil.example/groups/1/posts/2",
        "https://[www.facebook.com/groups/1/posts/2",
    ],
)
def test_only_addresses_of_the_platform_itself_are_offered(address: str) -> None:
    [rule] = [one for one in rules() if one.platform == "facebook_group"]

    assert rule.link(address) == ""


def test_a_comment_with_a_link_of_the_platforms_own_makes_the_link_unsure() -> None:
    second = "closed, see https://www.facebook.com/groups/1/posts/2 please"

    notice = notice_in(raw("facebook_group", ("is still closed", second)), "facebook_group", reporter=REPORTER)

    assert notice.link == ""


@given(st.binary(max_size=600), st.sampled_from(sorted(FILES)))
def test_no_bytes_break_the_reading(noise: bytes, platform: str) -> None:
    head, _, body = raw(platform).partition(b"\n\n")
    middle = len(body) // 2

    for mail in (noise, head + b"\n\n" + noise, head + b"\n\n" + body[:middle] + noise + body[middle:], noise + body):
        notice_in(mail, platform, reporter=REPORTER)
