"""``moderator assess``: judge a file of comments with no effects and no database."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from moderator.assessing.judging import Judged, as_record, judge, shown
from moderator.assessing.reading import BadFile, read, with_contacts
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.progress import with_progress
from moderator.config_file import ConfigError
from moderator.domain.decision import Decision
from moderator.domain.shown import one_line
from moderator.line import load_model, scorers
from moderator.moments import moment
from moderator.policy_file import load_policy
from moderator.register_file import load_register
from moderator.scorers.detoxify import ModelRefused
from moderator.shipped import shipped


@click.command(short_help="Judge a file of comments; nothing is stored or done.")
@click.argument("file", metavar="FILE")
@click.option("--register", "register_file", type=Path, help="The register; the shipped one when left out.")
@click.option("--policy", "policy_file", type=Path, help="The policy; the shipped one when left out.")
@click.option("--at", metavar="TIME", help="Judge as of this moment (2026-11-11T12:00:00Z), whatever the file says.")
@click.option("--format", "form", type=click.Choice(["jsonl", "table"]), default="jsonl", show_default=True)
@click.option("--text-column", default="", metavar="NAME", help="The column or key that holds the comments.")
@click.option("--model", "model_folder", type=Path, help="The model's folder; the rehearsal model when left out.")
@click.option("--no-model", is_flag=True, help="Leave the learned scores out.")
def command(
    file: str,
    register_file: Path | None,
    policy_file: Path | None,
    at: str | None,
    form: str,
    text_column: str,
    model_folder: Path | None,
    no_model: bool,
) -> None:
    """Judge each comment in FILE and print what the daemon would do, one JSON object a line.

    FILE is JSONL, CSV, TSV or plain lines, with id and text and optionally parent_text and posted_at; "-" reads
    standard input.
    Nothing is stored and nothing is done. Progress goes to standard error.
    """
    try:
        as_of = moment(at) if at else None
    except ValueError as error:
        fail(f"--at {error}.")
    try:
        policy = load_policy(policy_file or shipped("config") / "policy.toml")
        register = load_register(register_file or shipped("config") / "register.toml")
        reading = read(file, text_column)
        model = None if no_model else load_model(model_folder)
    except (ConfigError, BadFile, ModelRefused) as error:
        fail(str(error))
    for note in reading.notes:
        click.echo(f"note: {note}", err=True)
    line = scorers(with_contacts(register, reading.contacts), model=model)
    judged = judge(reading.rows, line, policy, register, at=as_of, clock=utc_now)
    _print(with_progress(judged, len(reading.rows)), form)


def _print(judged: Iterable[Judged], form: str) -> None:
    if form == "table":
        _print_table(judged)
        return
    for one in judged:
        # Lone surrogates in an id cannot be written as UTF-8; as an escape they stay valid JSON.
        line = json.dumps(as_record(one), ensure_ascii=False) + "\n"
        click.echo(line.encode("utf-8", "backslashreplace"), nl=False)


def _ids(decision: Decision) -> str:
    return ", ".join(decision.reasons)


def _print_table(judged: Iterable[Judged]) -> None:
    table = Table()
    for title in ("id", "outcome", "labels", "needs response", "language", "rules"):
        table.add_column(title, overflow="fold")
    for one in judged:
        labels = dict.fromkeys(f"{finding.label} {finding.value:.2f}" for finding in shown(one.evidence))
        decision = one.decision
        answer = "yes" if decision.needs_response else "no"
        # Somebody else's ids may look like the table's own markup, or hold what a terminal obeys.
        name = Text(one_line(str(one.row.id)))
        table.add_row(name, decision.outcome.word, ", ".join(labels), answer, decision.language, _ids(decision))
    Console().print(table)
