"""The pages behind links, wired to the daemon's own door and served on loopback behind the council's proxy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from waitress import create_server

from moderator.app import App
from moderator.config_file import ConfigError
from moderator.deciding import BadRequest, carry_out, make_sense, undecided, unlinked
from moderator.domain.case import Case
from moderator.domain.comment import CommentRef
from moderator.domain.effects import SendMessage
from moderator.domain.register import Officer, Profile
from moderator.domain.spoken import Words
from moderator.links import SECRET, appeal_links_of, links_of
from moderator.mail.page import closed_link_mail, sign_in_mail
from moderator.review.app import build_app
from moderator.review.door import AppealView, ReviewItem
from moderator.review.signing_in import SignIn
from moderator.store.views import Dossier
from moderator.tasks.appeals import Filed, file_appeal, look_at_appeal
from moderator.tasks.digest import item_of
from moderator.tasks.ladder import UNDELIVERED
from moderator.tasks.releasing import NotReleased, release
from moderator.tasks.review import Answer, undo

#: The page shows an item to whoever holds its link; it makes no further links.
NOBODY = Officer("", "")


@dataclass(frozen=True, slots=True)
class AppDoor:
    """What the pages may ask of the daemon."""

    app: App

    def show(self, ref: CommentRef, revision: int) -> ReviewItem | None:
        profile = self.app.council.register.profile_for(ref.account)
        with self.app.store.reading() as tx:
            dossier = tx.views.dossier(ref)
            then = tx.comments.find(ref, revision)
            story = tx.cases.events(ref)
        if profile is None or dossier is None:
            return None
        appeals = [event.note for event in story if event.kind == "appealed"]
        return ReviewItem(
            item=item_of(dossier, profile, unlinked(self.app), NOBODY),
            case=dossier.case,
            house_rules=self.app.council.policy.house_rules,
            text_then=then.text if then else "",
            appeal_words=appeals[-1] if appeals else "",
            draft_answer=self._draft_answer(dossier, profile),
            undelivered=tuple(_undelivered(dossier)),
        )

    def objection(self, verdict: str, reason: str, words: str) -> str:
        try:
            make_sense(self.app, verdict, reason, words)
        except BadRequest as error:
            sentence = str(error)
            return f"{sentence[:1].upper()}{sentence[1:]}."
        return ""

    def decide(
        self, ref: CommentRef, revision: int, verdict: str, *, by: str, reason: str, note: str, words: str = ""
    ) -> Answer:
        if not self._answers_for(ref, by):
            return Answer("not_officer", Case())
        return carry_out(self.app, ref, revision, verdict=verdict, by=by, reason=reason, note=note, words=words)

    def release(self, ref: CommentRef, revision: int, *, by: str) -> Answer:
        if not self._answers_for(ref, by):
            return Answer("not_officer", Case())
        try:
            return release(self.app.store, ref, revision, by, self.app.clock)
        except NotReleased:
            return Answer("not_released", Case())

    def undo(self, ref: CommentRef, revision: int, *, by: str) -> Answer:
        if not self._answers_for(ref, by):
            return Answer("not_officer", Case())
        return undo(self.app.store, ref, revision, by, self.app.clock)

    def spend(self, nonce: str) -> bool:
        with self.app.store.transaction() as tx:
            return tx.spent.spend(nonce, self.app.clock())

    def tried(self, subject: str, window: timedelta) -> int:
        with self.app.store.reading() as tx:
            return tx.tries.since(subject, self.app.clock() - window)

    def note_try(self, subject: str) -> None:
        with self.app.store.transaction() as tx:
            tx.tries.add(subject, self.app.clock())

    def mail_code(self, to: str, code: str, nonce: str) -> None:
        with self.app.store.transaction() as tx:
            tx.outbox.intend(sign_in_mail(to, code, nonce), self.app.clock())

    def tell_closed(self, ref: CommentRef, recipient: str, nonce: str) -> None:
        profile = self.app.council.register.profile_for(ref.account)
        told = {recipient, *([profile.moderator.email] if profile and profile.moderator else [])}
        now = self.app.clock()
        with self.app.store.transaction() as tx:
            for to in sorted(told):
                tx.outbox.intend(closed_link_mail(to, ref, nonce, recipient, now), now)

    def appeal_about(self, ref: CommentRef, revision: int) -> AppealView:
        return self._appeal_view(ref, look_at_appeal(self.app.store, ref, revision))

    def appeal(self, ref: CommentRef, revision: int, words: str) -> AppealView:
        filed = file_appeal(self.app.store, ref, revision, self.app.appealing, self.app.clock, words=words)
        return self._appeal_view(ref, filed, is_filed=filed.status == "filed")

    def _appeal_view(self, ref: CommentRef, filed: Filed, *, is_filed: bool = False) -> AppealView:
        profile = self.app.council.register.profile_for(ref.account)
        with self.app.store.reading() as tx:
            dossier = tx.views.dossier(ref)
        if profile is None or dossier is None:
            return AppealView("gone")
        status = {"filed": "already" if is_filed else "open", "unknown": "gone"}.get(filed.status, filed.status)
        due = filed.due_at
        if status == "open":
            due = self.app.voice.promise("appeal", ref, dossier.comment.revision, self.app.clock()).due_at
        return AppealView(
            status=filed.case.appeal_answered() if status == "answered" else status,
            account=profile.title,
            written_at=dossier.comment.seen.created_at,
            rule=self._rule(dossier),
            due_at=due,
            decided_at=filed.case.decided_at,
        )

    def _rule(self, dossier: Dossier) -> Words | None:
        acting = dossier.decision.acting if dossier.decision else None
        cited = dossier.case.reason or (acting.rule.house_rule if acting else "")
        rule = self.app.council.policy.house_rule(cited)
        return Words(rule.en, rule.cy) if rule is not None else None

    def _draft_answer(self, dossier: Dossier, profile: Profile) -> str:
        decision = dossier.decision or undecided(self.app.council.policy)
        return self.app.voice.draft("public-answer", dossier.comment, decision, profile, "", None).text

    def _answers_for(self, ref: CommentRef, email: str) -> bool:
        """Somebody who has left the register keeps no power through an old link."""
        profile = self.app.council.register.profile_for(ref.account)
        if profile is None:
            return False
        # Whoever is paged because nobody else looks may decide as well: links are made only for those who were mailed.
        council = self.app.council
        paged = (council.duty_contact, profile.line_manager, council.register.head_of_communications)
        return profile.is_officer(email) or email.casefold() in {one.email.casefold() for one in paged if one}


def _undelivered(dossier: Dossier) -> Iterator[str]:
    for errand in dossier.errands:
        if isinstance(errand.effect, SendMessage) and errand.outcome.startswith(UNDELIVERED):
            yield f"{errand.effect.template}: {errand.outcome} (errand {errand.id})"


def page_server(app: App) -> Any:
    """A bound server for the pages, not yet running; its ``effective_port`` tells where.

    Raises ConfigError when there is no secret, or the address cannot be listened on.
    """
    links = links_of(app.council, app.clock)
    if links is None:
        raise ConfigError(f"the credential {SECRET} is missing. Cure: openssl rand -hex 32, kept as {SECRET}.")
    review = app.council.settings.review
    pages = build_app(
        AppDoor(app),
        links,
        app.council.promises.calendar.zone,
        sign_in=SignIn(review.sign_in, timedelta(hours=review.session_hours), review.user_header, review.proxy),
        appeal_links=appeal_links_of(app.council, app.clock),
    )
    try:
        return create_server(pages, host=review.listen, port=review.port, threads=4, ident=None)
    except OSError as error:
        raise ConfigError(
            f"review.listen {review.listen}, review.port {review.port}: {error.strerror}. Cure: choose a free one."
        ) from None


@contextmanager
def served(server: Any) -> Iterator[None]:
    """Serve in the background until the block ends."""
    ends = Event()

    def run() -> None:
        try:
            server.run()
        except OSError:  # closed while it was waiting for the next request
            if not ends.is_set():
                raise

    thread = Thread(target=run, name="review page", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        server.close()
        thread.join(5)
