"""Who vouches for a mail: the topmost report of our own server, and only what it says about the sender's own domain."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.mailbox.origin import Malformed, is_vouched_for, parse

OURS = "mx.council.example"
NIA = "nia@council.example"


@pytest.mark.parametrize(
    "report",
    [
        "mx.council.example; dmarc=pass header.from=council.example",
        "MX.council.example 1; DMARC = Pass (p=reject dis=none) header.From = Council.Example",
        'mx.council.example; dkim=pass reason="2048-bit; ok" header.d=council.example header.s=s1',
        "mx.council.example; dkim=pass header.i=@council.example",
        "mx.council.example; spf=fail; dkim=fail header.d=evil.example; dkim=pass header.d=council.example",
        'mx.council.example (a (nested) "comment;"); dkim/1=pass header.d="council.example"',
        "mx.council.example; iprev=pass policy.iprev=192.0.2.1; dmarc=pass header.from=council.example; none",
    ],
)
def test_a_pass_for_the_senders_own_domain_vouches(report: str) -> None:
    assert is_vouched_for([report], OURS, NIA)


@pytest.mark.parametrize(
    "report",
    [
        "",
        "mx.council.example; none",
        "mx.council.example; spf=pass smtp.mailfrom=nia@council.example",
        "mx.council.example; dkim=pass header.d=evil.example",
        "mx.council.example; dkim=pass header.d=council.example.evil.example",
        "mx.council.example; dkim=pass header.d=example",
        "mx.council.example; dkim=pass",
        "mx.council.example; dkim=fail header.d=council.example",
        "mx.council.example; dkim=pass header.d=council.example; dmarc=fail header.from=council.example",
        "mx.council.example; dmarc=pass header.from=evil.example",
        "mx.council.example; dmarc=bestguesspass header.from=council.example",
        "mx.council.example; x=(dmarc=pass) header.from=council.example",
        'mx.council.example; reason="x; dmarc=pass header.from=council.example"',
        "mx.council.example; dmarc=pass header.from=evil.example header.from=council.example",
        "mx.evil.example; dmarc=pass header.from=council.example",
        "mx.council.example.evil.example; dmarc=pass header.from=council.example",
        "(mx.council.example; dmarc=pass header.from=council.example",
        "mx.council.example) ; dmarc=pass header.from=council.example",
        "dmarc=pass header.from=council.example",
        "mx.council.example; dmarc pass header.from=council.example",
        "mx.council.example extra words; dmarc=pass header.from=council.example",
        "mx.council.example; dmarc=pass header.from=council.example" + " (x)" * 2000,
    ],
)
def test_anything_else_vouches_for_nobody(report: str) -> None:
    assert not is_vouched_for([report], OURS, NIA)


def test_only_the_topmost_report_counts() -> None:
    good, bad = f"{OURS}; dmarc=pass header.from=council.example", f"{OURS}; dmarc=fail header.from=council.example"

    assert is_vouched_for([good, bad], OURS, NIA)
    assert not is_vouched_for([bad, good], OURS, NIA)
    assert not is_vouched_for(["other.example; none", good], OURS, NIA)
    assert not is_vouched_for([], OURS, NIA)
    assert not is_vouched_for([good], OURS, "")
    assert not is_vouched_for(["; dmarc=pass header.from=council.example"], "", NIA)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from('mx.council.example; dmarc=pass header.from="()\\ \t'), max_size=80))
def test_no_header_breaks_the_parser(text: str) -> None:
    try:
        report = parse(text)
    except Malformed:
        return
    assert report.reporter == report.reporter.casefold()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_nothing_in_a_comment_or_in_quotes_can_vouch(text: str) -> None:
    hidden = text.replace("(", "").replace(")", "").replace('"', "").replace("\\", "")
    smuggled = f"{hidden}; dmarc=pass header.from=council.example"

    assert not is_vouched_for([f"{OURS}; spf=pass ({smuggled})"], OURS, NIA)
    assert not is_vouched_for([f'{OURS}; spf=pass reason="{smuggled}"'], OURS, NIA)
