"""The memory connector keeps every promise; short, so that it can be copied for the next platform."""

import pytest
from conformance import ReadingPromises, SettableClock, World
from conformance_acting import ActingPromises, AnsweringPromises, HearingPromises, MessagingPromises, ReportingPromises
from conformance_together import TogetherPromises

from connectors.contract import AccessLost, TryLater
from connectors.loading import UnknownPlatform, load, platforms
from connectors.memory import MemoryConnector


def memory_world() -> World:
    clock = SettableClock()
    connector = load("memory")("council", {}, {}, clock)
    assert isinstance(connector, MemoryConnector)
    return World(connector, connector.platform, clock, "council")


@pytest.fixture
def world() -> World:
    return memory_world()


class TestMemoryConnector(
    ReadingPromises,
    ActingPromises,
    TogetherPromises,
    ReportingPromises,
    AnsweringPromises,
    HearingPromises,
    MessagingPromises,
):
    busy = TryLater("the platform is resting")


def test_an_injected_fault_comes_out_once(world: World) -> None:
    world.platform.fail_next(TryLater("the platform is resting"))

    with pytest.raises(TryLater):
        world.connector.check()

    world.connector.check()


def test_a_sent_message_can_be_found_again(world: World) -> None:
    native_id = world.comment()
    sent = world.connector.message(native_id, "Words")

    assert world.connector.find_message(native_id, "Words") == sent
    assert world.connector.find_message(native_id, "Other words") is None


def test_dead_credentials_can_be_rehearsed(world: World) -> None:
    world.platform.fail_next(AccessLost("the token has expired; issue a new one"))

    with pytest.raises(AccessLost):
        world.connector.fetch("")


def test_an_unknown_platform_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(UnknownPlatform, match=r"myspace.*facebook.*memory"):
        load("myspace")


def test_machinery_is_no_platform() -> None:
    assert "memory" in platforms()
    assert "facebook" in platforms()
    assert not {"sandbox", "contract", "transport"} & set(platforms())
