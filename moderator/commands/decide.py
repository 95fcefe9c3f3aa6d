"""``moderator decide``: a person's verdict on one comment, or its undoing."""

from pathlib import Path

import click

from moderator.app import SilentScorer
from moderator.building import build
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.council import Council
from moderator.deciding import BadRequest, carry_out, comment_ref
from moderator.domain.case import ANSWERED, VERDICTS
from moderator.domain.comment import CommentRef
from moderator.domain.desks import DESKS
from moderator.tasks.review import Answer, undo


@click.command(short_help="Record your verdict on a comment.")
@click.argument("reference")
@click.argument("verdict", type=click.Choice([*VERDICTS, ANSWERED, "undo"]), metavar="VERDICT")
@click.option("--by", required=True, metavar="EMAIL", help="Your address as the register has it.")
@click.option(
    "--revision",
    type=click.IntRange(1, 2**31 - 1),
    metavar="NUMBER",
    help="The revision you looked at; the present one when left out.",
)
@click.option("--reason", default="", metavar="RULE", help="The house rule to cite to the author.")
@click.option("--to", "desk", default="", metavar="DESK", help=f"With refer: {', '.join(DESKS)}.")
@click.option("--words", default="", metavar="TEXT", help="With answer or contact: what you say, as the council.")
@click.option("--note", default="", metavar="TEXT", help="For the record; nobody outside sees it.")
@config_option
def command(
    reference: str,
    verdict: str,
    by: str,
    revision: int | None,
    reason: str,
    desk: str,
    words: str,
    note: str,
    config: Path | None,
) -> None:
    """Record a verdict on the comment REFERENCE. VERDICT is one of:

    \b
    keep         leave it up, or put it back
    hide         hide it, reversibly
    report       report it to the platform's operator
    answer       answer in public, with --words, or get a task with the link
    contact      write to the author, with --words, or get a task with the link
    acknowledge  its author has been told that it was seen
    action       something must still be done: a second clock runs until "answered"
    refer        pass it on by mail: --to information-governance, complaints, safeguarding or legal
    answered     what needed action has been answered
    undo         take your verdict back
    \b
    An appeal takes keep (overturn) or hide (uphold), from somebody who has not decided before.
    """
    council = council_in(config)
    try:
        ref = comment_ref(reference)
        require_officer(council, ref, by)
        app = build(council, model=SilentScorer("this command judges nothing"))
        with app.store.reading() as tx:
            known = tx.comments.known(ref)
        present = revision or (known.revision if known else 1)
        if verdict == "undo":
            answer = undo(app.store, ref, present, by, app.clock)
        else:
            answer = carry_out(app, ref, present, verdict=verdict, by=by, reason=desk or reason, note=note, words=words)
    except (BadRequest, *MISTAKES) as error:
        fail(str(error))
    app.store.close()
    tell(answer)


def require_officer(council: Council, ref: CommentRef, email: str) -> None:
    """Raises BadRequest unless this person answers for the comment's profile."""
    profile = council.register.profile_for(ref.account)
    if profile is None:
        raise BadRequest(f"{ref.account} is no account of the register")
    if not profile.is_officer(email):
        raise BadRequest(
            f"{email} answers for nothing on {profile.id}: the register names moderator, deputy and others"
        )


def tell(answer: Answer) -> None:
    """Print what became of a decision; leave with 1 when nothing was changed."""
    if not answer.is_accepted:
        fail(answer.sentence, code=1)
    click.echo(answer.sentence)
