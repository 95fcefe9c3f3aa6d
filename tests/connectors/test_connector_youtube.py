"""The YouTube connector keeps every promise through the real google-api-python-client and real sockets."""

from collections.abc import Iterator

import pytest
from conformance import ReadingPromises, World
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_daemon import DaemonPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from conformance_together import TogetherPromises
from yt_world import youtube_world


@pytest.fixture
def world() -> Iterator[World]:
    with youtube_world() as made:
        yield made


class TestYouTubeConnector(
    ReadingPromises,
    ActingPromises,
    TogetherPromises,
    ReportingPromises,
    AnsweringPromises,
    FaultPromises,
    DaemonPromises,
    HistoryPromises,
):
    lives = staticmethod(youtube_world)
