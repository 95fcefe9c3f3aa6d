"""A place for the tiny release, and a server that a test makes fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import serving
from tiny_release import FILES, Rig, path_of

from moderator.fetching.fetch import Place


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with serving() as server:
        server.files.update({path_of(name): body for name, body in FILES.items()})
        yield Rig(server, Place(tmp_path / "models" / "tiny", tmp_path / "models" / "pins.toml"))
