"""How the daemon speaks: promises counted on the council's calendar, words drafted from its templates."""

from collections.abc import Callable, Collection, Mapping, Sequence

from connectors.contract import Connector
from moderator.clock import Clock
from moderator.council import Council
from moderator.domain.alert import SafeguardingPage
from moderator.domain.case import Case
from moderator.domain.comment import AccountRef, Comment, CommentRef
from moderator.domain.consequences import PUBLIC_ACKNOWLEDGEMENTS, Voice
from moderator.domain.decision import Decision
from moderator.domain.effects import Reply, SendMail, SendMessage
from moderator.domain.evidence import Evidence
from moderator.domain.messages import Draft, draft, slots_for
from moderator.domain.obligation import Obligation
from moderator.domain.register import Profile
from moderator.store.views import Dossier
from moderator.tasks.digest import Digesting, item_of
from moderator.tasks.ladder import PUBLIC_NOTE, PublicLine
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


def public_line_of(council: Council, connectors: Mapping[AccountRef, Connector]) -> PublicLine:
    """What may be said in public where an author cannot be told in private, and the platform lets us.

    The neutral line, in both languages, where policy and a named person allow it. An acknowledgement that a person
    released, where the platform takes no private message at all and its words say nothing about anybody.
    """

    def public_line(message: SendMessage) -> Reply | None:
        can = connectors[message.ref.account].capabilities
        if not can.can_reply_publicly:
            return None
        if message.template in PUBLIC_ACKNOWLEDGEMENTS:
            is_only_way = not can.can_message_privately
            return Reply(message.ref, message.revision, message.template, message.text) if is_only_way else None
        if not (message.template.startswith("explanation") and council.settings.messages.public_note):
            return None
        line = draft(council.templates, PUBLIC_NOTE, "mixed", {})
        return Reply(message.ref, message.revision, PUBLIC_NOTE, line.text) if line.sendable else None

    return public_line
