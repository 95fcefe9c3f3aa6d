"""What a log line may carry: where and how something failed, never anybody's words."""

import io
import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest
import structlog
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from connectors.contract import AccessLost
from moderator.logs import report_crashes, start_logging
from moderator.store.engine import build_engine
from moderator.store.store import Store
from moderator.store.tables import comments

WORDS = "words that a resident wrote"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the daemon's own logging writes; pytest's is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    with redirect_stderr(written):
        start_logging(for_people=False)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def line(logged: io.StringIO) -> dict[str, str]:
    found: dict[str, str] = json.loads(logged.getvalue())
    return found


@pytest.mark.parametrize("library", [False, True], ids=["structlog", "logging"])
def test_a_traceback_names_the_error_and_its_place_and_leaves_out_its_words(logged: io.StringIO, library: bool) -> None:
    log = logging.getLogger("tasks") if library else structlog.get_logger("tasks")

    try:
        try:
            raise KeyError(WORDS)
        except KeyError:
            raise ValueError(WORDS)  # noqa: B904 - the context is told as well
    except ValueError:
        log.exception("round failed")

    said = line(logged)
    assert WORDS not in json.dumps(said)
    assert "test_logs.py" in said["exception"]
    assert [word for word in ("KeyError", "ValueError") if word in said["exception"]] == ["KeyError", "ValueError"]


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        sqlite3.OperationalError("No space left on device"),
        AccessLost("No space left on device"),
    ],
)
def test_what_the_system_and_the_connectors_say_is_kept(logged: io.StringIO, error: Exception) -> None:
    structlog.get_logger("tasks").error("round failed", exc_info=error)

    assert "No space left on device" in line(logged)["exception"]


def test_keys_that_carry_words_or_secrets_lose_them(logged: io.StringIO) -> None:
    structlog.get_logger("tasks").warning("odd", text=WORDS, token=WORDS, author=WORDS)

    assert WORDS not in json.dumps(line(logged))


def test_a_crash_that_nothing_caught_is_told_in_the_same_way(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", None)
    report_crashes()

    sys.excepthook(ValueError, ValueError(WORDS), None)

    assert line(logged)["exception"] == "ValueError"


def test_an_error_of_the_database_quotes_no_row(store: Store) -> None:
    url = store._engine.url.render_as_string(hide_password=False)
    engine = build_engine(url)

    with pytest.raises(IntegrityError) as caught, engine.begin() as connection:
        connection.execute(insert(comments).values(platform=WORDS, account_id="1", native_id=None))
    engine.dispose()

    assert f"{WORDS}'" not in str(caught.value)
