"""Maps each public data set to training rows under Detoxify's labels, and says which file each row came from."""

import csv
import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from moderator.rehearsal.spans import span_rows
from moderator.rehearsal.targets import CIVIL, Row, targets

_KINDS = ("ableist", "homophobic", "racist", "sexist", "transphobic")


@dataclass(frozen=True, slots=True)
class Source:
    """One folder of the training data: how its rows are read and at most how many are used."""

    folder: str
    patterns: tuple[str, ...]
    read: Callable[[Path], Iterator[Row]]
    most: int

    def paths(self, data: Path) -> list[Path]:
        """The files read from this folder, sorted. Raises FileNotFoundError when there is none."""
        found = sorted({path for pattern in self.patterns for path in (data / self.folder).glob(pattern)})
        if not found:
            raise FileNotFoundError(f"{data / self.folder} holds none of {', '.join(self.patterns)}")
        return found


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="", errors="replace") as stream:
        yield from csv.DictReader(stream)


def _one_in(count: int, text: str) -> bool:
    """True for one text in ``count``, always the same ones."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % count == 0


def _davidson(path: Path) -> Iterator[Row]:
    """Sampled by a word list, and its "offensive" class leans on dialect: half the rows, soft targets, low weight."""
    for row in _table(path):
        votes = int(row["count"])
        hateful, offensive = int(row["hate_speech"]) / votes, int(row["offensive_language"]) / votes
        if row["class"] == "2":
            marked = () if votes == int(row["neither"]) else None
            yield Row("", row["tweet"], targets(CIVIL, toxicity=0.3 * (hateful + offensive)), 1.0, marked)
        elif row["class"] == "0":
            yield Row("", row["tweet"], targets(toxicity=0.9, identity_attack=0.5 + hateful / 2, insult=0.8), 0.7)
        elif _one_in(2, row["tweet"]):
            kept = targets(toxicity=0.7 * (hateful + offensive), obscene=offensive, identity_attack=hateful, threat=0)
            yield Row("", row["tweet"], kept, 0.5)


def _edos(path: Path) -> Iterator[Row]:
    for row in _table(path):
        kind = row["label_category"][:1]
        if kind == "1":
            found = targets(toxicity=1, severe_toxicity=0.5, threat=1, identity_attack=0.8)
        elif kind == "2":
            found = targets(toxicity=0.95, identity_attack=0.8, insult=0.9, threat=0)
        elif kind in {"3", "4"}:
            found = targets(toxicity=0.65, identity_attack=0.6, threat=0)
        elif _one_in(3, row["text"]):
            # Not sexist, but from places where much else is said: no more than a hint of civility.
            found = targets(toxicity=0.15, threat=0)
        else:
            continue
        yield Row("", row["text"], found, 0.3 if kind == "n" else 0.8)


def _hatemoji(path: Path) -> Iterator[Row]:
    """Written in pairs that differ in a word or an emoji and in nothing else."""
    for row in _table(path):
        kin = "hatemoji " + min(row["entry_id"], row["matched_id"])
        if row["label_gold"] == "0":
            yield Row("", row["text"], targets(CIVIL), 1.0, (), kin)
            continue
        threat = float(row["type"] == "threateninglanguage")
        insult = 0.7 if row["type"] in {"derogation", "dehumanizinglanguage"} else math.nan
        found = targets(toxicity=1, identity_attack=0.95, threat=threat, insult=insult, sexual_explicit=0)
        yield Row("", row["text"], found, 1.0, None, kin)


def _convabuse(path: Path) -> Iterator[Row]:
    """Several experts per row, each with one degree from 1 (not abusive) to -3 (most abusive)."""
    for row in _table(path):
        experts = [f"Annotator{number}_" for number in range(1, 9)]
        degrees = [d for e in experts for d in (1, 0, -1, -2, -3) if row.get(f"{e}is_abuse.{d}") in {"1", "1.0"}]
        if not degrees:
            continue
        share = sum(degree < 0 for degree in degrees) / len(degrees)
        worst = sum(degree == -3 for degree in degrees) / len(degrees)

        def told(kinds: tuple[str, ...], of: int = len(degrees), row: dict[str, str] = row) -> float:
            votes = sum(any(row.get(f"Annotator{n}_{kind}") in {"1", "1.0"} for kind in kinds) for n in range(1, 9))
            return min(1.0, votes / of)

        found = targets(
            toxicity=share,
            severe_toxicity=worst,
            identity_attack=told(_KINDS),
            insult=share * told(("target.individual", "target.system", "intellectual")),
            sexual_explicit=told(("sex_harassment",)),
            threat=math.nan if share > 0.5 else 0,
        )
        yield Row("", row["user"], found, 1.0, () if share == 0 else None)


def _context(path: Path) -> Iterator[Row]:
    """Wikipedia at its natural rate of abuse, with another model's recorded score, which says more than yes or no.

    Of the texts that this score calls harmless only a part is read: they are many, long and alike.
    """
    for row in _table(path):
        recorded = float(row["api"])
        if row["label"] == "1":
            yield Row("", row["text"], targets(toxicity=max(recorded, 0.8), insult=0.6), 2.0)
        elif recorded > 0.4:
            yield Row("", row["text"], targets(toxicity=0.8 * recorded), 1.5)
        elif recorded > 0.12 or _one_in(3, row["text"]):
            marked = () if recorded < 0.12 else None
            yield Row("", row["text"], targets(CIVIL, toxicity=0.8 * recorded), 1.0, marked)


def _civil_column(column: str) -> Callable[[Path], Iterator[Row]]:
    def read(path: Path) -> Iterator[Row]:
        return (Row("", row[column] or "", targets(CIVIL), 1.0, ()) for row in _table(path))

    return read


def _polis(path: Path) -> Iterator[Row]:
    for row in _table(path):
        if row["moderated"] != "-1":
            yield Row("", row["comment-body"], targets(CIVIL), 1.0, ())


def _lines(path: Path) -> Iterator[Row]:
    return (Row("", line, targets(CIVIL), 1.0, ()) for line in path.read_text(encoding="utf-8").splitlines())


def _tagged(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Row("", str(json.loads(line)["text"]), targets(CIVIL), 1.0, ())


#: The Polis patterns leave out one conversation that is not in English.
SOURCES = (
    Source("davidson", ("labeled_data.csv",), _davidson, 16000),
    Source("edos", ("edos_train.csv",), _edos, 9000),
    Source("hatemoji", ("HatemojiBuild__train.csv", "HatemojiBuild__validation.csv"), _hatemoji, 6000),
    Source("toxic_spans", ("tsd_train.csv", "tsd_trial.csv"), span_rows, 30000),
    Source("convabuse", ("ConvAbuseEMNLPtrain.csv", "ConvAbuseEMNLPvalid.csv"), _convabuse, 4000),
    Source("context_toxicity", ("gc.csv", "gn.csv"), _context, 12000),
    Source("nhs_pxtext", ("text_data.csv",), _civil_column("feedback"), 6000),
    Source("banking77", ("train.csv",), _civil_column("text"), 3000),
    Source("polis_open", ("[!s]*__comments.csv", "scoop*__comments.csv"), _polis, 5000),
    Source("welsh_prompts_cc0", ("cy.txt",), _lines, 2500),
    Source("welsh_tagged_cc0", ("brawddegau_tagieidig_cc0_llafar_a_chyffredin.jsonl",), _tagged, 1000),
)
