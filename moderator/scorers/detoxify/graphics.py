"""Runs a release on a graphics card: the same scorer, windows and batches, torch in place of the graph.

Brain floats round more than single precision does: they serve as the fast engine, under a measured band, never alone.
"""

import copy
from pathlib import Path

from moderator.scorers.detoxify.band import Band, unlimited, usable_band
from moderator.scorers.detoxify.loading import Release, open_release, reader_of
from moderator.scorers.detoxify.manifest import MANIFEST, Manifest
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer, FastScorer
from moderator.scorers.detoxify.settings import DetoxifySettings
from moderator.scorers.detoxify.torch_engine import TorchEngine

#: The band measured on a card, beside the release.
CARD_BAND = "band-cuda.json"
#: What a card takes at once; smaller batches leave it idle.
TOKENS = 16_384


def demand_card() -> None:
    """Raises ModelRefused where torch or a card is missing."""
    try:
        import torch
    except ImportError:
        raise ModelRefused(
            "torch is not installed", "install council-moderator[prepare], or set device to cpu"
        ) from None
    if not torch.cuda.is_available():
        raise ModelRefused("torch finds no graphics card", "install its driver, or set device to cpu")


def on_card(settings: DetoxifySettings, *, device: str = "cuda") -> DetoxifyScorer:
    """The release in single precision; in fast mode brain floats first, where a band was measured for them."""
    release = open_release(release_folder(settings.folder), settings.threads)
    exact = _engine(release, device, "float32")
    if settings.mode == "exact":
        return DetoxifyScorer(reader_of(release), exact, release.manifest, tokens=TOKENS)
    try:
        band = usable_band(
            release_folder(settings.folder) / CARD_BAND,
            weights_of(release.manifest),
            release.manifest.labels,
            settings.thresholds,
        )
    except ModelRefused as error:
        notes = [f"fast mode stays off: {error}"]
        return DetoxifyScorer(reader_of(release), exact, release.manifest, tokens=TOKENS, notes=notes)
    return _fast(release, settings, device, band)


def both_on_card(settings: DetoxifySettings, *, device: str = "cuda") -> FastScorer:
    """Both precisions without a band: every text is scored twice."""
    release = open_release(release_folder(settings.folder), settings.threads)
    return _fast(release, settings, device, unlimited(release.manifest.labels))


def release_folder(folder: Path) -> Path:
    """The release that ``folder`` holds or was prepared from. Raises ModelRefused."""
    for place in (folder, folder.parent):
        if (place / MANIFEST).is_file():
            return place
    raise ModelRefused(
        f"{folder} has no release beside it", "a graphics card needs the release itself: copy it as well"
    )


def weights_of(manifest: Manifest) -> dict[str, str]:
    """What a band on a card is measured on."""
    return {manifest.checkpoint: manifest.checkpoint_sha256}


def _fast(release: Release, settings: DetoxifySettings, device: str, band: Band) -> FastScorer:
    return FastScorer(
        reader_of(release),
        (_engine(release, device, "bfloat16"), _engine(release, device, "float32")),
        release.manifest,
        band=band,
        thresholds=settings.thresholds,
        tokens=TOKENS,
    )


def _engine(release: Release, device: str, precision: str) -> TorchEngine:
    # Each precision has weights of its own: moving a network to a precision changes it in place.
    network = copy.deepcopy(release.detoxify.model)
    return TorchEngine(network, release.detoxify.tokenizer.pad_token_id, device=device, precision=precision)
