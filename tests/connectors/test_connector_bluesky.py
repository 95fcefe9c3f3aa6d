"""The Bluesky connector keeps every promise through the real client, against a whole real network."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from bluesky_server import Network, bluesky_network  # noqa: F401 - a fixture
from bluesky_world import bluesky_world
from conformance import ReadingPromises, World
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises

pytestmark = pytest.mark.real


@pytest.fixture
def world(bluesky_network: Network) -> Iterator[World]:  # noqa: F811 - the fixture
    with bluesky_world(bluesky_network) as made:
        yield made


class TestBlueskyConnector(
    ReadingPromises, ActingPromises, ReportingPromises, AnsweringPromises, FaultPromises, HistoryPromises
):
    exempt = {  # noqa: RUF012 - as the suite asks for it
        "test_content_stamped_in_the_future_arrives_once_its_time_has_come": (
            "the network shows a post whatever time its author stamps on it, and so it is seen at once"
        ),
    }
    network: Network

    @pytest.fixture(autouse=True)
    def _network(self, bluesky_network: Network) -> None:  # noqa: F811 - the fixture
        type(self).network = bluesky_network

    @classmethod
    def lives(cls, skew: timedelta) -> AbstractContextManager[World]:
        return bluesky_world(cls.network, skew)
