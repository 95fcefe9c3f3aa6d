"""Takes a model's files from a folder that somebody carried in, for machines without a route out."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from moderator.fetching.download import Told
from moderator.fetching.releases import OPTIONAL, RELEASES, Release, RemoteFile
from moderator.fetching.trouble import Unfetched

_BLOCK = 1 << 20


def recognised(folder: Path, releases: Mapping[str, Release] = RELEASES) -> Release:
    """The release whose checkpoint lies in the folder. Raises Unfetched unless there is exactly one."""
    found = [release for release in releases.values() if (folder / release.checkpoint).is_file()]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(release.name for release in found)
        raise Unfetched(f"{folder} holds several releases: {names}", "name the one you want before --from")
    known = ", ".join(release.checkpoint for release in releases.values())
    raise Unfetched(f"{folder} holds no checkpoint of Detoxify", f"put one of these there, under this name: {known}")


def present(folder: Path, release: Release) -> tuple[RemoteFile, ...]:
    """The release's files that were carried in. Raises Unfetched naming every one that is missing, and its address."""
    files = release.files()
    missing = [one for one in files if one.name not in OPTIONAL and not (folder / one.name).is_file()]
    if missing:
        where = "".join(f"\n    {one.url}" for one in missing)
        raise Unfetched(f"{folder} lacks {len(missing)} files of {release.name}", f"bring them from{where}")
    return tuple(one for one in files if (folder / one.name).is_file())


def copy(wanted: RemoteFile, folder: Path, part: Path, told: Told) -> str:
    """Copy one file; its SHA-256. Raises Unfetched when it is not what its name says."""
    source = folder / wanted.name
    digest, here, total = hashlib.sha256(), 0, source.stat().st_size
    with source.open("rb") as stream, part.open("wb") as out:
        while block := stream.read(_BLOCK):
            digest.update(block)
            out.write(block)
            here += len(block)
            told(here, total)
    found = digest.hexdigest()
    if not found.startswith(wanted.begins):
        part.unlink()
        raise Unfetched(
            f"{source} is not what its name says: its SHA-256 begins {found[:8]}, not {wanted.begins[:8]}",
            "it is cut short or changed: carry it in again, and compare its size and SHA-256 where it came from",
        )
    return found
