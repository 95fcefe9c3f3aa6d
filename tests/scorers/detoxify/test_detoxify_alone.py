"""The scorer in a process of its own: no torch, no call to anybody, no code written at run time, nothing until used."""

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
#: filter under which the kernel kills the process at its first socket, whoever asks for it, Python or a library.
_WATCHED = """
import ctypes, platform, struct, sys
c = ctypes.CDLL(None, use_errno=True)
print("guarded" if c.prctl(65, 1, 0, 0, 0) == 0 else "unguarded")
socket = {"x86_64": 41, "aarch64": 198}.get(platform.machine(), 0)
# load the call's number; is it socket? then kill the process; else let it pass
program = b"".join(struct.pack("HBBI", *step) for step in (
    (0x20, 0, 0, 0), (0x15, 0, 1, socket), (0x06, 0, 0, 0x80000000), (0x06, 0, 0, 0x7FFF0000)))
steps = ctypes.create_string_buffer(program)
class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
filtered = Filter(4, ctypes.addressof(steps))
c.prctl(38, 1, 0, 0, 0)
print("deaf" if socket and c.prctl(22, 2, ctypes.byref(filtered), 0, 0) == 0 else "hearing", flush=True)
"""
#: The libraries that only ``prepare`` needs, made impossible to import.
_WITHOUT = """
import sys
for name in ("torch", "transformers", "detoxify", "onnx", "safetensors"):
    sys.modules[name] = None
from moderator.cli import main
if sys.argv[1] == "assess":
    import moderator.building, moderator.commands.check, moderator.commands.demo, moderator.commands.run
main(sys.argv[1:])
"""


def run(program: str, *arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """As on a council's machine: libraries behave otherwise where they see that they are being tested."""
    hidden = ("HF_", "TRANSFORMERS_", "ORT_", "CI", "GITHUB_", "BUILD_", "TF_BUILD", "JENKINS", "TRAVIS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    environment |= {"OMP_NUM_THREADS": "1"} | ({"HOME": str(home), "XDG_CACHE_HOME": ""} if home else {})
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def finished(rehearsal: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """One process that loads and scores where no socket can be opened and, if the kernel can, no code be written."""
    return run(_WATCHED + _SCORE, str(rehearsal), home=home)


def test_loading_and_scoring_open_no_socket(finished: subprocess.CompletedProcess[str]) -> None:
    if "hearing" in finished.stdout:
        pytest.skip("this kernel takes no filter for system calls")

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split()[-1] == "2"


def test_the_filter_notices_a_socket() -> None:
    opened = run(_WATCHED + "import socket; socket.socket(); print('open')")
    if "hearing" in opened.stdout:
        pytest.skip("this kernel takes no filter for system calls")

    assert opened.returncode < 0
    assert "open" not in opened.stdout


def test_the_model_library_keeps_no_record_for_its_maker(
    finished: subprocess.CompletedProcess[str], home: Path
) -> None:
    """Its telemetry begins with a folder in the home; it is on by default, but not where it sees CI."""
    assert finished.returncode == 0, finished.stderr
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_scoring_works_where_the_process_may_not_write_code(finished: subprocess.CompletedProcess[str]) -> None:
    if "unguarded" in finished.stdout:
        pytest.skip("this kernel has no PR_SET_MDWE (Linux 6.3)")

    assert finished.returncode == 0, finished.stderr


def test_comments_are_judged_and_the_daemon_is_built_where_torch_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "comments.txt").write_text("shut up, you liar\nthank you for the lights\n", encoding="utf-8")

    judged = run(_WITHOUT, "assess", str(tmp_path / "comments.txt"))

    assert judged.returncode == 0, judged.stderr
    assert len(judged.stdout.splitlines()) == 2
    assert "gap" not in judged.stdout


def test_a_model_is_verified_where_torch_is_not_installed() -> None:
    verified = run(_WITHOUT, "model", "verify")

    assert verified.returncode == 0, verified.stderr
    assert "torch, detoxify and onnx are not installed here" in verified.stdout
    assert "verified" in verified.stdout


def test_preparing_says_what_to_install_where_torch_is_not(copied: Path) -> None:
    refused = run(_WITHOUT, "model", "prepare", str(copied))

    assert refused.returncode == 2
    assert "Install council-moderator[prepare]" in refused.stderr


def test_importing_the_scorer_imports_no_model_library() -> None:
    imported = run(
        "import sys, moderator.scorers.detoxify, moderator.commands.model\n"
        "print([name for name in ('torch', 'transformers', 'onnxruntime', 'tokenizers') if name in sys.modules])"
    )

    assert imported.stdout.strip() == "[]", imported.stderr
