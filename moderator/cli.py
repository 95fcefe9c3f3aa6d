"""The ``moderator`` program: finds the command that was asked for; no logic of its own."""

import contextlib
import importlib
import os
import sys
from typing import Any

import click

from moderator.commands.failing import fail, trouble

#: Command name -> module under moderator.commands. A module loads when asked for: `due` does not wait for torch.
COMMANDS = {
    "acknowledge": "acknowledge",
    "appeal": "appeal",
    "assess": "assess",
    "backtest": "backtest",
    "check": "check",
    "db": "db",
    "decide": "decide",
    "demo": "demo",
    "due": "due",
    "duties": "duties",
    "evaluate": "evaluate",
    "intake": "intake",
    "model": "model",
    "once": "once",
    "outbox": "outbox",
    "queue": "queue",
    "report": "report",
    "run": "run",
    "serve-review": "serve_review",
    "show": "show",
    "status": "status",
    "undo": "undo",
}


class Program(click.Group):
    """Loads a command's module on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        loaded = importlib.import_module(f"moderator.commands.{module}")
        command: click.Command = loaded.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """One clear line instead of a traceback when a disk or a database fails, whatever a command was doing."""
        try:
            answer = super().invoke(ctx)
            # What was printed may still wait in a buffer: a full disk is noticed here, not after the last word.
            sys.stdout.flush()
            return answer
        except BrokenPipeError:
            raise  # nobody reads any more: click ends the program quietly
        except Exception as error:
            sentence = trouble(error)
            if not sentence:
                raise
            _forget_output()
            fail(sentence, code=1)


def _forget_output() -> None:
    """What could not be written is not tried again when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@click.command(cls=Program)
@click.version_option(package_name="council-moderator", prog_name="moderator")
def main() -> None:
    """Moderate comments on a council's social media profiles and groups.

    Nothing is ever deleted, banned or edited: comments are hidden reversibly or queued, and people decide.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
