"""Examples that the mail and review tests share."""

from datetime import UTC, datetime, timedelta

from moderator.domain.choices import choices_on
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.decision import Match
from moderator.domain.digest import DigestItem
from moderator.domain.evidence import Finding, Span
from moderator.domain.obligation import Obligation
from moderator.domain.policy import Action, Rule
from moderator.domain.register import Officer

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OFFICER = Officer("Sian Example", "sian@council.example")
MANAGER = Officer("Rhys Example", "rhys@council.example")
RULE = Rule("abuse.person", "abuse", Action.HIDE, "3")
#: Markup, header lines, invisible characters, a page of its own, dead and live links.
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)></div></body>\r\nBcc: everyone@council.example\r\n\r\n"
    "\u202eevil\u202c zero\u200bwidth \x00\x1b[31m https://evil.example/login javascript:alert(3) www.evil.example "
    "\ud800 {{ 7*7 }} {% raw %} \U000e0041 a\u0301\u0301\u0301\u0301\u0301\u0301 \u2028 --\n1. Another account"
)


def ref_of(number: int) -> CommentRef:
    return CommentRef(AccountRef("memory", "1"), f"c{number}")


def promise_of(ref: CommentRef, due: datetime, kind: str = "review") -> Obligation:
    return Obligation(ref, 1, kind, due - timedelta(days=1), due, due, due - timedelta(hours=1))


def match_of(text: str, start: int = 0, end: int = 5, **more) -> Match:
    finding = Finding(
        "abuse",
        0.91,
        "abuse.words",
        "Words aimed at a person.",
        spans=(Span(start, min(end, len(text)), "insult"),),
        **more,
    )
    return Match(RULE, finding, Action.HIDE)


def item_of(number: int = 1, text: str = "Bozos, the lot of you. When is the bin day?", **more) -> DigestItem:
    ref = ref_of(number)
    fields = {
        "account": "Swansea Parks",
        "written_at": AT - timedelta(hours=2),
        "language": "en",
        "outcome": "hidden by the machine",
        "matches": (match_of(text, traits=frozenset({"level-4"})),),
        "masks": (Span(0, 5, "insult"),),
        "parent_text": "Our parks reopen on Monday.",
        "is_hidden": True,
        "promises": (promise_of(ref, AT + timedelta(hours=8)),),
        "choices": choices_on(
            is_hidden=True,
            can_hide=True,
            can_reveal=True,
            can_report=False,
            who_still_sees_hidden="Its author and their friends still see it.",
        ),
        "draft": "Hello. I've hidden your comment. The house rule is: be kind (https://www.council.example/rules).",
        "draft_waits": ("nobody has approved the English text for sending without a look",),
        "permalink": "https://social.example/c/1",
        "review_link": "https://moderation.council.example/r/TOKEN",
    }
    return DigestItem(ref=ref, revision=1, text=text, **{**fields, **more})
