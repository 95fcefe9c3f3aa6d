"""A comment that the daemon has hidden, its author and the officers who look again."""

from dataclasses import replace

from small_council import ACCOUNT, SmallCouncil

from moderator.calendar_file import load_promises
from moderator.domain.consequences import Voice
from moderator.domain.effects import Effect, SendMail
from moderator.domain.messages import Draft
from moderator.domain.register import Officer
from moderator.domain.verdict import Stands, Verdict, effects_of_verdict
from moderator.mail.referral import appeal_mail
from moderator.shipped import shipped
from moderator.store.store import Store
from moderator.tasks.appeals import Appealing, Filed, file_appeal
from moderator.tasks.digest import Digesting, item_of
from moderator.tasks.review import Answer, decide_case

DEE, MO = Officer("Dee Deputy", "dee@council.example"), Officer("Mo Manager", "mo@council.example")
PROMISES = load_promises(shipped("config"))
VOICE = Voice(PROMISES.promise, lambda name, *_: Draft(name, "en", True), lambda *_: ())


class Contested:
    """A comment that the daemon has hidden, and the doors around it."""

    def __init__(self, store: Store, deputy: Officer | None = DEE) -> None:
        self.council = SmallCouncil(store)
        self.profile = replace(self.council.profile, deputy=deputy)
        self.ref = self.council.says("ABUSE, of the worst kind")
        self.council.work()
        self.council.clock.forward(minutes=5)
        digesting = Digesting(render=None, capabilities={}, link=lambda *_: "", last_due=lambda _at: None)  # type: ignore[arg-type]
        self.appealing = Appealing(
            profile_of=lambda account: self.profile if account == ACCOUNT else None,
            promise_of=PROMISES.promise,
            item=lambda dossier, profile, to: item_of(dossier, profile, digesting, to),
            notice=appeal_mail,
        )

    def decide(self, verdict: str, by: str) -> Answer:
        case = self.council.about(self.ref).case

        def effects_of(comment, decision, wanted, is_hidden) -> tuple[Effect, ...]:
            stands = Stands(is_hidden=is_hidden, is_appeal=case.is_appealed)
            return effects_of_verdict(comment, decision, self.profile, VOICE, Verdict(wanted), stands)

        self.council.clock.forward(minutes=1)
        return decide_case(self.council.store, self.ref, 1, verdict, by, "", self.council.clock, effects_of=effects_of)

    def appeal(self, words: str = "It was a joke.") -> Filed:
        self.council.clock.forward(minutes=1)
        return file_appeal(self.council.store, self.ref, 1, self.appealing, self.council.clock, words=words)

    def mails(self) -> list[SendMail]:
        with self.council.store.reading() as tx:
            return [errand.effect for errand in tx.outbox.mails() if isinstance(errand.effect, SendMail)]

    def told(self) -> list[str]:
        return [getattr(errand.effect, "template", "") for errand in self.council.about(self.ref).errands]
