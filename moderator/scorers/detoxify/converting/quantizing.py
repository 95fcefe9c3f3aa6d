"""Rounds weights to 8-bit numbers, each column by a scale of its own."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def quantized(weights: Array) -> tuple[Array, Array]:
    """The rounded weights and each column's scale: ``rounded * scales`` lies within half a scale of ``weights``."""
    scales = np.abs(weights).max(axis=0) / 127
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.rint(weights / scales).clip(-127, 127).astype(np.int8), scales
