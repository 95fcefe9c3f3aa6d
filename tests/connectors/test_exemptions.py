"""A promise is passed over only by name and with a reason: this prints them all and refuses a stale one."""

import importlib
from pathlib import Path

import pytest
from conformance import Promises

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_connector_*.py"))


def _suites() -> list[type[Promises]]:
    modules = [importlib.import_module(name) for name in MODULES]
    return [
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Promises) and found.__module__ == module.__name__
    ]


@pytest.mark.parametrize("suite", _suites(), ids=lambda suite: suite.__name__)
def test_every_exemption_names_a_promise_and_gives_a_reason(suite: type[Promises]) -> None:
    for name, reason in suite.exempt.items():
        print(f"{suite.__name__}: {name}: {reason}")

    assert [name for name in suite.exempt if not hasattr(suite, name)] == []
    assert [name for name, reason in suite.exempt.items() if len(reason.split()) < 5] == []
