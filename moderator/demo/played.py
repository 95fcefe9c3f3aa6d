"""Everything that a played demonstration leaves behind for those who check it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from moderator.demo.collecting import Profiles
from moderator.demo.result import Judged, PromiseShown
from moderator.demo.scenario import Happening
from moderator.demo.stage import Stage
from moderator.domain.comment import AccountRef, CommentRef
from moderator.domain.effects import Hide, Reveal, SendMail
from moderator.domain.register import Profile
from moderator.domain.weekly_report import WeeklyReport
from moderator.store.errand import Errand
from moderator.store.views import Dossier


@dataclass(frozen=True, slots=True)
class Played:
    """The daemon's records and the stand-ins' truth, side by side."""

    story: Sequence[Happening]
    stage: Stage
    profiles: Profiles
    judged: Sequence[Judged]
    #: The acknowledgement ledger.
    promises: Sequence[PromiseShown]
    #: Every comment the daemon knows, with its errands.
    dossiers: Mapping[CommentRef, Dossier]
    #: Every mail in the outbox.
    posted: Sequence[Errand]
    #: Every mail the mail server got.
    arrived: Sequence[EmailMessage]
    #: "METHOD /path" of every request, by profile id.
    calls: Mapping[str, Sequence[str]]
    #: Profile id -> how many private messages its platform delivered.
    private_messages: Mapping[str, int]
    #: Number of the first audit event that was tampered with; None when the chain is whole.
    broken_audit: int | None
    ended: datetime
    #: Where items that came in by hand stand: scenario id -> the daemon's name for it.
    taken_in: Mapping[str, CommentRef] = field(default_factory=dict)
    #: Every manager's report of every week that was played.
    reports: Sequence[WeeklyReport] = ()

    def profile(self, profile_id: str) -> Profile:
        return next(profile for profile in self.profiles.values() if profile.id == profile_id)

    def comments(self) -> list[Happening]:
        """Every comment that residents wrote on a platform that programs may read."""
        return [happening for happening in self.story if happening.kind == "comment"]

    def ref(self, happening: Happening) -> CommentRef:
        return self.taken_in.get(happening.id) or self.stage.ref(happening.id)

    def errands(self, ref: CommentRef) -> Sequence[Errand]:
        dossier = self.dossiers.get(ref)
        return dossier.errands if dossier is not None else ()

    def should_be_hidden(self, ref: CommentRef) -> bool:
        """By the daemon's own book: hidden by an errand, and not put back by a later one."""
        done = [
            errand
            for errand in self.errands(ref)
            if errand.state == "done" and errand.finished_at and isinstance(errand.effect, Hide | Reveal)
        ]
        latest = max(done, key=lambda errand: (errand.finished_at or self.ended, errand.id), default=None)
        return latest is not None and isinstance(latest.effect, Hide)

    def mails(self) -> list[SendMail]:
        return [errand.effect for errand in self.posted if isinstance(errand.effect, SendMail)]

    def is_shadow(self, account: AccountRef) -> bool:
        return self.profiles[account].mode == "shadow"
