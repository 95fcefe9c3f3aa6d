"""Places without an interface: nothing can be read or done by a program, and the connector says what to do."""

import pytest

from connectors.contract import Unsupported
from connectors.loading import load

PLACES = ("facebook_group", "linkedin", "nextdoor")


@pytest.fixture(params=PLACES)
def connector(request: pytest.FixtureRequest):
    return load(request.param)("stream", {}, {}, lambda: pytest.fail("nobody needs the time"))


def test_nothing_is_promised(connector) -> None:
    can = connector.capabilities

    assert not any((can.can_fetch, can.can_hide, can.can_reveal, can.can_report, can.can_message_privately))
    assert "intake" in can.limits
    assert "notification mails" in can.limits


def test_checking_succeeds_because_there_is_no_access_to_lose(connector) -> None:
    connector.check()
    assert connector.reread([]) == {}


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("fetch", ("",)),
        ("standing", ("1",)),
        ("reread", (["1"],)),
        ("hide", ("1",)),
        ("reveal", ("1",)),
        ("report", ("1", "threat")),
        ("message", ("1", "Words")),
        ("find_message", ("1", "Words")),
    ],
)
def test_every_call_names_what_a_person_has_to_do(connector, call: str, arguments: tuple[object, ...]) -> None:
    why = r"(?:no access to groups|program of a council moderate|moderate a page); [a-z]"

    with pytest.raises(Unsupported, match=why):
        getattr(connector, call)(*arguments)
