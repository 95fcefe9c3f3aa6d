"""Domain values as JSON text and back, so that a row can be read years later without our classes."""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from moderator.domain.comment import Attachment, CommentRef
from moderator.domain.decision import Match
from moderator.domain.effects import Effect, Hide, MailFile, PersonTask, Reply, Report, Reveal, SendMail, SendMessage
from moderator.domain.evidence import Finding, Gap, Quote, Span
from moderator.domain.policy import Action, Rule

#: Fields of an effect that stand in columns of their own.
_IN_COLUMNS = frozenset({"ref", "revision"})


def to_json(value: Any) -> str:
    """Canonical JSON text: sorted keys, letters as they are."""
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, MailFile):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


def words_to_json(words: Iterable[str]) -> str:
    return to_json(list(words))


def words_from_json(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def attachments_to_json(attachments: Iterable[Attachment]) -> str:
    return to_json([asdict(attachment) for attachment in attachments])


def attachments_from_json(text: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(**row) for row in json.loads(text))


def findings_to_json(findings: Iterable[Finding]) -> str:
    return to_json([asdict(finding) for finding in findings])


def findings_from_json(text: str) -> tuple[Finding, ...]:
    return tuple(_finding(row) for row in json.loads(text))


def gaps_to_json(gaps: Iterable[Gap]) -> str:
    return to_json([asdict(gap) for gap in gaps])


def gaps_from_json(text: str) -> tuple[Gap, ...]:
    return tuple(Gap(**row) for row in json.loads(text))


def matches_to_json(matches: Iterable[Match]) -> str:
    return to_json([asdict(match) for match in matches])


def matches_from_json(text: str) -> tuple[Match, ...]:
    return tuple(
        Match(
            rule=_rule(row["rule"]),
            finding=_finding(row["finding"]),
            permitted=Action(row["permitted"]),
            lowered_by=tuple(row["lowered_by"]),
        )
        for row in json.loads(text)
    )


def effect_to_json(effect: Effect) -> str:
    """What an errand needs beside its comment and revision."""
    kept = {one.name: getattr(effect, one.name) for one in fields(effect) if one.name not in _IN_COLUMNS}
    return to_json(kept)


def effect_from_json(kind: str, text: str, ref: CommentRef | None, revision: int | None) -> Effect:
    """The effect an errand's row stands for."""
    kept = json.loads(text)
    if kind == SendMail.kind:
        # Mails written before files could travel with them have none.
        return SendMail(**{**kept, "files": tuple(MailFile(**file) for file in kept.get("files", ()))})
    if ref is None or revision is None:
        raise ValueError(f"an errand of kind {kind} names no comment: the row was changed by hand")
    match kind:
        case Hide.kind:
            return Hide(ref, revision)
        case Reveal.kind:
            return Reveal(ref, revision)
        case Report.kind:
            return Report(ref, revision, **kept)
        case SendMessage.kind:
            return SendMessage(ref, revision, **kept)
        case Reply.kind:
            return Reply(ref, revision, **kept)
        case PersonTask.kind:
            return PersonTask(ref, revision, **kept)
        case other:
            raise ValueError(f"unknown errand kind {other}: the database belongs to a newer version")


def _finding(row: dict[str, Any]) -> Finding:
    spans = tuple(Span(**span) for span in row["spans"])
    # Evidence stored before pictures were read has no quotes.
    quotes = tuple(Quote(**quote) for quote in row.get("quotes", ()))
    return Finding(**{**row, "spans": spans, "traits": frozenset(row["traits"]), "quotes": quotes})


def _rule(row: dict[str, Any]) -> Rule:
    # Rules stored before they could ask for a witness name none.
    named = ("about", "traits", "unless_traits", "unless_labels", "beside")
    sets = {name: frozenset(row.get(name, ())) for name in named}
    return Rule(**{**row, **sets, "action": Action(row["action"])})
