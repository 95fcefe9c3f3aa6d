"""Compares a loaded model with stock Detoxify: with its stored scores anywhere, with itself where it is installed."""

from pathlib import Path

from moderator.scorers.detoxify.manifest import EXACT_GRAPH, FAST_GRAPH
from moderator.scorers.detoxify.reference import TOLERANCE, Reference, reference_texts
from moderator.scorers.detoxify.refusal import ModelRefused
from moderator.scorers.detoxify.scorer import DetoxifyScorer

_AGAIN = "prepare the release again; if it stays so, report it: this version cannot convert this model"


def demand_stock_scores(release_folder: Path, prepared: Path, scorer: DetoxifyScorer) -> tuple[int, float]:
    """How many tensors were compared with the release's, and how far its ``predict``, asked now, lies from the scorer.

    Needs torch, detoxify and onnx. Raises ModelRefused at the first difference.
    """
    from moderator.scorers.detoxify.converting.preparing import arrays_of, reference_of
    from moderator.scorers.detoxify.converting.proving import demand_every_tensor
    from moderator.scorers.detoxify.loading import open_release

    release = open_release(release_folder)
    if release.manifest.checkpoint_sha256 != scorer.manifest.checkpoint_sha256:
        raise ModelRefused(f"{prepared} was prepared from another checkpoint", "prepare the release again")
    tensors = arrays_of(release)
    count = demand_every_tensor(prepared / EXACT_GRAPH, tensors)
    demand_every_tensor(prepared / FAST_GRAPH, tensors, rounded=True)
    return count, demand_same_scores(scorer, reference_of(release, reference_texts()))


def demand_same_scores(scorer: DetoxifyScorer, reference: Reference) -> float:
    """The largest difference from stock Detoxify's scores. Raises ModelRefused when it is more than rounding."""
    largest = largest_difference(scorer, reference)
    if not largest <= TOLERANCE:
        raise ModelRefused(f"scores differ from stock Detoxify's by up to {largest:.2g}", _AGAIN)
    return largest


def largest_difference(scorer: DetoxifyScorer, reference: Reference) -> float:
    """How far the scorer's answers lie from the reference's at most."""
    answers = scorer.values(reference.texts)
    return max(
        (
            abs(mine[label] - value)
            for mine, theirs in zip(answers, reference.values, strict=True)
            for label, value in theirs.items()
        ),
        default=0.0,
    )
