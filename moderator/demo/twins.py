"""Drafts one message of each kind in both languages, side by side: residents read one, the council answers for both."""

from collections.abc import Iterator

from moderator.council import Council
from moderator.demo.played import Played
from moderator.demo.result import Twin
from moderator.domain.effects import SendMessage
from moderator.domain.messages import draft, slots_for
from moderator.domain.spoken import Words
from moderator.store.views import Dossier

#: An explanation names when a person looks, an acknowledgement when the answer is due.
_PROMISE_OF = {"acknowledgement": "acknowledge"}


def twins(played: Played, council: Council) -> tuple[Twin, ...]:
    """One of every kind that the daemon drafted, explanations first, filled in for the first comment that got one."""
    found: dict[str, Twin] = {}
    for dossier in played.dossiers.values():
        for template in _templates(dossier):
            if template not in found:
                found[template] = _twin(template, dossier, council)
    return tuple(sorted(found.values(), key=lambda twin: (not twin.template.startswith("explanation"), twin.template)))


def _templates(dossier: Dossier) -> Iterator[str]:
    for errand in dossier.errands:
        if isinstance(errand.effect, SendMessage):
            yield errand.effect.template


def _twin(template: str, dossier: Dossier, council: Council) -> Twin:
    slots = _slots(template, dossier, council)
    return Twin(
        template=template,
        cy=draft(council.templates, template, "cy", slots).text,
        en=draft(council.templates, template, "en", slots).text,
    )


def _slots(template: str, dossier: Dossier, council: Council) -> dict[str, Words]:
    acting = dossier.decision.acting if dossier.decision else None
    kind = _PROMISE_OF.get(template.partition("-")[0], "review")
    return slots_for(
        dossier.comment.ref,
        written_at=dossier.comment.seen.created_at,
        house_rule=council.policy.house_rule(acting.rule.house_rule) if acting else None,
        promise=next((promise for promise in dossier.obligations if promise.kind == kind), None),
        restored_at=dossier.case.decided_at,
        zone=council.promises.calendar.zone,
    )
