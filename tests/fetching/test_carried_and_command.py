"""``moderator model fetch``: files carried in by hand, and what an operator sees when something is wrong."""

from importlib.metadata import distribution
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from faulty_server import status
from tiny_release import CHECKPOINT, FILES, NAME, TINY, Rig

from moderator.cli import main
from moderator.fetching.carried import copy, present, recognised
from moderator.fetching.fetch import Place, fetch
from moderator.fetching.releases import RELEASES, Base, Release
from moderator.fetching.trouble import Unfetched
from moderator.scorers.detoxify.manifest import read_manifest, verify_files
from moderator.shipped import shipped

#: The installed package's own list of what it may fetch.
DETOXIFY = Path(str(distribution("detoxify").locate_file("detoxify/detoxify.py"))).read_text(encoding="utf-8")


@pytest.fixture
def carried(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, body in FILES.items():
        (folder / name).write_bytes(body)
    return folder


def bring(carried: Path, place: Place) -> bool:
    files = present(carried, TINY)
    return fetch(TINY, files, place, lambda one, part, told: copy(one, carried, part, told), lambda *_: None)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["model", "fetch", *map(str, words)])


def test_files_carried_in_by_hand_make_the_same_folder_as_fetched_ones(carried: Path, rig: Rig, tmp_path: Path) -> None:
    place = Place(tmp_path / "by-hand", tmp_path / "pins.toml")

    bring(carried, place)
    rig.fetch()

    verify_files(place.folder, read_manifest(place.folder))
    assert (place.folder / "manifest.toml").read_bytes() == (rig.place.folder / "manifest.toml").read_bytes()
    assert place.pins.read_bytes() == rig.place.pins.read_bytes()


def test_a_folder_without_the_faster_form_of_the_tokenizer_is_taken(carried: Path, tmp_path: Path) -> None:
    (carried / "tokenizer.json").unlink()

    bring(carried, Place(tmp_path / "by-hand", tmp_path / "pins.toml"))

    assert "tokenizer.json" not in read_manifest(tmp_path / "by-hand").files


def test_a_checkpoint_cut_short_on_the_way_is_refused(carried: Path, tmp_path: Path) -> None:
    (carried / NAME).write_bytes(CHECKPOINT[:-1])

    with pytest.raises(Unfetched, match="not what its name says"):
        bring(carried, Place(tmp_path / "by-hand", tmp_path / "pins.toml"))
    assert not (tmp_path / "by-hand").exists()


def test_pins_that_came_along_refuse_a_file_changed_on_the_way(carried: Path, rig: Rig, tmp_path: Path) -> None:
    rig.fetch()
    (carried / "vocab.txt").write_bytes(b"[PAD]\nother\n")

    with pytest.raises(Unfetched, match="fetched first"):
        bring(carried, Place(tmp_path / "by-hand", rig.place.pins))


def test_every_missing_file_is_named_with_its_address(carried: Path) -> None:
    (carried / NAME).rename(carried / RELEASES["unbiased"].checkpoint)

    shown = run("--from", carried).stderr

    assert "lacks 2 files of unbiased" in shown
    assert "https://huggingface.co/FacebookAI/roberta-base/resolve/" in shown
    assert "/merges.txt" in shown


def test_a_release_is_recognised_by_its_checkpoint_when_there_is_one(carried: Path) -> None:
    (carried / NAME).rename(carried / RELEASES["original"].checkpoint)
    assert recognised(carried) is RELEASES["original"]
    (carried / RELEASES["multilingual"].checkpoint).write_bytes(b"")

    with pytest.raises(Unfetched, match="several releases: original, multilingual"):
        recognised(carried)


def test_a_mirror_that_serves_another_checkpoint_ends_with_exit_code_2_and_the_cure(rig: Rig, tmp_path: Path) -> None:
    for name in RELEASES["original"].files():
        rig.server.files[f"/original/{name.name}"] = b"{}"

    result = run("original", "--mirror", rig.server.url, "--to", tmp_path / "m")

    assert result.exit_code == 2
    assert "not what its name says" in result.stderr
    assert "cure:" in result.stderr
    assert not (tmp_path / "m").exists()


def test_a_release_that_is_gone_ends_with_exit_code_2(rig: Rig, tmp_path: Path) -> None:
    rig.server.fails("/original/config.json", status(410))

    result = run("original", "--mirror", rig.server.url, "--to", tmp_path / "m")

    assert result.exit_code == 2
    assert "answered 410" in result.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "name a release (original, unbiased"),
        (("--from", "no-such-folder"), "there is no such folder"),
        (("--from", "."), "holds no checkpoint of Detoxify"),
        (("original", "--mirror", "http://mirror.council.example"), "write https://"),
        (("original", "--deadline", "0"), "--deadline"),
        (("toxic",), "original"),
    ],
)
def test_what_cannot_be_meant_is_one_clear_error(
    words: tuple[str, ...], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(*words)

    assert result.exit_code == 2
    assert named in result.stderr


def test_every_release_names_its_files_as_its_publishers_do() -> None:
    for release in RELEASES.values():
        *small, checkpoint = release.files()

        assert checkpoint.url.startswith("https://github.com/unitaryai/detoxify/releases/download/v0.")
        assert len(checkpoint.begins) == 8
        assert all(f"/resolve/{release.base.commit}/" in one.url for one in small)
        assert f'"{release.name}": DOWNLOAD_URL + "{release.tag}/{release.checkpoint}"' in DETOXIFY


def test_what_was_brought_in_is_a_model_folder_like_any_other(tmp_path: Path) -> None:
    """The rehearsal model, as if it were a release."""
    source = shipped("config") / "models" / "rehearsal"
    known = read_manifest(source)
    carried = tmp_path / "stick"
    carried.mkdir()
    checkpoint = f"rehearsal-{known.sha8}.ckpt"
    for name in known.files:
        (carried / (checkpoint if name == known.checkpoint else name)).symlink_to(source / name)
    base = Base("nobody/rehearsal", "0" * 40, "MIT", ("config.json", "tokenizer_config.json", "vocab.txt"))
    release = Release("rehearsal", "v0", checkpoint, base, known.labels)
    place = Place(tmp_path / "model", tmp_path / "pins.toml")

    fetch(release, release.files(), place, lambda one, part, told: copy(one, carried, part, told), lambda *_: None)
    result = CliRunner().invoke(main, ["model", "info", "--folder", str(place.folder)])

    assert result.exit_code == 0, result.output


def test_only_the_command_for_operators_imports_what_fetches() -> None:
    importing = [
        path.name
        for path in (shipped("config").parent / "moderator").rglob("*.py")
        if "moderator.fetching" in path.read_text(encoding="utf-8") and path.parent.name != "fetching"
    ]

    assert importing == ["model_fetch.py"]
