"""The scorer in a process of its own: it looks nothing up, runs without writable code, and costs nothing until used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

_SCORE = """
from pathlib import Path
from moderator.scorers.detoxify import DetoxifySettings, load
scorer = load(DetoxifySettings(Path(sys.argv[1])))
print(len(scorer.values(["shut up, you liar", "word " * 3000])))
"""
#: Every socket call of the process is recorded, whoever makes it; any at all is a look-up too many.
_WATCHED = """
import sys
seen = []
sys.addaudithook(lambda event, details: seen.append(event) if event.startswith("socket.") else None)
"""
#: The kernel's own form of systemd's MemoryDenyWriteExecute=yes (PR_SET_MDWE, Linux 6.3).
_NO_WRITABLE_CODE = """
import ctypes, sys
if ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0) != 0:
    sys.exit(77)
"""


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    environment["OMP_NUM_THREADS"] = "1"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_loading_and_scoring_touch_no_socket_and_look_up_no_name(rehearsal: Path) -> None:
    finished = run(_WATCHED + _SCORE + "print(seen)", str(rehearsal))

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == ["2", "[]"]


def test_scoring_works_where_the_process_may_not_write_code(rehearsal: Path) -> None:
    finished = run(_NO_WRITABLE_CODE + _SCORE, str(rehearsal))

    if finished.returncode == 77:
        pytest.skip("this kernel has no PR_SET_MDWE (Linux 6.3)")
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == ["2"]


def test_importing_the_scorer_imports_no_model_library() -> None:
    finished = run(
        "import sys, moderator.scorers.detoxify, moderator.commands.model\n"
        "print([name for name in ('torch', 'transformers', 'detoxify', 'tokenizers') if name in sys.modules])"
    )

    assert finished.stdout.strip() == "[]", finished.stderr
