"""Fetching a release over lines that break, from servers that lie: it is whole, or it is not there."""

import hashlib
import json
import socket
from pathlib import Path

import pytest
from faulty_server import dripping, dropped_after, ignoring_range, status, swapped
from tiny_release import CHECKPOINT, FILES, NAME, TINY, Rig, path_of

from moderator.fetching.trouble import Unfetched
from moderator.scorers.detoxify.manifest import read_manifest, verify_files


def refusal(rig: Rig) -> Unfetched:
    """The error of a fetch that must fail; and nothing may be in place after it."""
    with pytest.raises(Unfetched) as caught:
        rig.fetch()
    assert not rig.place.folder.exists()
    return caught.value


def test_a_release_is_fetched_whole_with_a_manifest_that_its_files_fit(rig: Rig) -> None:
    assert rig.fetch()

    manifest = read_manifest(rig.place.folder)
    verify_files(rig.place.folder, manifest)
    assert (manifest.name, manifest.labels, manifest.max_length) == ("tiny", TINY.labels, 512)
    assert set(manifest.files) == set(FILES)
    assert (NAME, len(CHECKPOINT), len(CHECKPOINT)) in rig.shown
    assert not rig.place.staging.exists()


def test_a_tokenizer_that_does_not_say_where_to_cut_is_told(rig: Rig) -> None:
    rig.fetch()

    settled = json.loads((rig.place.folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    assert settled == {"do_lower_case": True, "model_max_length": 512}


def test_a_line_that_breaks_again_and_again_is_taken_up_where_it_broke(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), dropped_after(300_000), dropped_after(300_000))

    rig.fetch()

    assert rig.asked(NAME) == ["", "bytes=300000-", "bytes=600000-"]
    assert (rig.place.folder / NAME).read_bytes() == CHECKPOINT


def test_a_second_command_goes_on_where_the_first_gave_up(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), dropped_after(500_000), *[status(500)] * 3)
    error = refusal(rig)
    asked_before = len(rig.server.asked)

    rig.fetch()

    assert "goes on where it stopped" in error.cure
    assert [one.range for one in rig.server.asked[asked_before:]] == ["bytes=500000-"]
    assert (rig.place.folder / NAME).read_bytes() == CHECKPOINT


def test_a_server_that_ignores_the_range_sends_all_of_it_and_that_is_taken(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), dropped_after(300_000), ignoring_range)

    rig.fetch()

    assert (rig.place.folder / NAME).read_bytes() == CHECKPOINT


def test_a_file_that_changed_while_the_line_was_broken_is_begun_anew(rig: Rig) -> None:
    rig.server.fails(
        path_of(NAME),
        dropped_after(300_000),
        status(206, CHECKPOINT[300_000:], ETag='"other"', Content_Range="bytes 300000-1048575/1048576"),
    )

    rig.fetch()

    assert rig.asked(NAME) == ["", "bytes=300000-", ""]


def test_a_checkpoint_whose_bytes_were_swapped_is_thrown_away(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), swapped)

    error = refusal(rig)

    assert "not what its name says" in error.problem
    assert not list(rig.place.staging.glob(f"{NAME}*"))


def test_a_small_file_that_is_not_what_the_hub_names_is_thrown_away(rig: Rig) -> None:
    body = FILES["vocab.txt"]
    right = hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
    rig.server.headers[path_of("vocab.txt")] = {"X-Repo-Commit": "0" * 40, "X-Linked-ETag": f'"{right}"'}
    rig.server.fails(path_of("vocab.txt"), swapped)

    error = refusal(rig)

    assert "not the file that the hub names" in error.problem
    assert rig.fetch()


def test_a_redirection_is_followed_and_one_without_end_is_not(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), status(302, Location=path_of(NAME)))
    rig.fetch()
    other = Rig(rig.server, rig.place.__class__(rig.place.folder.with_name("other"), rig.place.pins))
    rig.server.fails(path_of("config.json"), *[status(302, Location=path_of("config.json"))] * 9)

    error = refusal(other)

    assert "6 times" in error.problem


@pytest.mark.parametrize(
    ("answer", "problem", "cure"),
    [
        (status(404), "answered 404", "--from"),
        (status(403), "answered 403", "proxy"),
        (status(200, b"<html>Sign in</html>", Content_Type="text/html; charset=utf-8"), "web page", "browser"),
        (status(200, b"{}", Content_Encoding="gzip"), "came packed", "--from"),
        (status(200, b"[1, 2"), "not a JSON object", "again"),
    ],
    ids=["gone", "forbidden", "sign-in page", "packed", "cut short"],
)
def test_an_answer_that_is_not_the_file_ends_with_its_own_cure(rig: Rig, answer, problem: str, cure: str) -> None:
    rig.server.fails(path_of("config.json"), answer)

    error = refusal(rig)

    assert problem in error.problem
    assert cure in error.cure


def test_a_busy_server_is_left_alone_as_long_as_it_asks(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), status(429, Retry_After="7"), status(503))

    rig.fetch()

    assert rig.waited == [7.0, 5.0]


def test_a_server_that_asks_for_an_hour_is_not_waited_for(rig: Rig) -> None:
    rig.server.fails(path_of("config.json"), status(429, Retry_After="3600"))

    error = refusal(rig)

    assert rig.waited == []
    assert "60 minutes" in error.cure


def test_a_server_that_drips_is_cut_off_at_the_deadline(rig: Rig) -> None:
    rig.server.fails(path_of(NAME), dripping)
    rig.deadline_s = 1.0

    error = refusal(rig)

    assert "did not arrive within" in error.problem


def test_a_server_that_is_not_there_is_named_with_the_way_round(rig: Rig) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        rig.server.url = f"http://127.0.0.1:{probe.getsockname()[1]}"

    error = refusal(rig)

    assert "no answer from 127.0.0.1" in error.problem
    assert "--from" in error.cure


def test_a_file_that_changes_after_its_first_fetch_is_refused(rig: Rig) -> None:
    rig.fetch()
    rig.place.folder.rename(rig.place.folder.with_name("first"))
    rig.server.files[path_of("vocab.txt")] = b"[PAD]\n[UNK]\nmore\n"

    error = refusal(rig)

    assert "vocab.txt is not the file that was fetched first" in error.problem
    assert str(rig.place.pins) in error.cure


def test_a_model_that_is_there_is_not_fetched_again_but_proved(rig: Rig) -> None:
    rig.fetch()
    before = len(rig.server.asked)

    assert not rig.fetch()
    assert len(rig.server.asked) == before
    (rig.place.folder / "vocab.txt").write_bytes(b"spoilt")
    with pytest.raises(Unfetched, match=r"vocab\.txt"):
        rig.fetch()


def test_pins_that_somebody_spoilt_are_refused_by_name(rig: Rig, tmp_path: Path) -> None:
    rig.place.pins.parent.mkdir()
    rig.place.pins.write_text('[tiny]\n"config.json" = "short"\n', encoding="utf-8")

    error = refusal(rig)

    assert "pins.toml" in error.problem
