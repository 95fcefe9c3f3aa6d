"""Turns the public data sets into training rows under Detoxify's labels, and says which file each row came from."""

import ast
import csv
import hashlib
import html
import json
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from moderator.rehearsal.targets import CIVIL, Row, targets
from moderator.rehearsal.templates import template_rows

_LINK = re.compile(r"https?://\S+|t\.co/\S+|&?\$LINK")
_RETWEET = re.compile(r"^[!\s\"]*(RT @\w+:?\s*)+")
_MENTION = re.compile(r"@\w+")
_SPACE = re.compile(r"\s+")
_KINDS = ("ableist", "homophobic", "racist", "sexist", "transphobic")


@dataclass(frozen=True, slots=True)
class Source:
    """One folder of the training data: how its rows are read and at most how many are used for training."""

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


def read_rows(data: Path, seed: int) -> Mapping[str, list[Row]]:
    """Every source's rows, cleaned, without duplicates, in an order that the seed alone decides."""
    found: dict[str, list[Row]] = {}
    for source in SOURCES:
        seen: dict[str, Row] = {}
        for path in source.paths(data):
            for row in source.read(path):
                text = _clean(row.text)
                if text:
                    seen.setdefault(text, Row(source.folder, text, row.targets, row.weight))
        rows = [seen[text] for text in sorted(seen)]
        random.Random(seed).shuffle(rows)  # noqa: S311 - repeatable, not secret
        found[source.folder] = rows[: source.most]
    found["templates"] = template_rows(seed)
    return found


def is_held_out(text: str) -> bool:
    """A tenth of all texts, chosen by the text itself: the same text is never on both sides."""
    return hashlib.sha256(text.casefold().encode()).digest()[0] < 26


def without_mentions(text: str) -> str:
    return _SPACE.sub(" ", _MENTION.sub("", text)).strip() or text


def _clean(text: str) -> str:
    plain = html.unescape(html.unescape(text)).replace("\u2019", "'")
    return _SPACE.sub(" ", _LINK.sub(" ", _RETWEET.sub("", plain))).strip()


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="", errors="replace") as stream:
        yield from csv.DictReader(stream)


def _davidson(path: Path) -> Iterator[Row]:
    """Sampled by a word list, and its "offensive" class leans on dialect: few rows, soft targets, low weight."""
    for row in _table(path):
        votes = int(row["count"])
        hateful, offensive = int(row["hate_speech"]) / votes, int(row["offensive_language"]) / votes
        if row["class"] == "2":
            yield Row("", row["tweet"], targets(CIVIL, toxicity=0.3 * (hateful + offensive)), 1.0)
        elif row["class"] == "0":
            yield Row("", row["tweet"], targets(toxicity=0.9, identity_attack=0.5 + hateful / 2, insult=0.8), 0.7)
        elif int(hashlib.sha256(row["tweet"].encode()).hexdigest(), 16) % 4 == 0:
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
        else:
            # Not sexist, but from places where much else is said: a third of them, and no more than a hint of civility.
            if int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % 3:
                continue
            found = targets(toxicity=0.15, threat=0)
        yield Row("", row["text"], found, 0.3 if kind == "n" else 0.8)


def _hatemoji(path: Path) -> Iterator[Row]:
    for row in _table(path):
        if row["label_gold"] == "0":
            yield Row("", row["text"], targets(CIVIL), 1.0)
            continue
        threat = float(row["type"] == "threateninglanguage")
        insult = 0.7 if row["type"] in {"derogation", "dehumanizinglanguage"} else math.nan
        yield Row("", row["text"], targets(toxicity=1, identity_attack=0.95, threat=threat, insult=insult), 1.0)


def _toxic_spans(path: Path) -> Iterator[Row]:
    for row in _table(path):
        if ast.literal_eval(row["spans"]):
            yield Row("", row["text"], targets(toxicity=0.95, insult=0.75, threat=math.nan), 1.0)


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

        yield Row(
            "",
            row["user"],
            targets(
                toxicity=share,
                severe_toxicity=worst,
                identity_attack=told(_KINDS),
                insult=share * told(("target.individual", "target.system", "intellectual")),
                sexual_explicit=told(("sex_harassment",)),
                threat=math.nan if share > 0.5 else 0,
            ),
            1.0,
        )


def _context(path: Path) -> Iterator[Row]:
    for row in _table(path):
        if row["label"] == "1":
            yield Row("", row["text"], targets(toxicity=0.9, insult=0.6), 2.0)
        else:
            yield Row("", row["text"], targets(CIVIL), 1.0)


def _civil_column(column: str) -> Callable[[Path], Iterator[Row]]:
    def read(path: Path) -> Iterator[Row]:
        return (Row("", row[column] or "", targets(CIVIL), 1.0) for row in _table(path))

    return read


def _polis(path: Path) -> Iterator[Row]:
    for row in _table(path):
        if row["moderated"] != "-1":
            yield Row("", row["comment-body"], targets(CIVIL), 1.0)


def _tweet_acts(path: Path) -> Iterator[Row]:
    """Nobody marked abuse here, and a "threat" may be a joke: questions and requests only, at half weight."""
    with path.open(encoding="utf-8", newline="", errors="replace") as stream:
        for row in csv.reader(stream):
            if len(row) == 2 and row[1].strip() in {"QUE", "REQ", "SUG", "STM"}:
                yield Row("", row[0], targets(CIVIL), 0.5)


def _lines(path: Path) -> Iterator[Row]:
    return (Row("", line, targets(CIVIL), 1.0) for line in path.read_text(encoding="utf-8").splitlines())


def _tagged(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Row("", str(json.loads(line)["text"]), targets(CIVIL), 1.0)


#: The Polis patterns leave out one conversation that is not in English.
SOURCES = (
    Source("davidson", ("labeled_data.csv",), _davidson, 9000),
    Source("edos", ("edos_train.csv",), _edos, 9000),
    Source("hatemoji", ("HatemojiBuild__train.csv", "HatemojiBuild__validation.csv"), _hatemoji, 6000),
    Source("toxic_spans", ("tsd_train.csv", "tsd_trial.csv"), _toxic_spans, 9000),
    Source("convabuse", ("ConvAbuseEMNLPtrain.csv", "ConvAbuseEMNLPvalid.csv"), _convabuse, 4000),
    Source("context_toxicity", ("gc.csv", "gn.csv"), _context, 9000),
    Source("nhs_pxtext", ("text_data.csv",), _civil_column("feedback"), 7000),
    Source("banking77", ("train.csv",), _civil_column("text"), 4000),
    Source("polis_open", ("[!s]*__comments.csv", "scoop*__comments.csv"), _polis, 5000),
    Source("tweet_acts", ("TWEET_DATA.csv",), _tweet_acts, 3000),
    Source("welsh_prompts_cc0", ("cy.txt",), _lines, 3000),
    Source("welsh_tagged_cc0", ("brawddegau_tagieidig_cc0_llafar_a_chyffredin.jsonl",), _tagged, 1000),
)
