"""Shared by every test: no network beyond loopback, ever."""

import ipaddress
import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings
from store_fixtures import (  # noqa: F401 - fixtures of every test that needs a database
    database_url,
    migrated_file,
    migrated_template,
    postgres_url,
    shared_database,
    store,
    store_url,
)

# A busy machine is slow, not wrong: by itself hypothesis calls whatever once took a fifth of a second a failing case.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

_real_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> object:
    if isinstance(address, tuple):
        host = str(address[0])
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise AssertionError(f"a test tried to reach {host}: tests stay on loopback")
    return _real_connect(self, address)  # type: ignore[arg-type]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _loopback_only)
    yield
    patch.undo()
