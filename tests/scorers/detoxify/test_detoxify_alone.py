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
#: Before anything else: the kernel's own form of systemd's MemoryDenyWriteExecute=yes (PR_SET_MDWE, Linux 6.3), and a
#: record of every socket call of the process, whoever makes it.
_WATCHED = """
import ctypes, sys
guarded = ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0) == 0
seen = []
sys.addaudithook(lambda event, details: seen.append(event) if event.startswith("socket.") else None)
"""
_TELL = """
print("guarded" if guarded else "unguarded", *seen)
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


@pytest.fixture(scope="module")
def finished(rehearsal: Path) -> subprocess.CompletedProcess[str]:
    """One process that loads and scores, watched and, where the kernel can, forbidden to write code."""
    return run(_WATCHED + _SCORE + _TELL, str(rehearsal))


def test_loading_and_scoring_touch_no_socket_and_look_up_no_name(finished: subprocess.CompletedProcess[str]) -> None:
    assert finished.returncode == 0, finished.stderr
    scored, _, *seen = finished.stdout.split()
    assert scored == "2"
    assert seen == []


def test_scoring_works_where_the_process_may_not_write_code(finished: subprocess.CompletedProcess[str]) -> None:
    if "unguarded" in finished.stdout:
        pytest.skip("this kernel has no PR_SET_MDWE (Linux 6.3)")

    assert finished.returncode == 0, finished.stderr


def test_importing_the_scorer_imports_no_model_library() -> None:
    finished = run(
        "import sys, moderator.scorers.detoxify, moderator.commands.model\n"
        "print([name for name in ('torch', 'transformers', 'detoxify', 'tokenizers') if name in sys.modules])"
    )

    assert finished.stdout.strip() == "[]", finished.stderr
