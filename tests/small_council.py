"""A council in small for tests of store and tasks: one profile on the memory platform, one scorer, three rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from connectors.memory import MemoryConnector
from connectors.sandbox.memory import MemoryPlatform
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.consequences import Consequences
from moderator.domain.decision import Decision
from moderator.domain.effects import Effect, Hide, Report, Reveal, SendMail, SendMessage
from moderator.domain.evidence import Evidence, Finding, Passage
from moderator.domain.obligation import Obligation
from moderator.domain.policy import Action, Policy, Rule
from moderator.domain.register import Authorisation, Officer, Profile, Register
from moderator.store.store import Store
from moderator.store.views import Dossier
from moderator.tasks.assess import assess
from moderator.tasks.deliver import Deliverer
from moderator.tasks.poll import PollResult, poll
from moderator.tasks.reconcile import reconcile

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ACCOUNT = AccountRef("memory", "council")
MODERATOR = Officer("Ann Moderator", "ann@council.example")


@dataclass
class Clock:
    """A wall clock and a steady one that tests move, together or apart."""

    now: datetime = MONDAY
    seconds: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)
        self.seconds += timedelta(**delta).total_seconds()


def a_profile(mode: str = "hide") -> Profile:
    return Profile(
        id="main",
        account=ACCOUNT,
        kind="profile",
        title="The council",
        audience="everybody",
        service_area="all",
        business_need="to be reached",
        moderator=MODERATOR,
        manager=Officer("Mo Manager", "mo@council.example"),
        authorisation=Authorisation("Lin", date(2026, 1, 5), True, True),
        mode=mode,
    )


POLICY = Policy(
    version="test-1",
    rules=(
        Rule("abuse", "abuse", Action.HIDE, "respect", at_least=0.5, explanation="explanation-abuse"),
        Rule("threat", "threat", Action.HIDE, "safety", at_least=0.5, reports=True, explanation="explanation-abuse"),
        Rule("spam", "spam", Action.QUEUE, "topic", at_least=0.5),
    ),
    house_rules=(),
)


@dataclass(frozen=True)
class WordScorer:
    """Finds what a test wrote in capitals: ABUSE, THREAT, SPAM; a question mark asks for a response."""

    name: str = "words"
    version: str = "1"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
        return [list(self._found(passage.text)) for passage in passages]

    def _found(self, text: str):
        yield Finding("language", 1.0, "language", "It is English.", about="en")
        for label in ("abuse", "threat", "spam"):
            if label.upper() in text:
                yield Finding(label, 0.9, f"{label}.word", "A word says so.", traits=frozenset({"F1"}))
        if "?" in text:
            yield Finding("needs_response", 1.0, "question", "It asks.")


def a_promise(comment: Comment, kind: str) -> Obligation:
    received = comment.seen.edited_at or comment.seen.created_at
    due = received + timedelta(days=1)
    return Obligation(comment.ref, comment.revision, kind, received, due, due, due - timedelta(hours=2))


def consequences(comment: Comment, decision: Decision, evidence: Evidence, profile: Profile) -> Consequences:
    ref, revision = comment.ref, comment.revision
    promises: list[Obligation] = []
    effects: list[Effect] = []
    if decision.needs_response:
        promises.append(a_promise(comment, "acknowledge"))
        effects.append(SendMessage(ref, revision, "acknowledgement", "We have seen it."))
    if decision.outcome > Action.PUBLISH:
        promises.append(a_promise(comment, "review"))
    if decision.outcome == Action.HIDE:
        effects = [Hide(ref, revision), SendMessage(ref, revision, "explanation-abuse", "We have hidden it.")]
    if decision.reports:
        effects.append(Report(ref, revision, "threat"))
    return Consequences(tuple(promises), tuple(effects))


def effects_of(comment: Comment, decision: Decision | None, verdict: str, is_hidden: bool) -> tuple[Effect, ...]:
    ref, revision = comment.ref, comment.revision
    match verdict:
        case "keep" if is_hidden:
            return Reveal(ref, revision), SendMessage(ref, revision, "restored", "It is back.")
        case "hide" if not is_hidden:
            return Hide(ref, revision), SendMessage(ref, revision, "explanation-abuse", "We have hidden it.")
        case "report":
            return (Report(ref, revision, "house rules"),)
        case _:
            return ()


def a_notice(about: object, reason: str) -> SendMail:
    return SendMail("notice", MODERATOR.email, "The daemon cannot reach the platform", reason, "")


@dataclass
class SmallCouncil:
    """Everything a story needs; the platform's side is ``platform``, the daemon's side the methods."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    mode: str = "hide"
    mails: list[SendMail] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.platform = MemoryPlatform(ACCOUNT.account_id, self.clock)
        self.connector = MemoryConnector(self.platform)
        self.profile = a_profile(self.mode)
        self.register = Register(profiles=(self.profile,))
        self.post = self.platform.add_post("The tip has new hours.", self.clock())
        self.deliverer = Deliverer(
            self.store,
            {ACCOUNT: self.connector},
            self.mails.append,
            self.clock,
            self.clock.monotonic,
            notice=a_notice,
            jitter=lambda longest: longest,
        )

    def says(self, text: str) -> CommentRef:
        """A resident writes something; its reference."""
        return CommentRef(ACCOUNT, self.platform.add_comment(self.post, "Sian Price", text, self.clock()))

    def poll(self) -> PollResult:
        return poll(self.store, self.connector, self.profile, self.clock, notice=a_notice)

    def assess(self) -> int:
        return assess(self.store, [WordScorer()], POLICY, self.register, consequences, self.clock)

    def deliver(self, at_most: int = 50) -> int:
        return self.deliverer.deliver_due(at_most)

    def reconcile(self) -> int:
        return reconcile(self.store, self.connector, self.profile, self.clock, notice=a_notice)

    def work(self) -> None:
        """One full pass; delivery goes on until nothing is due."""
        self.poll()
        self.assess()
        for _ in range(20):
            if not self.deliver():
                return
        raise AssertionError("delivery finds the same errands due again and again")

    def with_deliverer(self, **changes: object) -> Deliverer:
        return replace(self.deliverer, **changes)  # type: ignore[arg-type]

    def about(self, ref: CommentRef) -> Dossier:
        with self.store.reading() as tx:
            dossier = tx.views.dossier(ref)
        assert dossier is not None
        return dossier

    def errand(self, ref: CommentRef, kind: str):
        return next(errand for errand in self.about(ref).errands if errand.effect.kind == kind)

    def times(self, kind: str, ref: CommentRef) -> int:
        """How often the platform was asked to do something to a comment."""
        return self.platform.calls.count((kind, ref.native_id))
