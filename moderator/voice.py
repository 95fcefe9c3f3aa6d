"""How the daemon speaks: promises counted on the council's calendar, words drafted from its templates."""

from collections.abc import Callable, Collection, Sequence

from moderator.clock import Clock
from moderator.council import Council
from moderator.domain.alert import SafeguardingPage
from moderator.domain.case import Case
from moderator.domain.comment import Comment, CommentRef
from moderator.domain.consequences import Voice
from moderator.domain.decision import Decision
from moderator.domain.effects import SendMail
from moderator.domain.evidence import Evidence
from moderator.domain.messages import Draft, draft, slots_for
from moderator.domain.obligation import Obligation
from moderator.domain.register import Profile
from moderator.store.views import Dossier
from moderator.tasks.digest import Digesting, item_of
from moderator.tasks.watch import paged_first


def no_page(_ref: CommentRef, _revision: int) -> str:
    """No appeal page is served: messages name the address that stands in the council's configuration."""
    return ""


def voice(
    council: Council,
    digesting: Digesting,
    render_page: Callable[[SafeguardingPage], SendMail],
    clock: Clock,
    appeal_link: Callable[[CommentRef, int], str] = no_page,
    away: Callable[[], Collection[str]] = tuple,
) -> Voice:
    """The council's voice, for ``consequences_of``. ``appeal_link`` leads an author to the page about one comment.

    ``away`` tells the addresses, in small letters, of officers for whom a deputy stands in.
    """

    def drafted(
        template: str,
        comment: Comment,
        decision: Decision,
        _profile: Profile,
        house_rule: str,
        promise: Obligation | None,
    ) -> Draft:
        slots = slots_for(
            comment.ref,
            written_at=comment.seen.created_at,
            house_rule=council.policy.house_rule(house_rule),
            promise=promise,
            restored_at=clock(),
            appeal_link=appeal_link(comment.ref, comment.revision),
        )
        return draft(council.templates, template, decision.language, slots)

    def page(comment: Comment, decision: Decision, evidence: Evidence, profile: Profile) -> Sequence[SendMail]:
        now = clock()
        dossier = Dossier(
            comment=comment,
            standing="hidden" if comment.seen.is_hidden else "visible",
            hidden_by="platform" if comment.seen.is_hidden else "",
            case=Case(),
            decision=decision,
            evidence=evidence,
            decided_at=now,
            obligations=(),
            errands=(),
        )
        return [
            render_page(
                SafeguardingPage(
                    key=f"page:{comment.ref}:{comment.revision}:{to.email}",
                    to=to,
                    at=now,
                    item=item_of(dossier, profile, digesting, to),
                )
            )
            for to in paged_first(profile, council.duty_contact, away())
        ]

    return Voice(promise=council.promises.promise, draft=drafted, page=page)
