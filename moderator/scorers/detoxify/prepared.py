"""Loads a prepared folder without torch: files proven by their hashes, the model by its canary sentences."""

from collections.abc import Sequence
from pathlib import Path

from moderator.scorers.detoxify.band import BAND, Band, graphs_of, unlimited, usable_band
from moderator.scorers.detoxify.engine import GraphEngine, map_words
from moderator.scorers.detoxify.manifest import (
    EXACT_GRAPH,
    FAST_GRAPH,
    MANIFEST,
    PREPARED,
    TOKENIZER,
    Manifest,
    Prepared,
    read_manifest,
    read_prepared,
    verify_files,
)
from moderator.scorers.detoxify.processor import multiplies_small_numbers
from moderator.scorers.detoxify.reading import Reader, open_reader
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer, FastScorer
from moderator.scorers.detoxify.settings import DetoxifySettings

#: Where ``prepare`` puts what it makes of a release, unless told otherwise.
BESIDE = "prepared"


def load(settings: DetoxifySettings) -> DetoxifyScorer:
    """A scorer whose files and canary sentences check out. Raises ModelRefused with the cure otherwise.

    A fast mode or a graphics card that has to stay off is no refusal: the exact graph takes over on the processor, and
    the scorer's ``notes`` say why.
    """
    scorer = open_scorer(settings)
    demand_canaries(scorer)
    return scorer


def open_scorer(settings: DetoxifySettings) -> DetoxifyScorer:
    """A scorer whose files check out, before it is asked its canary sentences."""
    if settings.threads < 1:
        raise ModelRefused(f"{settings.threads} threads cannot score", "set threads to 1 or more")
    if settings.device == "cpu":
        return _on_processor(settings)
    from moderator.scorers.detoxify import graphics  # torch's side of the house, for those who have a card

    try:
        graphics.demand_card()
    except ModelRefused as error:
        return _on_processor(settings, [f"the graphics card stays off: {error}"])
    return graphics.on_card(settings)


def open_both(settings: DetoxifySettings) -> FastScorer:
    """Both engines, for measuring a band: every text counts as near a threshold."""
    if settings.device == "cuda":
        from moderator.scorers.detoxify import graphics

        graphics.demand_card()
        return graphics.both_on_card(settings)
    folder, prepared = _proven(settings.folder)
    return _fast(settings, folder, prepared, unlimited(prepared.manifest.labels))


def prepared_folder(folder: Path) -> Path:
    """The prepared folder meant by ``folder``. Raises ModelRefused when a release was not prepared yet."""
    for place in (folder, folder / BESIDE):
        if (place / PREPARED).is_file():
            return place
    if (folder / MANIFEST).is_file():
        raise ModelRefused(
            f"{folder} holds a release that has not been prepared",
            f"run moderator model prepare {folder} where torch is installed, and copy the folder",
        )
    raise ModelRefused(f"{folder / PREPARED} does not exist", "name a folder that moderator model prepare wrote")


def is_prepared(folder: Path) -> bool:
    """Whether ``folder`` is a prepared folder or holds one."""
    return any((place / PREPARED).is_file() for place in (folder, folder / BESIDE))


def demand_canaries(scorer: DetoxifyScorer) -> None:
    """Raises ModelRefused when a canary sentence cannot be scored or lies outside its bounds."""
    try:
        failing = scorer.failing_canaries()
    except (RuntimeError, ValueError, IndexError) as error:
        raise ModelRefused(
            f"{scorer.rule} cannot score its canary sentences ({type(error).__name__})", "copy the model folder again"
        ) from error
    if failing:
        said = ", ".join(
            f"{canary.label} {value:.3f} outside {canary.at_least:g}..{canary.at_most:g}" for canary, value in failing
        )
        raise ModelRefused(
            f"{scorer.rule} fails {len(failing)} of its canary sentences ({said})",
            "the tokenizer or the weights are not the ones the manifest was written for: copy the model folder again",
        )


def _proven(asked: Path) -> tuple[Path, Prepared]:
    """The prepared folder with every file hashed."""
    folder = prepared_folder(asked)
    prepared = read_prepared(folder)
    if folder != asked and (asked / MANIFEST).is_file():
        _demand_same_checkpoint(asked, prepared)
    verify_files(folder, prepared.manifest)
    return folder, prepared


def _demand_same_checkpoint(release: Path, prepared: Prepared) -> None:
    """A release that was exchanged under its prepared folder would score as it did before, and nobody would notice."""
    if read_manifest(release).checkpoint_sha256 != prepared.manifest.checkpoint_sha256:
        raise ModelRefused(
            f"{release / BESIDE} was prepared from another checkpoint", f"run moderator model prepare {release}"
        )


def _on_processor(settings: DetoxifySettings, notes: Sequence[str] = ()) -> DetoxifyScorer:
    folder, prepared = _proven(settings.folder)
    if settings.mode == "exact":
        return _exact(settings, folder, prepared, notes)
    try:
        return _fast(settings, folder, prepared, _band(settings, folder, prepared.manifest), notes)
    except _FastModeOff as error:
        return _exact(settings, folder, prepared, [*notes, f"fast mode stays off: {error}"])


class _FastModeOff(Exception):
    """The fast mode may not be used; the exact graph may."""


def _band(settings: DetoxifySettings, folder: Path, manifest: Manifest) -> Band:
    if not multiplies_small_numbers():
        raise _FastModeOff("this processor has no fast 8-bit products (VNNI), where rounding gains nothing")
    try:
        return usable_band(folder / BAND, graphs_of(manifest), manifest.labels, settings.thresholds)
    except ModelRefused as error:
        raise _FastModeOff(str(error)) from None


def _exact(settings: DetoxifySettings, folder: Path, prepared: Prepared, notes: Sequence[str]) -> DetoxifyScorer:
    engine = GraphEngine(folder / EXACT_GRAPH, map_words(folder, prepared.word_table), settings.threads)
    return DetoxifyScorer(_reader(folder, prepared), engine, prepared.manifest, tokens=settings.tokens, notes=notes)


def _fast(
    settings: DetoxifySettings, folder: Path, prepared: Prepared, band: Band, notes: Sequence[str] = ()
) -> FastScorer:
    """Both graphs, looking words up in one table."""
    words = map_words(folder, prepared.word_table)
    fast, exact = (GraphEngine(folder / name, words, settings.threads) for name in (FAST_GRAPH, EXACT_GRAPH))
    return FastScorer(
        _reader(folder, prepared),
        (fast, exact),
        prepared.manifest,
        band=band,
        thresholds=settings.thresholds,
        tokens=settings.tokens,
        notes=notes,
    )


def _reader(folder: Path, prepared: Prepared) -> Reader:
    return open_reader(folder / TOKENIZER, prepared.manifest.max_length, prepared.unknown_token)
