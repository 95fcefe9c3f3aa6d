"""The door to the database: a store gives transactions, a transaction gives typed operations grouped by noun."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock

from sqlalchemy import Connection, Engine

from moderator.store.absences import Absences
from moderator.store.audit import Audit
from moderator.store.cases import Cases
from moderator.store.clauses import begin_anew
from moderator.store.comments import Comments
from moderator.store.criticism import Criticism
from moderator.store.cursors import Cursors
from moderator.store.decisions import Decisions
from moderator.store.digests import Digests
from moderator.store.duties import Duties
from moderator.store.engine import READS_ONLY, build_engine
from moderator.store.judgements import Judgements
from moderator.store.letters import Letters
from moderator.store.likenesses import Likenesses
from moderator.store.migrations import require_current
from moderator.store.obligations import Obligations
from moderator.store.outages import Outages
from moderator.store.outbox import Outbox
from moderator.store.paces import Paces
from moderator.store.returned import Returned
from moderator.store.rounds import Rounds
from moderator.store.samples import Samples
from moderator.store.sent import SentMessages
from moderator.store.spending import Spending
from moderator.store.spent import SpentLinks
from moderator.store.tries import Tries
from moderator.store.views import Views
from moderator.store.weekly import Weekly

#: As long as SQLite itself waits for another process.
WRITER_WAITS_S = 30.0


class Transaction:
    """Everything that may be read and written in one transaction; all of it counts, or none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def comments(self) -> Comments:
        return Comments(self._connection)

    @cached_property
    def cursors(self) -> Cursors:
        return Cursors(self._connection)

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions(self._connection)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self._connection)

    @cached_property
    def obligations(self) -> Obligations:
        return Obligations(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._connection)

    @cached_property
    def outages(self) -> Outages:
        return Outages(self._connection)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self._connection)

    @cached_property
    def spent(self) -> SpentLinks:
        return SpentLinks(self._connection)

    @cached_property
    def criticism(self) -> Criticism:
        return Criticism(self._connection)

    @cached_property
    def tries(self) -> Tries:
        return Tries(self._connection)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self._connection)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self._connection)

    @cached_property
    def returned(self) -> Returned:
        return Returned(self._connection)

    @cached_property
    def sent(self) -> SentMessages:
        return SentMessages(self._connection)

    @cached_property
    def samples(self) -> Samples:
        return Samples(self._connection)

    @cached_property
    def absences(self) -> Absences:
        return Absences(self._connection)

    @cached_property
    def judgements(self) -> Judgements:
        return Judgements(self._connection)

    @cached_property
    def likenesses(self) -> Likenesses:
        return Likenesses(self._connection)

    @cached_property
    def views(self) -> Views:
        return Views(self._connection)

    @cached_property
    def duties(self) -> Duties:
        return Duties(self._connection)

    @cached_property
    def spending(self) -> Spending:
        return Spending(self._connection)

    @cached_property
    def paces(self) -> Paces:
        return Paces(self._connection)

    @cached_property
    def rounds(self) -> Rounds:
        return Rounds(self._connection)

    @cached_property
    def weekly(self) -> Weekly:
        return Weekly(self._connection)


class Store:
    """One database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = Lock()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that may write. Commits at the end of the block, rolls back when it raises.

        Never call a platform or a mail server inside, nor open another: on SQLite nobody else can write meanwhile.
        """
        with self._turn(), self._engine.begin() as connection:
            begin_anew(connection)
            transaction = Transaction(connection)
            yield transaction
            transaction.audit.seal()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One writer at a time on SQLite: its own waiting is unfair, and two that commit at once can meet a bug of it.

        (The WAL reset bug of SQLite before 3.51.3 takes two connections that write or checkpoint at the same time.)
        """
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if not self._writer.acquire(timeout=WRITER_WAITS_S):
            raise TimeoutError("the database was busy for too long")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction for looking only: it waits for no writer and keeps none waiting."""
        with self._engine.connect() as connection:
            connection.execution_options(**{READS_ONLY: True})
            with connection.begin():
                begin_anew(connection)
                yield Transaction(connection)

    def close(self) -> None:
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The store at an address, ready for use.

    Raises BadAddress, or SchemaMismatch when the database is not exactly at this program's version.
    """
    require_current(url)
    return Store(build_engine(url))
