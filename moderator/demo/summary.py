"""The last screen of the demonstration: what was seen and done, in words and numbers, on any terminal."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from moderator.demo.result import Check, DemoResult, counted
from moderator.domain.wording import label_words

#: What a mail that cannot wait is called; the others are called what they are.
_MAILS = {"page": "urgent page"}


def show(result: DemoResult, console: Console) -> None:
    """Print the summary; plain lines where the output is not a terminal."""
    for part in parts(result):
        console.print(part)


def parts(result: DemoResult) -> tuple[RenderableType, ...]:
    """What the summary consists of, top to bottom."""
    refused = [
        f"[bold]Refused:[/] {escape(profile.title)}: {escape('; '.join(profile.refused_because))}"
        for profile in result.profiles
        if profile.refused_because
    ]
    return (
        _numbers(result),
        _reasons(result),
        *refused,
        _verdict(result),
    )


def failures(result: DemoResult) -> tuple[Check, ...]:
    return tuple(check for check in result.checks if not check.holds)


def _numbers(result: DemoResult) -> Table:
    table = Table(title="What happened", box=box.SIMPLE, show_header=False, title_justify="left", pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    for number, words in lines(result):
        table.add_row(str(number), words)
    return table


def lines(result: DemoResult) -> tuple[tuple[int, str], ...]:
    """Every number with what it counts."""
    by_hand = sum(one.by_hand for one in result.hidden)
    broken = len(result.promised("breached")) + len(result.promised("late"))
    criticism_hidden = sum(one.outcome == "hide" for one in result.criticism)
    waiting = sum(draft.state.startswith("waits") for draft in result.drafts)
    return (
        (len(result.judged), "comments and edits seen and judged"),
        (len(result.hidden) - by_hand, "hidden on the platform, reversibly, with evidence kept first"),
        (by_hand, "in a group that lets no program in: a person hides it there"),
        (len(result.queued), "left up, queued for a person"),
        (result.reported, "reported to the platform by a person, as it lets no program report"),
        (result.reported_by_daemon, "reported to the platform by the daemon, as it lets nobody hide"),
        (len(result.criticism), f"criticisms of the council, of which hidden: {criticism_hidden}"),
        (len(result.promised("in time")), "acknowledged within one working day"),
        (broken, "not acknowledged in time (the manager was told)"),
        (len(result.promised("open")), "still within their time"),
        (len(result.promised("withdrawn")), "withdrawn by their authors"),
        (result.private_messages, "private messages sent to authors"),
        (waiting, "drafts waiting for a person"),
        (len(result.mails), f"mails: {_mail_kinds(result)}"),
        (len(result.shadowed), "would have been hidden or queued on a profile in shadow mode"),
    )


def _mail_kinds(result: DemoResult) -> str:
    kinds = counted([mail.kind for mail in result.mails])
    return (
        ", ".join(f"{number} {_MAILS.get(kind, kind)}{'' if number == 1 else 's'}" for kind, number in kinds) or "none"
    )


def _reasons(result: DemoResult) -> Table:
    table = Table(title="Hidden, and why", box=box.SIMPLE, show_header=False, title_justify="left", pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    for label, number in counted([one.because_of for one in result.hidden]):
        table.add_row(str(number), label_words(label))
    return table


def _verdict(result: DemoResult) -> Panel:
    if result.happened:
        return Panel(
            f"The main job happened: all {len(result.checks)} checks hold. "
            f"{result.passes} passes of the daemon in {result.seconds:.0f} seconds.",
            border_style="green",
            box=box.ROUNDED,
        )
    failed = [
        f"- {escape(check.sentence)} {escape(check.detail)}".rstrip()
        for check in failures(result) or (Check("Nothing was checked.", False),)
    ]
    return Panel(
        Group("The main job did not happen:", *failed),
        border_style="red",
        box=box.ROUNDED,
    )
