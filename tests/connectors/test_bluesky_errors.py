"""What Bluesky complains about becomes the error that names the cure, with the pause that it asks for."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from connectors.bluesky.connector import CAPABILITIES
from connectors.bluesky.errors import cure
from connectors.contract import OutcomeUnknown, TryLater
from connectors.watching import OLDEST_WAIT

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "headers", "pause"),
    [
        (429, {"RateLimit-Reset": str(int(NOW.timestamp()) + 120)}, timedelta(seconds=121)),
        (429, {"Retry-After": "90"}, timedelta(seconds=90)),
        (429, {}, timedelta(minutes=5)),
        (503, {"Retry-After": "600"}, timedelta(minutes=10)),
        (503, {}, None),
    ],
)
def test_the_pause_that_the_server_asks_for_is_kept(
    status: int, headers: dict[str, str], pause: timedelta | None
) -> None:
    error = cure(status, "", httpx.Headers(headers), NOW, is_write=False)

    assert isinstance(error, TryLater)
    assert error.retry_after == pause


def test_a_write_that_met_a_server_in_repair_is_read_back_first() -> None:
    error = cure(503, "", httpx.Headers({"Retry-After": "600"}), NOW, is_write=True)

    assert isinstance(error, OutcomeUnknown)


def test_what_bluesky_publishes_is_its_budget_for_acts_and_how_long_old_posts_wait_is_said() -> None:
    assert (CAPABILITIES.daily.units, CAPABILITIES.daily.only_acts_cost_units) == (35_000, True)
    assert CAPABILITIES.remote_wait == OLDEST_WAIT
