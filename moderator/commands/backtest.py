"""``moderator backtest``: what another policy would have decided, before anybody switches it on."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from moderator.backtesting.replay import Bench, Pages, Replayed, replay
from moderator.backtesting.summary import Summary, acting, as_record
from moderator.clock import utc_now
from moderator.commands.failing import fail
from moderator.commands.loading import MISTAKES, council_in
from moderator.commands.options import config_option
from moderator.commands.progress import with_progress
from moderator.council import Council, fitting_policy
from moderator.domain.comment import AccountRef
from moderator.domain.evidence import Scorer
from moderator.domain.shown import one_line
from moderator.domain.wording import evidence_spans
from moderator.line import scorers
from moderator.models import exact, load_models
from moderator.moments import moment
from moderator.scorers.detoxify import ModelRefused
from moderator.store.judgements import Judgement, Mark
from moderator.store.store import Store, open_store

#: Nothing was decided before.
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_PAGE = 256
_WORDS = 160
#: So many changes are shown on the screen; the counts tell of all.
_SHOWN = 200


@click.command(short_help="Show what another policy would have decided.")
@click.option("--policy", "policy_file", type=Path, required=True, help="The policy to try.")
@click.option("--since", metavar="WHEN", help="2026-11-01, 2026-11-01T08:00:00Z or 30d; everything when left out.")
@click.option("--profile", "profile_id", metavar="ID", help="Only this profile; all when left out.")
@click.option(
    "--evidence",
    type=click.Choice(["auto", "stored", "fresh"]),
    default="auto",
    show_default=True,
    help="auto gathers evidence anew only where today's scorers are not those that were asked.",
)
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@config_option
def command(
    policy_file: Path, since: str | None, profile_id: str | None, evidence: str, form: str, config: Path | None
) -> None:
    """Decide every stored comment again under another policy and show each decision that would change.

    Nothing is written, hidden or sent. Compared is what policy and words ask for: whether a profile runs in shadow or
    queue mode is left out of both sides. Progress and the counts of --format jsonl go to standard error.
    """
    council = council_in(config)
    accounts = _accounts(council, profile_id)
    moment_since = _since(since, council, utc_now())
    try:
        proposed = fitting_policy(policy_file, council.register, council.templates, council.settings.folder)
        model = None if evidence == "stored" else _model(council)
        store = open_store(council.store_url)
    except (*MISTAKES, ModelRefused) as error:
        fail(f"{error}" + (" Or name --evidence stored." if isinstance(error, ModelRefused) else ""))
    line = () if evidence == "stored" else tuple(scorers(council.register, model=model))
    bench = Bench(council.register, council.policy, proposed, line, always_fresh=evidence == "fresh")
    with store.reading() as tx:
        total = tx.judgements.count(moment_since, accounts)
    summary = Summary()
    changes = _changes(replay(_pages(store, moment_since, accounts), bench), total, summary)
    _print(changes, summary, form, f"policy {council.policy.version} against {proposed.version}")
    store.close()


def _accounts(council: Council, profile_id: str | None) -> tuple[AccountRef, ...]:
    known = {profile.id: profile.account for profile in council.register.profiles}
    if profile_id is None:
        return tuple(known.values())
    if profile_id not in known:
        fail(f'--profile: the register has no profile "{profile_id}". It has: {", ".join(known)}.')
    return (known[profile_id],)


def _since(written: str | None, council: Council, now: datetime) -> datetime:
    """From when on: a day of the council's, a moment, or so many days back."""
    if written is None:
        return _EVER
    if written.endswith("d") and written[:-1].isdigit() and len(written) < 7:
        return now - timedelta(days=int(written[:-1]))
    try:
        return council.promises.calendar.midnight(date.fromisoformat(written))
    except ValueError:
        pass
    try:
        return moment(written)
    except ValueError as error:
        fail(f"--since {error}; or a day like 2026-11-01, or a number of days like 30d.")


def _model(council: Council) -> Scorer:
    # Another policy has other thresholds, which the fast mode's band says nothing about.
    return load_models(exact(council.settings), council.policy).scorer


def _pages(store: Store, since: datetime, accounts: Sequence[AccountRef]) -> Pages:
    def page(after: Mark) -> tuple[tuple[Judgement, ...], Mark]:
        with store.reading() as tx:
            return tx.judgements.page(since, accounts, after, _PAGE)

    return page


def _changes(replayed: Iterator[Replayed], total: int, summary: Summary) -> Iterator[Replayed]:
    for one in with_progress(replayed, total, "replaying"):
        summary.add(one)
        if one.changes:
            yield one


def _print(changes: Iterator[Replayed], summary: Summary, form: str, what: str) -> None:
    if form == "jsonl":
        for one in changes:
            click.echo(json.dumps(as_record(one), ensure_ascii=True))
    else:
        table = _table(islice(changes, _SHOWN))
        left_out = sum(1 for _ in changes)
        if table.row_count:
            Console().print(table)
        if left_out:
            click.echo(f"and {left_out} more changes: --format jsonl prints all of them")
    click.echo(f"{what}: nothing was changed", err=form == "jsonl")
    for sentence in summary.sentences():
        click.echo(sentence, err=form == "jsonl")
    for (rule, before, after), count in summary.rules.most_common():
        click.echo(f"  {rule} has a part in {count} from {before} to {after}", err=form == "jsonl")


def _table(changes: Iterator[Replayed]) -> Table:
    table = Table()
    for title in ("comment", "outcome", "rules then", "rules under this policy", "words", "a person"):
        table.add_column(title, overflow="fold")
    for one in changes:
        because = "" if one.because == "policy" else f" ({one.because})"
        table.add_row(
            Text(str(one.judgement.comment.ref)),
            f"{one.before.word} to {one.after.word}{because}",
            "\n".join(one.judgement.decision.reasons) or "none",
            "\n".join(one.proposed.reasons) or "none",
            Text(_words(one)),
            one.judgement.verdict,
        )
    return table


def _words(one: Replayed) -> str:
    """The words that carry the graver outcome, else the beginning of the comment."""
    text = one.judgement.comment.text
    findings = [match.finding for match in acting(one)]
    found = [text[span.start : span.end] for finding in findings for span in evidence_spans(finding.spans)]
    found += [f"{quote.words} (in the picture)" for finding in findings for quote in finding.quotes]
    return one_line(" … ".join(dict.fromkeys(found)) or text, _WORDS)
