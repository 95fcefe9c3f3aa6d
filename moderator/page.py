"""The review page, wired to the daemon's own door and served on loopback behind the council's proxy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

from waitress import create_server

from moderator.app import App
from moderator.config_file import ConfigError
from moderator.deciding import carry_out
from moderator.domain.comment import CommentRef
from moderator.domain.register import Officer
from moderator.links import SECRET, links_of
from moderator.review.app import build_app
from moderator.review.door import ReviewItem
from moderator.tasks.digest import item_of
from moderator.tasks.review import Answer, undo

#: The page shows an item to whoever holds its link; it makes no further links.
NOBODY = Officer("", "")


@dataclass(frozen=True, slots=True)
class AppDoor:
    """What the review page may ask of the daemon."""

    app: App

    def show(self, ref: CommentRef, revision: int) -> ReviewItem | None:
        profile = self.app.council.register.profile_for(ref.account)
        with self.app.store.reading() as tx:
            dossier = tx.views.dossier(ref)
            then = tx.comments.find(ref, revision)
        if profile is None or dossier is None:
            return None
        without_links = replace(self.app.digesting, link=lambda *_: "")
        return ReviewItem(
            item=item_of(dossier, profile, without_links, NOBODY),
            case=dossier.case,
            house_rules=self.app.council.policy.house_rules,
            text_then=then.text if then else "",
        )

    def decide(self, ref: CommentRef, revision: int, verdict: str, *, by: str, reason: str, note: str) -> Answer:
        return carry_out(self.app, ref, revision, verdict=verdict, by=by, reason=reason, note=note)

    def undo(self, ref: CommentRef, revision: int, *, by: str) -> Answer:
        return undo(self.app.store, ref, revision, by, self.app.clock)

    def spend(self, nonce: str) -> bool:
        with self.app.store.transaction() as tx:
            return tx.spent.spend(nonce, self.app.clock())


def page_server(app: App) -> Any:
    """A bound server for the page, not yet running; its ``effective_port`` tells where.

    Raises ConfigError when there is no secret, or the address cannot be listened on.
    """
    links = links_of(app.council, app.clock)
    if links is None:
        raise ConfigError(f"the credential {SECRET} is missing. Cure: openssl rand -hex 32, kept as {SECRET}.")
    review = app.council.settings.review
    zone = app.council.promises.calendar.zone
    try:
        return create_server(
            build_app(AppDoor(app), links, zone), host=review.listen, port=review.port, threads=4, ident=None
        )
    except OSError as error:
        raise ConfigError(
            f"review.listen {review.listen}, review.port {review.port}: {error.strerror}. Cure: choose a free one."
        ) from None


@contextmanager
def served(server: Any) -> Iterator[None]:
    """Serve in the background until the block ends."""
    thread = Thread(target=server.run, name="review page", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()
        thread.join(5)
