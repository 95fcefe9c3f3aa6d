"""The signed links in a mail: who may open which comment's review page, until when."""

from collections.abc import Callable
from datetime import timedelta

from moderator.clock import Clock
from moderator.config_file import ConfigError
from moderator.council import Council
from moderator.domain.comment import CommentRef
from moderator.domain.register import Officer
from moderator.review.links import APPEAL, AUTHOR, Links

SECRET = "review.secret"  # noqa: S105 - the credential's name, not the secret


def links_of(council: Council, clock: Clock) -> Links | None:
    """The council's links; None while the credential "review.secret" is missing. Raises ConfigError.

    The credential may hold several secrets, one a line, the newest last: links signed with an older one still open.
    """
    review = council.settings.review
    return _links(council, clock, review.base_url, timedelta(hours=review.link_hours))


def appeal_links_of(council: Council, clock: Clock) -> Links | None:
    """The links to the appeal page that authors get; None while it is not served to the public. Raises ConfigError."""
    review = council.settings.review
    if not review.appeal_base_url:
        return None
    return _links(council, clock, review.appeal_base_url, timedelta(days=review.appeal_link_days))


def _links(council: Council, clock: Clock, base_url: str, life: timedelta) -> Links | None:
    given = council.credentials.find(SECRET)
    if given is None:
        return None
    try:
        return Links(
            secrets=tuple(line.strip() for line in given.splitlines() if line.strip()),
            base_url=base_url,
            clock=clock,
            life=life,
        )
    except ValueError as error:
        raise ConfigError(f"the credential {SECRET}: {error}. Cure: openssl rand -hex 32.") from None


def linker(council: Council, clock: Clock) -> Callable[[CommentRef, int, Officer], str]:
    """Makes links for mails; they are empty while there is no secret to sign them with. Raises ConfigError."""
    links = links_of(council, clock)
    if links is None:
        return lambda _ref, _revision, _to: ""
    return lambda ref, revision, to: links.url(ref, revision, to.email)


def appeal_linker(council: Council, clock: Clock) -> Callable[[CommentRef, int], str]:
    """Makes links for explanations; they are empty while no appeal page is served. Raises ConfigError."""
    links = appeal_links_of(council, clock)
    if links is None:
        return lambda _ref, _revision: ""
    return lambda ref, revision: links.url(ref, revision, AUTHOR, APPEAL)
