"""The council's people of the demonstration at their desks: they answer residents and decide cases, in office hours."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from moderator.app import App
from moderator.deciding import carry_out
from moderator.demo.collecting import BY_HAND
from moderator.demo.stage import Stage
from moderator.demo.visiting import decide_by_link
from moderator.domain.comment import CommentRef
from moderator.domain.effects import Effect, Hide, Report
from moderator.domain.policy import Action
from moderator.domain.register import Profile
from moderator.store.views import Dossier, Promise
from moderator.tasks.review import acknowledge, complete_task

#: Council time at which somebody sits down to it, after each of the two digests.
DESK_TIMES = ((9, 30), (14, 0), (16, 0))
DUTY = "duty.officer@porthgwyn.example"
ANSWERS = {
    "cy": "Diolch am eich neges. Rydym wedi'i throsglwyddo i'r tîm cywir a byddwn yn ateb yma.",
    "en": "Thank you for this. We have passed it to the right team and will answer here.",
}


@dataclass(slots=True)
class Officers:
    """Moderators and the duty officer. They act only through doors that exist: platform and review."""

    app: App
    stage: Stage
    #: Comments nobody answers, so that a promise is broken and one sees what happens then.
    neglected: Collection[str]
    #: Hidden comments that a moderator puts back through the link in the digest, so that one sees a mistake corrected.
    restored: Collection[str]
    #: Every mail that arrived so far.
    mailbox: Callable[[], Sequence[EmailMessage]]
    is_working_day: Callable[[datetime], bool]
    #: (hour, minute) in council time.
    local_time: Callable[[datetime], tuple[int, int]]
    _sat_down: set[tuple[int, int, int]] = field(default_factory=set)

    def work(self, at: datetime) -> int:
        """What the people do at this moment; how many things they did."""
        done = self._answer_the_page()
        if not self._sits_down(at):
            return done
        return done + self._answer_residents(at) + self._decide() + self._do_by_hand()

    def _sits_down(self, at: datetime) -> bool:
        """Once for every desk time, even when no step falls on it exactly."""
        if not self.is_working_day(at):
            return False
        begun = [time for time in DESK_TIMES if time <= self.local_time(at)]
        if not begun or (at.toordinal(), *begun[-1]) in self._sat_down:
            return False
        self._sat_down.add((at.toordinal(), *begun[-1]))
        return True

    def _answer_residents(self, at: datetime) -> int:
        with self.app.store.reading() as tx:
            waiting = [one for one in tx.views.open_promises() if one.obligation.kind == "acknowledge"]
        for promise in waiting:
            if self.stage.scenario_id(promise.obligation.ref) not in self.neglected:
                self._answer(promise, at)
        return len(waiting)

    def _answer(self, promise: Promise, at: datetime) -> None:
        ref, profile = promise.obligation.ref, self._profile(promise.obligation.ref)
        with self.app.store.reading() as tx:
            dossier = tx.views.dossier(ref)
        assert dossier is not None  # a promise is always about a comment
        # Nobody answers in public what the public does not see.
        if profile.account.platform in BY_HAND or dossier.standing == "hidden":
            acknowledge(self.app.store, ref, self._moderator(profile), self.app.clock)
            return
        language = dossier.decision.language if dossier.decision else "en"
        words = ANSWERS["cy"] if language in ("cy", "mixed") else ANSWERS["en"]
        self.stage.answer(ref, profile.id, words, at)

    def _decide(self) -> int:
        with self.app.store.reading() as tx:
            cases = tx.views.open_cases()
        for dossier in cases:
            ref = dossier.comment.ref
            if self.stage.scenario_id(ref) in self.restored:
                decide_by_link(self.mailbox(), ref, "keep")
            else:
                self._decide_one(dossier, _verdict(dossier), self._moderator(self._profile(ref)))
        return len(cases)

    def _do_by_hand(self) -> int:
        """Where no program may act, the moderator does it there and says that it is done."""
        with self.app.store.reading() as tx:
            waiting = tx.views.errands_for_a_person()
        mine = [errand for errand in waiting if errand.ref is not None and _is_by_hand(errand.ref, errand.effect)]
        for errand in mine:
            assert errand.ref is not None
            complete_task(self.app.store, errand.id, self._moderator(self._profile(errand.ref)), self.app.clock)
        return len(mine)

    def _answer_the_page(self) -> int:
        """Whoever is on duty looks at once, at any hour, and refers it."""
        with self.app.store.reading() as tx:
            urgent = [one.obligation.ref for one in tx.views.open_promises() if one.obligation.kind == "safeguarding"]
            dossiers = [found for ref in urgent if (found := tx.views.dossier(ref)) is not None]
        for dossier in dossiers:
            self._decide_one(dossier, "refer", DUTY, reason="safeguarding")
        return len(dossiers)

    def _decide_one(self, dossier: Dossier, verdict: str, by: str, reason: str = "") -> None:
        carry_out(self.app, dossier.comment.ref, dossier.comment.revision, verdict=verdict, by=by, reason=reason)

    def _profile(self, ref: CommentRef) -> Profile:
        profile = self.app.council.register.profile_for(ref.account)
        assert profile is not None  # only accounts of the register have comments
        return profile

    def _moderator(self, profile: Profile) -> str:
        assert profile.moderator is not None  # a profile without one is refused before it runs
        return profile.moderator.email


def _verdict(dossier: Dossier) -> str:
    is_hide = dossier.decision is not None and dossier.decision.outcome == Action.HIDE
    return "hide" if is_hide else "keep"


def _is_by_hand(ref: CommentRef, effect: Effect) -> bool:
    # Neither Facebook nor X takes reports from programs: the person follows the link and reports there.
    return isinstance(effect, Report) or (ref.account.platform in BY_HAND and isinstance(effect, Hide))
