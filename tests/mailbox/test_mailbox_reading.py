"""What is taken from a mail that came in: the words above the quotation, and nothing from anywhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replies import EXPECTED, REPORTER, RULES, TOKEN, mail, saved

from moderator.domain.letter import Letter
from moderator.domain.orders import orders_in
from moderator.mailbox.quotation import own_words
from moderator.mailbox.reading import letter_in


def read(raw: bytes, **more: bool) -> Letter:
    return letter_in(raw, reporter=REPORTER, **more)


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if not told.get("automatic")])
def test_a_reply_is_read_as_its_program_formats_it(name: str) -> None:
    letter = read(saved(name))

    orders = orders_in(letter.lines, RULES)

    assert [[one.number, one.verb, one.reason] for one in orders.orders] == EXPECTED[name]["orders"]
    assert len(orders.misread) == EXPECTED[name]["misread"], orders.misread
    assert len(letter.unread) == EXPECTED[name]["unread"]
    assert (letter.sender, letter.tokens) == ("nia.morgan@council.example", (TOKEN,))
    assert letter.is_vouched_for
    assert not letter.is_automatic
    assert letter.message_id.endswith("@council.example")


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if told.get("automatic")])
def test_what_a_program_sends_by_itself_is_known_for_that(name: str) -> None:
    letter = read(saved(name))

    assert letter.is_automatic
    assert letter.is_out_of_office == EXPECTED[name]["away"]


@pytest.mark.parametrize(
    ("headers", "is_automatic"),
    [
        ("Auto-Submitted: no", False),
        ("Auto-Submitted: auto-replied (vacation)", True),
        ("Precedence: bulk", True),
        ("Return-Path: <>", True),
        ("List-Unsubscribe: <https://x>", True),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", False),
        ("X-Autorespond: x", True),
    ],
)
def test_each_sign_of_a_machine_counts(headers: str, is_automatic: bool) -> None:
    assert read(mail(more=headers)).is_automatic == is_automatic


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "nia@council.example, tom@council.example",
        "nia@council.example <tom@council.example>",
        "nia@council.example\r\nFrom: tom@council.example",
        "<nia@council.example> <tom@council.example>",
        "nia@council.example (tom@council.example)",
        "undisclosed:;",
        "=?utf-8?q?nia=40council.example?=",
        "nia@council.example@evil.example",
    ],
)
def test_an_unclear_sender_is_nobody(sender: str) -> None:
    assert read(mail(sender=sender)).sender == ""


def test_a_name_in_quotes_does_not_pass_for_an_address() -> None:
    assert read(mail(sender='"nia@council.example" <evil@x.example>')).sender == "evil@x.example"


def test_tokens_are_found_where_a_program_broke_them_and_capitals_do_not_matter() -> None:
    broken = mail(token="", more=f"In-Reply-To:\r\n <{TOKEN[:9]}\r\n {TOKEN[9:].upper()}@council.example>")

    assert read(broken).tokens == (TOKEN,)
    other = "m" + "c" * 32
    assert read(mail(more=f"Cc: moderator+{other}@council.example")).tokens == (TOKEN, other)
    assert read(mail(token="", more=f"References: <{other}@c> <{TOKEN}@c>")).tokens == (TOKEN,)


def test_a_mark_of_exchange_counts_only_where_it_is_trusted_and_only_once() -> None:
    mark = "X-MS-Exchange-Organization-AuthAs: Internal"

    assert not read(mail(authenticated="", more=mark)).is_vouched_for
    assert read(mail(authenticated="", more=mark), trusts_exchange=True).is_vouched_for
    assert not read(mail(authenticated="", more=f"{mark}\n{mark}"), trusts_exchange=True).is_vouched_for
    outside = mail(authenticated="", more="X-MS-Exchange-Organization-AuthAs: Anonymous")
    assert not read(outside, trusts_exchange=True).is_vouched_for


HOSTILE = {
    "one line of sixty kilobytes": mail("5 ok " + "x" * 60_000),
    "many lines": mail("x\n" * 100_000),
    "unknown charset": mail(more='Content-Type: text/plain; charset="no-such\u0000thing"'),
    "broken base64": mail("!!!!", more="Content-Type: text/plain\nContent-Transfer-Encoding: base64"),
    "a boundary that never comes": mail(more='Content-Type: multipart/mixed; boundary="x"'),
    "no end of parts": mail(
        "\r\n".join(["--x\r\nContent-Type: text/html\r\n\r\n<p>"] * 5000),
        more='Content-Type: multipart/mixed; boundary="x"',
    ),
    "an endless header": mail(more="Subject: " + "=?utf-8?q?x?= " * 20_000),
    "addresses without end": mail(more="Cc: " + "a@b.example, " * 20_000),
    "an unclosed comment": mail(sender="(" * 5000 + "nia@council.example"),
    "quotes": mail(sender='"' + '\\"' * 2000 + "<nia@council.example>"),
    "a sign-off without end": mail("thanks " + "a" * 60_000 + " b c d e f\n" + ("thanks" + " a" * 490 + "\n") * 199),
    "nothing": b"",
    "no text at all": b"\x00\xff\xfe" * 1000,
    "html of tags": mail("<div>" * 30_000, more="Content-Type: text/html"),
    "html of entities": mail("&#x1F;&amp;" * 30_000, more="Content-Type: text/html"),
    "an archive": mail(
        "UEsDBAoAAAAA" * 5000, more='Content-Type: application/zip; name="x.zip"\nContent-Transfer-Encoding: base64'
    ),
    "a charset that unpacks": mail("x" * 1000, more='Content-Type: text/plain; charset="zip"'),
    "a wrote without end": mail("On " + "x " * 30_000 + "\n" + "On \n" * 20_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_in_no_time_and_orders_nothing(name: str) -> None:
    letter = read(HOSTILE[name])

    assert [one for one in orders_in(letter.lines, RULES).orders if one.verb != "keep"] == []
    assert sum(len(line) for line in letter.lines) <= 250_000


def test_parts_nested_without_end_do_not_stop_the_reader_for_good() -> None:
    body = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(1200))
    nested = mail(body, more="Content-Type: multipart/mixed; boundary=b0")

    try:
        lines = read(nested).lines
    except RecursionError:
        lines = ()

    assert orders_in(lines, RULES).orders == ()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_no_mail_at_all_breaks_the_reader(raw: bytes) -> None:
    assert read(raw).sender == read(raw).sender
    assert not read(raw).is_vouched_for


@given(
    st.text(max_size=300),
    st.sampled_from(["> 3 ok", "-- ", "_" * 32, "From: x", "Reply above this line", "On x wrote:"]),
)
def test_nothing_below_a_sign_of_a_quotation_is_ever_read(text: str, sign: str) -> None:
    lines, _ = own_words(f"5 ok\n{sign}\n{text}\n3 hide abuse")

    assert [one.number for one in orders_in(lines, RULES).orders] == [5]
