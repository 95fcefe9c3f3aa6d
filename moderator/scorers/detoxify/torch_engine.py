"""Runs the network through torch: the reference on any machine, and the engine for a graphics card."""

from typing import Any

import numpy as np

from moderator.scorers.detoxify.engine import Array, Rows


class TorchEngine:
    """The network as the release has it, on a device, in a precision."""

    def __init__(self, network: Any, padding_token: int, *, device: str = "cpu", precision: str = "float32") -> None:
        import torch

        self._network = network.to(device=device, dtype=getattr(torch, precision)).eval()
        self._padding_token = padding_token
        self._device = device

    def probabilities(self, rows: Rows) -> Array:
        """One line for each row, one column for each output."""
        import torch

        longest = max(len(row) for row in rows)
        ids = torch.full((len(rows), longest), self._padding_token)
        mask = torch.zeros((len(rows), longest), dtype=torch.long)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        with torch.inference_mode():
            given = {"input_ids": ids.to(self._device), "attention_mask": mask.to(self._device)}
            found: Array = torch.sigmoid(self._network(**given).logits.float()).cpu().numpy().astype(np.float32)
        return found
