"""What a person says is right for one comment, read from any of the labelled forms people keep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moderator.domain.evidence import LABELS, LANGUAGES

OUTCOMES = ("publish", "queue", "hide")
_YES, _NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
#: What ``expected`` may hold where it is an object.
_KEYS = ("outcome", "labels", "needs_response", "language", "personal_data", "spans")
ExactSpan = tuple[int, int, str]


class BadLabel(ValueError):
    """What is written beside a comment is no label; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Truth:
    """None, or nothing, where the file does not say."""

    outcome: str = ""
    #: Every outcome that a fair reviewer would accept.
    acceptable: frozenset[str] = frozenset()
    labels: frozenset[str] | None = None
    #: The labels on which the file speaks; beside them a finding is neither right nor wrong.
    speaks_of: frozenset[str] = frozenset()
    needs_response: bool | None = None
    language: str = ""
    languages: frozenset[str] = frozenset()
    #: Exact places of personal data in the text.
    spans: frozenset[ExactSpan] | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.outcome or self.language or self.labels is not None or self.needs_response is not None)


def truth_of(record: Mapping[str, Any]) -> Truth:
    """What the columns or keys of one record say. Raises BadLabel."""
    said = _said(record)
    outcome = _one_of("outcome", said.get("outcome"), OUTCOMES)
    language = _one_of("language", said.get("language"), LANGUAGES)
    labels, speaks_of = _labels(said)
    accepted = _listed(record.get("acceptable"))
    known = OUTCOMES if outcome else LANGUAGES
    strange = next((one for one in accepted if one not in known), None)
    if strange is not None:
        raise BadLabel(f'acceptable says "{strange}": write one or more of {", ".join(known)}')
    chosen = frozenset(accepted)
    return Truth(
        outcome=outcome,
        acceptable=chosen | {outcome} if outcome else frozenset(),
        labels=labels,
        speaks_of=speaks_of,
        needs_response=_yes_or_no("needs_response", said.get("needs_response")),
        language=language,
        languages=chosen | {language} if language and not outcome else frozenset({language} - {""}),
        spans=_spans(said.get("spans")),
    )


def _said(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The labels under their own names, whether they stand in columns or in one object."""
    found = {key: record[key] for key in _KEYS if record.get(key) not in (None, "")}
    expected = record.get("expected")
    if isinstance(expected, dict):
        strange = next((key for key in expected if key not in _KEYS), None)
        if strange is not None:
            raise BadLabel(f'expected holds "{strange}": it may hold {", ".join(_KEYS)}')
        return {**found, **expected}
    if expected in (None, ""):
        return found
    word = str(expected).strip().lower()
    if word not in (*OUTCOMES, *LANGUAGES):
        raise BadLabel(
            f"expected is neither an outcome ({', '.join(OUTCOMES)}) nor a language ({', '.join(LANGUAGES)})"
        )
    return {**found, ("outcome" if word in OUTCOMES else "language"): word}


def _one_of(name: str, value: Any, known: Sequence[str]) -> str:
    word = "" if value is None else str(value).strip().lower()
    if word and word not in known:
        raise BadLabel(f'{name} says "{word[:40]}": write one of {", ".join(known)}')
    return word


def _labels(said: Mapping[str, Any]) -> tuple[frozenset[str] | None, frozenset[str]]:
    """The labels that belong, and those that were asked about: all of them, or personal data alone."""
    has_data = _yes_or_no("personal_data", said.get("personal_data"))
    data = frozenset({"personal_data"})
    if "labels" not in said:
        return (None, frozenset()) if has_data is None else (data if has_data else frozenset(), data)
    labels = _listed(said.get("labels"))
    strange = next((one for one in labels if one not in LABELS), None)
    if strange is not None:
        raise BadLabel(f'labels say "{strange[:40]}": labels are {", ".join(LABELS)}')
    return frozenset(labels) | (data if has_data else frozenset()), frozenset(LABELS)


def _listed(value: Any) -> tuple[str, ...]:
    """A list, or words in one cell with commas, semicolons, bars or spaces between them."""
    if value is None:
        return ()
    if isinstance(value, str):
        words = [one.lower() for one in re.split(r"[\s,;|]+", value) if one]
        return () if words in (["none"], ["-"]) else tuple(words)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise BadLabel("a list of labels is neither text nor a list of texts")


def _yes_or_no(name: str, value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in (*_YES, *_NO, ""):
        raise BadLabel(f'{name} says "{word[:40]}": write yes or no')
    return None if not word else word in _YES


def _spans(value: Any) -> frozenset[ExactSpan] | None:
    if value is None:
        return None
    try:
        return frozenset((int(start), int(end), str(kind)) for start, end, kind in value)
    except (TypeError, ValueError):
        raise BadLabel('spans are not lists of start, end and kind, like [[0, 11, "phone"]]') from None
