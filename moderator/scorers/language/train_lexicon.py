"""Builds lexicon.tsv and trigrams.tsv: how often words and letter triples occur in Welsh and in English.

Run by hand when the sources change: ``python -m moderator.scorers.language.train_lexicon SOURCES OUTPUT``. SOURCES
is the folder that holds the corpora named in SOURCES.md beside this file; the program itself never needs them.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from math import log
from pathlib import Path

from moderator.scorers.language.words import plain_words

#: Rarer words are left to the letter triples: they are mostly names and typing mistakes.
LEAST_WELSH, LEAST_ENGLISH = 2, 3
#: A corpus of 100 words uses any real word about once: triples from fewer word types than this say nothing.
LEAST_TYPES = 4


def welsh_sentences(sources: Path) -> Iterator[str]:
    yield from (sources / "welsh_prompts_cc0" / "cy.txt").open(encoding="utf-8")
    for line in (sources / "welsh_prompts_cc0" / "cy.662.1.txt").open(encoding="utf-8"):
        cells = line.split("|")
        if len(cells) > 3:
            yield cells[2]
    for path in sorted((sources / "welsh_tagged_cc0").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            yield str(json.loads(line)["text"])


def english_sentences(sources: Path) -> Iterator[str]:
    with (sources / "nhs_pxtext" / "text_data.csv").open(encoding="utf-8", newline="") as rows:
        yield from (row["feedback"] for row in csv.DictReader(rows))
    with (sources / "toxic_spans" / "tsd_train.csv").open(encoding="utf-8", newline="") as rows:
        yield from (row["text"] for row in csv.DictReader(rows))
    with (sources / "email_intent" / "Ask0729-fixed.txt").open(encoding="utf-8", errors="replace") as lines:
        yield from (line.partition("\t")[2] for line in lines)


def counted(sentences: Iterable[str]) -> Counter[str]:
    words: Counter[str] = Counter()
    for sentence in sentences:
        words.update(plain_words(sentence))
    return words


def triples(words: Counter[str], least: int) -> Counter[str]:
    """In how many different words each letter triple occurs, word edges marked."""
    seen: Counter[str] = Counter()
    for word, count in words.items():
        if count >= least and len(word) > 1:
            marked = f"^{word}$"
            seen.update({marked[at : at + 3] for at in range(len(marked) - 2)})
    return seen


def main(sources: Path, output: Path) -> None:
    welsh, english = counted(welsh_sentences(sources)), counted(english_sentences(sources))
    kept = sorted(
        word for word in welsh.keys() | english.keys() if welsh[word] >= LEAST_WELSH or english[word] >= LEAST_ENGLISH
    )
    lines = (f"{word}\t{welsh[word]}\t{english[word]}\n" for word in kept)
    (output / "lexicon.tsv").write_text("".join(lines), encoding="utf-8")
    in_welsh, in_english = triples(welsh, LEAST_WELSH), triples(english, LEAST_ENGLISH)
    welsh_total, english_total = sum(in_welsh.values()), sum(in_english.values())
    triple_lines = []
    for triple in sorted(in_welsh.keys() | in_english.keys()):
        if in_welsh[triple] + in_english[triple] >= LEAST_TYPES:
            odds = log((in_welsh[triple] + 0.5) / welsh_total) - log((in_english[triple] + 0.5) / english_total)
            triple_lines.append(f"{triple}\t{odds:.1f}\n")
    (output / "trigrams.tsv").write_text("".join(triple_lines), encoding="utf-8")
    print(len(kept), "words,", len(triple_lines), "triples,", sum(welsh.values()), sum(english.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
