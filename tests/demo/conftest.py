"""A made-up result, so that the page and the summary can be looked at without playing five days."""

from datetime import UTC, datetime, timedelta

import pytest

from moderator.demo.result import (
    Check,
    DemoResult,
    Draft,
    Hour,
    Judged,
    MailShown,
    Moment,
    ProfileShown,
    PromiseShown,
    Twin,
)
from moderator.domain.evidence import Finding, Span
from moderator.domain.policy import HouseRule

BEGAN = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
LIBEL = "Everybody knows Craig Tolleshunt takes cash in envelopes. Ring him: 07700 900612"
RULE = HouseRule(
    "allegations",
    "We hide statements that an identifiable person did something seriously wrong, until somebody has looked.",
    "Rydym yn cuddio datganiadau bod unigolyn y gellir ei adnabod wedi gwneud rhywbeth difrifol o'i le.",
    "the protection of the reputation and rights of others",
)
EXPLANATION = (
    "Helo. Rwyf wedi cuddio'ch sylw am y tro (rheol allegations). Mae croeso i feirniadaeth.\n\n"
    "Hello. I have hidden your comment for now (house rule allegations). Criticism is welcome."
)


def at(hours):
    return BEGAN + timedelta(hours=hours)


def judged(ref, text, outcome="publish", **changes):
    facts = {
        "ref": ref,
        "profile": "Porthgwyn Council on Facebook",
        "author": "Malc Danvers",
        "text": text,
        "parent_text": "Planning Committee has approved 140 new homes.",
        "posted_at": at(2),
        "seen_at": at(2.5),
        "revision": 1,
        "outcome": outcome,
        "language": "en",
    }
    return Judged(**(facts | changes))


def libel():
    elements = Finding(
        "defamation",
        0.9,
        "defamation.elements",
        "A named officer is said, as something everybody knows, to take bribes.",
        (Span(16, 32, "target"), Span(33, 56, "imputation"), Span(0, 15, "assertion")),
        about="officer",
        traits=frozenset({"T3", "I3", "F4", "P0"}),
    )
    phone = Finding(
        "personal_data", 1.0, "personal_data.phone", "A private telephone number.", (Span(68, 80, "phone"),)
    )
    return judged(
        "facebook:1/17",
        LIBEL,
        "hide",
        findings=(elements, phone),
        reasons=("defamation.officer",),
        house_rule=RULE,
        because_of="defamation",
        standing="hidden",
        hidden_at=at(2.6),
        drafts=(Draft("explanation-allegation", EXPLANATION, "sent in private"),),
    )


@pytest.fixture
def made_up():
    """A small result with one of everything."""
    criticism = judged("facebook:1/18", "The council is corrupt from top to bottom", is_criticism=True)
    hostile = judged(
        "facebook:1/19",
        "<script>alert(1)</script> \u202enepo pit eht si\u202c",
        "queue",
        author="</b><img src=x>",
        because_of="defamation",
        reasons=("defamation.queue",),
    )
    picture = judged("facebook:1/20", "", "queue", because_of="no-text", reasons=("no-text",), language="unknown")
    welsh = judged("facebook:1/21", "Pa mor hir fydd Heol y Gors ar gau?", "queue", because_of="welsh", language="cy")
    shadow = judged("x:2/9", "Somebody in the library is a misery", "queue", is_shadow=True, because_of="abuse")
    promise = PromiseShown("facebook:1/22", "Facebook", "Nia", "When is the tip open?", at(1), at(9), at(81), "in time")
    return DemoResult(
        council="Porthgwyn Council",
        began=BEGAN,
        ended=at(105),
        seconds=71.4,
        passes=140,
        checks=(Check("Every comment on the platforms was seen.", True), Check("Nothing was hidden twice.", True)),
        profiles=(
            ProfileShown("Porthgwyn Council on Facebook", "facebook", "hide", "Ffion Hardacre", "Rowena Ashplant", 5),
            ProfileShown(
                "Harbour Youth Club", "facebook", "queue", "Tomos Lindell", "", 0, ("nobody has authorised it",)
            ),
        ),
        judged=(libel(), criticism, hostile, picture, welsh, shadow),
        promises=(
            promise,
            PromiseShown(
                "facebook:1/23", "Facebook", "Hefin", "When will the lift be mended?", at(1), at(9), at(81), "breached"
            ),
        ),
        mails=(
            MailShown(
                "digest",
                "ffion.hardacre@porthgwyn.example",
                "3 comments to look at",
                at(24),
                "3 comments",
                "<h1>Three</h1>",
            ),
            MailShown(
                "alert", "rowena.ashplant@porthgwyn.example", "A promise was broken", at(81), "Not answered in time"
            ),
        ),
        moments=(
            Moment(at(2.6), "hidden", "Hidden on Facebook: allegation about somebody"),
            Moment(at(81), "breach", "A question from Friday was not answered"),
        ),
        hours=tuple(Hour(at(hour), (hour * 7) % 11, hour % 3 == 0, 0 <= hour % 24 < 9) for hour in range(105)),
        twins=(Twin("explanation-allegation", "Helo.", "Hello."),),
        reported=1,
        private_messages=1,
        model="rehearsal checkpoint",
    )
