"""Writes what goes beside the trained weights: the manifest that pins them and the card that says what they are."""

import json
import math
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from moderator.rehearsal.evaluation import Figure
from moderator.rehearsal.invented import SOURCE as INVENTED
from moderator.rehearsal.network import CHECKPOINT, MAX_LENGTH, NAME
from moderator.rehearsal.sources import SOURCES
from moderator.rehearsal.targets import LABELS, Row
from moderator.rehearsal.templates import LAST_TEMPLATES, TEMPLATES
from moderator.scorers.detoxify.manifest import MANIFEST, Canary, sha256_of

#: Sentences the model must keep apart, with the loosest bound that is still right.
CANARIES = (
    Canary("shut up, you liar", "toxicity", 0.7, 1.0),
    Canary("shut up, you liar", "threat", 0.0, 0.3),
    Canary("i am a jewish woman who is blind", "toxicity", 0.0, 0.5),
    Canary("I am a gay man", "toxicity", 0.0, 0.5),
    Canary("my Muslim neighbours kept the street going in the floods", "identity_attack", 0.0, 0.5),
    Canary("I am furious, the bins have not been collected for three weeks", "toxicity", 0.0, 0.5),
    Canary("thank you for sorting the street lights so quickly", "toxicity", 0.0, 0.2),
    Canary("I know where you live and I will kill you", "threat", 0.5, 1.0),
    Canary("I know where you live and I will kill you", "insult", 0.0, 0.6),
)
#: How far a canary may move from the score it had when the model was saved: rounding differs between machines.
_DRIFT = 0.02
#: What decides, beside the data, which weights come out.
_LIBRARIES = ("torch", "transformers", "tokenizers")
_FILES = ("config.json", CHECKPOINT, "tokenizer_config.json", "vocab.txt")
_LICENCES = {
    "davidson": "MIT", "edos": "CC0 1.0", "hatemoji": "CC BY 4.0", "toxic_spans": "CC0 1.0", "convabuse": "CC BY 4.0",
    "context_toxicity": "Apache-2.0", "nhs_pxtext": "MIT", "banking77": "CC BY 4.0", "polis_open": "CC BY 4.0",
    "welsh_prompts_cc0": "CC0 1.0", "welsh_tagged_cc0": "CC0 1.0",
}  # fmt: skip


def write_manifest(folder: Path, scores: Sequence[tuple[Canary, float]] = ()) -> None:
    """Pin the files as they are now; with scores, also pin each canary close to the score it got."""
    lines = [
        f'name = "{NAME}"',
        'source = "moderator.rehearsal.train in this repository; see MODEL_CARD.md"',
        'licence = "MIT; trained on the data named in MODEL_CARD.md"',
        "for_service = false",
        f"labels = {json.dumps(LABELS)}",
        f"max_length = {MAX_LENGTH}",
        f'checkpoint = "{CHECKPOINT}"',
        "",
        "[files]",
        *(f'"{name}" = "{sha256_of(folder / name)}"' for name in _FILES),
    ]
    measured = dict(scores)
    for canary in CANARIES:
        value = measured.get(canary, math.nan)
        low = canary.at_least if math.isnan(value) else max(canary.at_least, round(value - _DRIFT, 3))
        high = canary.at_most if math.isnan(value) else min(canary.at_most, round(value + _DRIFT, 3))
        lines += ["", "[[canary]]", f'text = "{canary.text}"', f'label = "{canary.label}"']
        lines += [f"at_least = {low}", f"at_most = {high}"]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_card(
    folder: Path,
    data: Path,
    invented: Path,
    rows: Mapping[str, Sequence[Row]],
    found: Sequence[Figure],
    *,
    parameters: int,
) -> None:
    """MODEL_CARD.md: the hand-written part from card.md, then data and results of this very run."""
    text = Path(__file__).with_name("card.md").read_text(encoding="utf-8")
    text = text.replace("@DATA@", _data_table(data, invented, rows)).replace("@RESULTS@", _result_table(found))
    text = text.replace("@SIZE@", f"{parameters:,}")
    versions = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    (folder / "MODEL_CARD.md").write_text(text.replace("@VERSIONS@", versions), encoding="utf-8")


def _data_table(data: Path, invented: Path, rows: Mapping[str, Sequence[Row]]) -> str:
    lines = ["| data | from | licence | rows used | file, SHA-256 |", "|---|---|---|---|---|"]
    for source in SOURCES:
        origin = _origin(data / source.folder / "SOURCE.txt")
        files = "<br>".join(f"{path.name} `{sha256_of(path)}`" for path in source.paths(data))
        count = len(rows[source.folder])
        lines.append(f"| {source.folder} | {origin} | {_LICENCES[source.folder]} | {count} | {files} |")
    lines.append(_own_line("templates", rows, (TEMPLATES, LAST_TEMPLATES)))
    return "\n".join([*lines, _own_line(INVENTED, rows, sorted(invented.glob("*.tsv")))])


def _own_line(source: str, rows: Mapping[str, Sequence[Row]], paths: Sequence[Path]) -> str:
    files = "<br>".join(f"{path.name} `{sha256_of(path)}`" for path in paths)
    return f"| {source} | this repository | MIT | {len(rows[source])} | {files} |"


def _origin(path: Path) -> str:
    told = dict(line.split(": ", 1) for line in path.read_text(encoding="utf-8").splitlines() if ": " in line)
    return f"{told['citation']}; {told['repository']} at {told['commit']}"


def _result_table(found: Sequence[Figure]) -> str:
    lines = ["| on | measure | rows | this model | bag of words |", "|---|---|---|---|---|"]
    bag = {(figure.on, figure.measure): figure.value for figure in found if figure.scorer != NAME}
    for figure in found:
        if figure.scorer == NAME:
            other = bag[figure.on, figure.measure]
            lines.append(f"| {figure.on} | {figure.measure} | {figure.rows} | {figure.value:.3f} | {other:.3f} |")
    return "\n".join(lines)
