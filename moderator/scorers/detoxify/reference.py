"""What stock Detoxify says about a fixed set of texts: it travels with the graphs, so that any machine can compare."""

import json
from dataclasses import dataclass
from pathlib import Path

from moderator.scorers.detoxify.refusal import ModelRefused

#: How far the exact graph may lie from stock Detoxify: the order of sums differs, nothing else.
TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Reference:
    texts: tuple[str, ...]
    #: Label -> probability for each text.
    values: tuple[dict[str, float], ...]


def reference_texts() -> tuple[str, ...]:
    """The fixed set: civil, angry, odd, short, long, English, Welsh and neither."""
    content = Path(__file__).with_name("reference_texts.txt").read_text(encoding="utf-8")
    return tuple(line for line in content.split("\n") if line)


def save_reference(path: Path, reference: Reference) -> None:
    """Write it as one JSON object a line."""
    rows = zip(reference.texts, reference.values, strict=True)
    lines = [json.dumps({"text": text, "values": values}, ensure_ascii=False) for text, values in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_reference(path: Path) -> Reference:
    """Raises ModelRefused when the file is damaged."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        texts = tuple(str(row["text"]) for row in rows)
        values = tuple({str(label): float(value) for label, value in row["values"].items()} for row in rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ModelRefused(f"{path} is damaged", "copy the prepared folder again") from None
    return Reference(texts, values)
