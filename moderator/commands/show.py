"""``moderator show``: everything that is known about one comment."""

from collections.abc import Iterator
from pathlib import Path

import click

from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.deciding import BadRequest, comment_ref
from moderator.domain.effects import SendMessage
from moderator.domain.shown import shown
from moderator.domain.spoken import moment
from moderator.domain.wording import evidence_spans
from moderator.store.store import open_store
from moderator.store.views import Dossier


@click.command(short_help="Show all that is known about one comment.")
@click.argument("reference")
@config_option
def command(reference: str, config: Path | None) -> None:
    """Show one comment: its words, evidence, decision, promises, drafts and story."""
    council = council_in(config)
    try:
        ref = comment_ref(reference)
        store = open_store(council.store_url)
    except (BadRequest, *MISTAKES) as error:
        fail(str(error))
    with store.reading() as tx:
        dossier = tx.views.dossier(ref)
        story = tx.cases.events(ref)
    store.close()
    if dossier is None:
        fail(f"no comment {ref} is known", code=1)
    for line in _lines(dossier):
        click.echo(line)
    for event in story:
        click.echo(
            f"{moment(event.at).en}: {event.kind} {event.choice} by {event.by} {event.reason} {event.note}".rstrip()
        )


def _lines(dossier: Dossier) -> Iterator[str]:
    comment, decision = dossier.comment, dossier.decision
    written = moment(comment.seen.created_at).en
    yield f"{comment.ref}, revision {comment.revision}, {dossier.standing}, written {written}"
    yield comment.seen.permalink or "(no link)"
    if comment.seen.parent_text:
        yield f"\nin answer to:\n{shown(comment.seen.parent_text)}"
    yield f"\n{shown(comment.text)}\n"
    if decision is not None:
        reasons = ", ".join(decision.reasons) or "no rule"
        yield f"decision: {decision.outcome.word} ({reasons}), policy {decision.policy_version}"
    for finding in dossier.evidence.findings if dossier.evidence else ():
        words = "; ".join(
            [
                *(
                    f"{span.kind}: {shown(comment.text[span.start : span.end])}"
                    for span in evidence_spans(finding.spans)
                ),
                *(f"{quote.kind}, in the picture: {shown(quote.words)}" for quote in finding.quotes),
            ]
        )
        yield f"  {finding.label} {finding.value:.2f} [{finding.rule}] {finding.why} {words}".rstrip()
    for gap in dossier.evidence.gaps if dossier.evidence else ():
        yield f"  {gap.scorer} could not speak ({gap.reason})"
    for promise in dossier.obligations:
        state = f"met by {promise.met_by}" if promise.met_at else ("withdrawn" if promise.withdrawn_at else "open")
        yield f"promise: {promise.kind}, due {moment(promise.due_at).en}, {state}"
    for errand in dossier.errands:
        yield f"errand {errand.id}: {errand.effect.kind}, {errand.state} {errand.outcome}".rstrip()
        if isinstance(errand.effect, SendMessage) and errand.state == "task":
            yield f"\ndraft:\n{errand.effect.text}\n"
