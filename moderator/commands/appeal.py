"""``moderator appeal``: take in a request for another look that came where no program reads."""

from pathlib import Path

import click

from moderator.app import SilentScorer
from moderator.building import build
from moderator.commands.decide import require_officer
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.deciding import BadRequest, comment_ref
from moderator.domain.spoken import moment
from moderator.tasks.appeals import file_appeal

_REFUSED = {
    "already": "Nothing was changed: an appeal about this comment waits for its answer.",
    "answered": "Nothing was changed: the appeal about this comment has been answered.",
    "visible": "Nothing was changed: the council does not hide this comment.",
    "gone": "Nothing was changed: the comment is no longer on the platform.",
}


@click.command(short_help="Take in an author's request for another look.")
@click.argument("reference")
@click.option("--by", required=True, metavar="EMAIL", help="Your address as the register has it.")
@click.option("--words", default="", metavar="TEXT", help="What the author says about it.")
@config_option
def command(reference: str, by: str, words: str, config: Path | None) -> None:
    """The author of the hidden comment REFERENCE asks for another look, in an inbox that no program reads.

    Somebody who has not decided about it is mailed and answers with: moderator decide REFERENCE keep, or hide.
    """
    council = council_in(config)
    try:
        ref = comment_ref(reference)
        require_officer(council, ref, by)
        app = build(council, model=SilentScorer("this command judges nothing"))
    except (BadRequest, *MISTAKES) as error:
        fail(str(error))
    with app.store.reading() as tx:
        known = tx.comments.known(ref)
    revision = known.revision if known else 1
    filed = file_appeal(app.store, ref, revision, app.appealing, app.clock, words=words, by=by)
    app.store.close()
    if filed.status != "filed" or filed.due_at is None:
        fail(_REFUSED.get(filed.status, f"no comment {ref} is known"), code=1)
    click.echo(f"Done. Somebody who has not decided about it answers by {moment(filed.due_at).en}.")
