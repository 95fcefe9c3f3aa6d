"""The unit files, as systemd itself reads them."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "systemd"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


@needs_systemd
def test_the_unit_is_understood_without_a_word_of_complaint(tmp_path: Path) -> None:
    # The program is not installed at the unit's path here; a stand-in lets systemd check everything else.
    program = tmp_path / "moderator"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "moderator.service"
    text = (UNITS / "moderator.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/moderator/bin/moderator", str(program)), encoding="utf-8")
    shutil.copy(UNITS / "moderator-failed@.service", tmp_path)

    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )

    ours = [line for line in checked.stderr.splitlines() if "moderator" in line]
    assert (checked.returncode, ours) == (0, [])


@needs_systemd
def test_the_service_is_confined_at_least_as_well_as_promised() -> None:
    scored = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=12",
            "--no-pager",
            str(UNITS / "moderator.service"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert scored.returncode == 0, scored.stdout[-200:] + scored.stderr[-200:]


def test_the_unit_holds_no_secret() -> None:
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "SetCredential=" not in text
        assert "Environment=MODERATOR_" not in text
