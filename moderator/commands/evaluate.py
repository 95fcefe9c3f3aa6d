"""``moderator evaluate``: measure the judgement on comments that people have labelled."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from moderator.assessing.judging import Judged, judge
from moderator.assessing.reading import BadFile, with_contacts
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.progress import with_progress
from moderator.config_file import ConfigError
from moderator.evaluating.labelled import Case, read_labelled
from moderator.evaluating.measures import Verdict
from moderator.evaluating.page import NO_PLOTS, can_plot, write
from moderator.evaluating.report import Report, Wish, comments_a_day, report_on
from moderator.evaluating.scores import Costs
from moderator.evaluating.screen import print_report
from moderator.line import load_model, scorers
from moderator.moments import moment
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.scorers.detoxify import ModelRefused
from moderator.shipped import shipped

#: A number of something, and a price.
_SOME, _PRICE = click.FloatRange(min=0, min_open=True), click.FloatRange(min=0)


def _costs(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what each mistake costs."""
    usual = Costs()
    for name, value, what in (
        ("--cost-look", usual.look, "a person looks at a comment"),
        ("--cost-late", usual.late, "a comment that had to go waits for a person"),
        ("--cost-missed", usual.missed, "a comment that somebody had to see is published"),
        ("--cost-false-hide", usual.false_hide, "a comment that had to stay is hidden"),
    ):
        price = click.option(name, type=_PRICE, default=value, show_default=True, help=f"What it costs when {what}.")
        function = price(function)
    return function


@click.command(short_help="Measure the judgement on labelled comments.")
@click.argument("file", metavar="FILE")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write page and data here.")
@click.option("--register", "register_file", type=Path, help="The register; the shipped one when left out.")
@click.option("--policy", "policy_file", type=Path, help="The policy; the shipped one when left out.")
@click.option("--at", metavar="TIME", help="Judge as of this moment (2026-11-11T12:00:00Z), whatever the file says.")
@click.option("--text-column", default="", metavar="NAME", help="The column or key that holds the comments.")
@click.option("--model", "model_folder", type=Path, help="The model's folder; the rehearsal model when left out.")
@click.option("--no-model", is_flag=True, help="Leave the learned scores out.")
@_costs
@click.option("--items-per-day", "items", type=_SOME, help="Choose thresholds so that a person gets about so many.")
@click.option("--comments-per-day", "comments", type=_SOME, help="How many comments come in a day.")
@click.option("--wrong", type=click.IntRange(min=0), default=20, show_default=True, help="Wrong cases to print.")
def command(
    file: str,
    folder: Path | None,
    register_file: Path | None,
    policy_file: Path | None,
    at: str | None,
    text_column: str,
    model_folder: Path | None,
    no_model: bool,
    cost_false_hide: float,
    cost_missed: float,
    cost_late: float,
    cost_look: float,
    items: float | None,
    comments: float | None,
    wrong: int,
) -> None:
    """Judge the labelled comments in FILE and say how well that went.

    FILE is JSONL or CSV with id, text and at least one of: expected (publish, queue, hide, or a language), acceptable,
    labels, needs_response, language. It prints shares, outcomes, precision and recall, thresholds, and the cases that
    came out wrong with their evidence; with --to also reliability curves, in one page that needs nothing else.
    Nothing is stored and nothing is done. Progress goes to standard error.
    """
    try:
        as_of = moment(at) if at else None
    except ValueError as error:
        fail(f"--at {error}.")
    try:
        policy = load_policy(policy_file or shipped("config") / "policy.toml")
        register = load_register(register_file or shipped("config") / "register.toml")
        labelled = read_labelled(file, text_column)
        wish = _wish(Costs(cost_false_hide, cost_missed, cost_late, cost_look), items, comments, labelled.cases)
        model = None if no_model else load_model(model_folder)
    except (ConfigError, BadFile, ModelRefused) as error:
        fail(str(error))
    for note in labelled.notes:
        click.echo(f"note: {note}", err=True)
    register = with_contacts(register, labelled.contacts)
    rows = [case.row for case in labelled.cases]
    judged = judge(rows, scorers(register, model=model), policy, register, at=as_of, clock=utc_now)
    verdicts = list(_verdicts(labelled.cases, with_progress(judged, len(rows))))
    used = f"policy {policy.version}, {'no model' if model is None else 'with the model'}{_as_of(as_of)}"
    _tell(report_on(Path(file).name, used, verdicts, wish), folder, wrong)


def _wish(costs: Costs, items: float | None, comments: float | None, cases: Sequence[Case]) -> Wish:
    comments = comments or comments_a_day(cases)
    if items is not None and comments is None:
        fail("--items-per-day needs --comments-per-day: the file does not tell when each comment was posted.")
    return Wish(costs, items, comments)


def _verdicts(cases: Sequence[Case], judged: Iterator[Judged]) -> Iterator[Verdict]:
    return (Verdict(case, one) for case, one in zip(cases, judged, strict=True))


def _as_of(moment: datetime | None) -> str:
    return f", as of {moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _tell(report: Report, folder: Path | None, wrong: int) -> None:
    print_report(report, Console(), wrong=wrong, has_curves=folder is not None and can_plot())
    if folder is None:
        return
    page = write(report, folder)
    if not can_plot():
        click.echo(f"note: {NO_PLOTS}", err=True)
    click.echo(f"\nwritten: {page}, with all wrong cases and figures beside it")
