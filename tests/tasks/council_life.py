"""A small council for task tests: one profile on the memory platform, a clock to move, a scorer of markers."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from connectors.memory import MemoryConnector
from connectors.sandbox.memory import MemoryPlatform
from moderator.calendar_file import load_promises
from moderator.domain.comment import AccountRef, Comment
from moderator.domain.consequences import Consequences, Voice, consequences_of
from moderator.domain.decision import Decision
from moderator.domain.effects import SendMail
from moderator.domain.escalation import Hearer, above, hearers
from moderator.domain.evidence import LANGUAGE, NEEDS_RESPONSE, Evidence, Finding, Passage
from moderator.domain.messages import Draft
from moderator.domain.policy import Action, Policy, Rule
from moderator.domain.register import Authorisation, Officer, Profile, Register
from moderator.mail.alert import at_risk_mail, breach_mail, safeguarding_mail
from moderator.mail.digest import render_digest
from moderator.shipped import shipped
from moderator.store.store import Store
from moderator.tasks.assess import assess
from moderator.tasks.digest import Digesting
from moderator.tasks.poll import poll
from moderator.tasks.watching import Watching

ACCOUNT = AccountRef("memory", "1")
NIA = Officer("Nia Morgan", "nia.morgan@council.example")
TOM = Officer("Tom Reed", "tom.reed@council.example")
DUTY = Officer("Duty contact", "duty@council.example")
PROFILE = Profile(
    id="main",
    account=ACCOUNT,
    kind="profile",
    title="The council on Memory",
    audience="everybody",
    service_area="Communications",
    business_need="questions",
    moderator=NIA,
    manager=TOM,
    authorisation=Authorisation("Tom Reed", date(2026, 1, 5), True, True),
    mode="hide",
)
POLICY = Policy(
    "test-1",
    (
        Rule("hide-abuse", "abuse", Action.HIDE, "R1", at_least=0.5, explanation="explanation-abuse"),
        Rule("page-safeguarding", "safeguarding", Action.QUEUE, "", at_least=0.5, pages=True),
    ),
    (),
)
PROMISES = load_promises(shipped("config"))


class MarkerScorer:
    """Finds what a marker in the text says, so that no test needs a real comment."""

    name = "markers"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        del earlier
        return [self._findings(passage.text) for passage in passages]

    def _findings(self, text: str) -> list[Finding]:
        found = [Finding(LANGUAGE, 1.0, "markers", "English", about="en")]
        if "?" in text:
            found.append(Finding(NEEDS_RESPONSE, 1.0, "markers", "It asks."))
        found += [Finding(label, 1.0, "markers", "Marked.") for label in ("abuse", "safeguarding") if label in text]
        return found


class Life:
    """The council, its platform and its daemon's rounds, on a clock that the test moves."""

    def __init__(self, store: Store, now: datetime, profile: Profile = PROFILE) -> None:
        self.store = store
        self.now = now
        self.profile = profile
        #: The council's Head of Communications; nobody unless a test names one.
        self.head: Officer | None = None
        self.platform = MemoryPlatform(ACCOUNT.account_id, lambda: self.now)
        self.connector = MemoryConnector(self.platform)
        self.digesting = Digesting(
            render=render_digest,
            capabilities={ACCOUNT: self.connector.capabilities},
            link=lambda *_: "",
            last_due=lambda at: at.replace(hour=8, minute=30, second=0, microsecond=0) if at.hour >= 9 else None,
        )
        calendar = PROMISES.calendar
        self.watching = Watching(
            at_risk=at_risk_mail,
            breach=breach_mail,
            page=safeguarding_mail,
            recomputed=PROMISES.recomputed,
            is_open=calendar.is_open,
            local_day=lambda at: calendar.local(at).date(),
            hearers=self._hearers,
            above=lambda profile, late_by: above(profile, self.head, late_by, PROMISES.escalation),
            duty_contact=DUTY,
            digesting=self.digesting,
        )

    def clock(self) -> datetime:
        return self.now

    def _hearers(self, profile: Profile, due_at: datetime, away: Collection[str]) -> tuple[Hearer, ...]:
        escalation, calendar = PROMISES.escalation, PROMISES.calendar
        return hearers(profile, self.head, due_at, escalation=escalation, calendar=calendar, away=away)

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def read_and_judge(self) -> None:
        voice = Voice(PROMISES.promise, lambda *_: Draft("words", "en", False, ("nobody approved it",)), lambda *_: ())

        def following(comment: Comment, decision: Decision, evidence: Evidence, profile: Profile) -> Consequences:
            return consequences_of(comment, decision, evidence, profile, voice)

        poll(self.store, self.connector, self.profile, self.clock, notice=_unexpected)
        register = Register(profiles=(self.profile,))
        assess(self.store, [MarkerScorer()], POLICY, register, following, self.clock)

    def mails(self) -> list[SendMail]:
        with self.store.reading() as tx:
            return [errand.effect for errand in tx.outbox.mails() if isinstance(errand.effect, SendMail)]


def _unexpected(_profile: Profile, problem: str) -> SendMail:
    raise AssertionError(f"the memory platform failed: {problem}")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026, when council time is UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)
