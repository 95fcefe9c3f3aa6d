"""Mail that the council's own mail server drops into a folder of files (maildir)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from moderator.mailbox.contract import LARGEST, MOST_AT_ONCE, Arrived, MailboxClosed

DONE, ASIDE = ".Done", ".Aside"


@dataclass(frozen=True, slots=True)
class Maildir:
    """A folder with ``new`` and ``cur`` in it. Calls of ``visit`` give the folder itself."""

    folder: Path

    @contextmanager
    def visit(self) -> Iterator["Maildir"]:
        with _errors(self.folder):
            for name in ("new", "cur"):
                if not (self.folder / name).is_dir():
                    raise MailboxClosed(f"{self.folder} is no maildir, it lacks {name}/: correct mailbox.maildir")
        yield self

    def mails(self) -> Iterator[Arrived]:
        with _errors(self.folder):
            files = [file for name in ("new", "cur") for file in (self.folder / name).iterdir() if _is_mail(file)]
            for file in islice(sorted(files, key=lambda file: file.name), MOST_AT_ONCE):
                is_small = file.stat().st_size <= LARGEST
                yield Arrived(str(file.relative_to(self.folder)), file.read_bytes() if is_small else None)

    def put_away(self, arrived: Arrived) -> None:
        self._move(arrived, DONE)

    def set_aside(self, arrived: Arrived) -> None:
        self._move(arrived, ASIDE)

    def wait(self, longest_s: float, stopping: Callable[[], bool]) -> bool:
        """Files are looked for at the next round."""
        del longest_s, stopping
        return False

    def _move(self, arrived: Arrived, to: str) -> None:
        with _errors(self.folder):
            for name in ("new", "cur", "tmp"):
                (self.folder / to / name).mkdir(parents=True, exist_ok=True)
            source = self.folder / arrived.name
            source.replace(self.folder / to / "cur" / source.name)


def _is_mail(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and not file.name.startswith(".")


@contextmanager
def _errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MailboxClosed(f"{folder} cannot be used ({error.strerror}): let the service read and write it") from None
