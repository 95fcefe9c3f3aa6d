"""Every version that is installed is pinned, and nothing else is: an update happens when somebody decides on it."""

import importlib.metadata as installed
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
#: What PyTorch's builds for graphics cards bring along; a council that chooses one pins these for itself.
OF_THE_CARDS = re.compile(r"^(nvidia|cuda|triton)")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {plain(one.name): str(one.specifier) for one in found}


def wanted() -> Iterator[Requirement]:
    """What the project names, for work and for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = [Requirement(line) for line in (*project["dependencies"], *extras["prepare"], *extras["dev"])]
    yield from (one for one in named if one.name != project["name"])


def needed(asked: Iterable[Requirement]) -> set[str]:
    """What is asked for, and what it needs in turn on this machine."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    waiting = list(asked)
    while waiting:
        one = waiting.pop()
        known = (plain(one.name), tuple(sorted(one.extras)))
        if known not in found:
            found.add(known)
            waiting += _needed_by(one)
    return {name for name, _ in found if not OF_THE_CARDS.match(name)}


def _needed_by(one: Requirement) -> Iterator[Requirement]:
    for line in installed.requires(one.name) or []:
        other = Requirement(line)
        extras = one.extras or {""}
        if other.marker is None or any(other.marker.evaluate({"extra": extra}) for extra in extras):
            yield other


def test_everything_that_is_installed_for_the_project_is_pinned_and_nothing_else() -> None:
    assert sorted(needed(wanted()) ^ set(pinned())) == []


def test_the_service_installs_without_what_only_preparing_a_model_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    service = needed(Requirement(line) for line in project["dependencies"])

    assert {"onnxruntime", "tokenizers"} <= service
    assert service & {"torch", "transformers", "detoxify", "onnx"} == set()


def test_one_version_of_each_is_pinned() -> None:
    assert [name for name, version in pinned().items() if not re.fullmatch(r"==[\w.]+", version)] == []


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml", "Makefile", ".ci/run"])
def test_where_packages_come_from_is_left_to_the_machine(name: str) -> None:
    """No address and no option of pip that holds one: a council's servers have their own source."""
    said = (ROOT / name).read_text(encoding="utf-8")

    assert re.findall(r"https?://\S+|--?[a-z-]*(?:index|links)[a-z-]*", said) == []
