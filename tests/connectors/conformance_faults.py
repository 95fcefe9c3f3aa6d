"""Promises about a platform or a network that misbehaves; inherited like those in conformance.py."""

import traceback
from datetime import timedelta

import pytest
from conformance import CANARY, Promises, World, nothing_leaks, seen

from connectors.contract import AccessLost, ConnectorError, OutcomeUnknown, TryLater
from connectors.sandbox.server import ELSEWHERE, ROW_FAULTS

#: Fault -> what reading must raise.
READ_FAULTS: tuple[tuple[str, type[ConnectorError]], ...] = (
    ("token_dead", AccessLost),
    ("permission", AccessLost),
    ("rate_limited", TryLater),
    ("server_error", TryLater),
    ("truncated", TryLater),
    ("html", TryLater),
    ("timeout", TryLater),
    ("slow_drip", TryLater),
    ("reset", TryLater),
    ("redirect", TryLater),
    ("bottomless", TryLater),
)


class FaultPromises(Promises):
    """What every connector over a network promises when the network or the platform misbehaves."""

    @pytest.mark.parametrize(("kind", "expected"), READ_FAULTS)
    def test_a_fault_while_reading_becomes_the_error_that_names_the_cure(
        self, world: World, kind: str, expected: type[ConnectorError]
    ) -> None:
        native_id = world.comment()
        connector = world.connector_for(kind)
        for call in (connector.check, lambda: connector.fetch(""), lambda: connector.reread([native_id])):
            world.platform.fail_next(kind)

            with nothing_leaks(), pytest.raises(expected) as caught:
                call()

            _holds_no_secret(caught.value)
            assert not any(call.endswith(ELSEWHERE) for call in world.platform.calls), "a redirect was followed"

    @pytest.mark.parametrize(
        "kind", ["truncated", "html", "timeout", "slow_drip", "reset", "lost_answer", "redirect", "bottomless"]
    )
    def test_a_write_whose_answer_is_unreadable_leaves_the_outcome_unknown(self, world: World, kind: str) -> None:
        native_id = world.comment()
        prepare, write = world.single_write(world.connector, native_id)
        prepare()
        world.platform.fail_next(kind)

        with nothing_leaks(), pytest.raises(OutcomeUnknown) as caught:
            write(world.connector_for(kind))

        _holds_no_secret(caught.value)

    def test_after_a_fault_the_same_cursor_still_brings_everything(self, world: World) -> None:
        cursor = world.drain()[-1].cursor
        native_id = world.comment()
        world.platform.fail_next("server_error")
        with pytest.raises(TryLater):
            world.connector.fetch(cursor)

        found = seen(world.drain(cursor))

        assert native_id in found

    @pytest.mark.parametrize("kind", sorted(ROW_FAULTS))
    def test_rows_in_another_order_or_twice_lose_nothing(self, world: World, kind: str) -> None:
        post_id = world.platform.add_post("The tip has new opening hours.", world.clock())
        expected = {world.comment(f"Remark {number}", post_id=post_id) for number in range(30)}
        world.platform.fail_next(kind, times=6)

        pages = world.drain()
        world.platform.heal()
        found = seen(pages) | seen(world.drain(pages[-1].cursor))

        assert expected <= set(found)

    def test_a_throttled_answer_says_how_long_to_wait(self, world: World) -> None:
        world.platform.fail_next("rate_limited")

        with pytest.raises(TryLater) as caught:
            world.connector.fetch("")

        assert caught.value.retry_after is not None
        assert timedelta(0) < caught.value.retry_after <= timedelta(hours=1)

    def test_an_unreachable_platform_means_later_even_for_a_write(self, world: World) -> None:
        prepare, write = world.single_write(world.connector, world.comment())
        prepare()
        world.platform.stop()

        with pytest.raises(TryLater):
            write(world.connector)

    def test_no_comment_text_and_no_token_reaches_a_log_line(self, world: World) -> None:
        native_id = world.comment("A very private sentence", author="Nobody Special")

        with nothing_leaks() as lines:
            world.drain()
            prepare, write = world.single_write(world.connector, native_id)
            prepare()
            write(world.connector)
            world.connector.standing(native_id)

        assert not [line for line in lines if "private sentence" in line or "Nobody Special" in line]
        assert CANARY not in repr(world.connector)


def _holds_no_secret(error: BaseException) -> None:
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert CANARY not in told
    assert error.__cause__ is None
    assert error.__suppress_context__
    assert len(str(error)) > 20
