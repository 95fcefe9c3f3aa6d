"""Requests for information in a comment: recorded, environmental, or about the writer; a person decides whether
they are valid."""

from moderator.domain.evidence import Finding, Span
from moderator.scorers.cues import READ_AT_MOST, cues, hits
from moderator.scorers.plain_reading import Reading


def information_requests(reading: Reading, parent: Reading, parent_kind: str) -> list[Finding]:
    """At most one each of "foi_request", "eir_request" and "subject_access"."""
    kinds = cues(__package__, "kinds.cues")
    own = spans_of(reading, "subject_access", "request")
    if own:
        why = "The writer asks for, or uses a right over, data held about them: the one-month clock may have started."
        return [Finding("subject_access", 1.0, "requests.subject_access", why, own, about="writer")]
    explicit = () if kinds["foi_talk"].search(reading.lowered) and not _asks_now(reading) else _explicit(reading)
    topic = reading.lowered[:READ_AT_MOST] + (" " + parent.lowered[:READ_AT_MOST] if len(reading.text) < 60 else "")
    is_environment = kinds["environment"].search(topic) is not None
    implied = () if parent_kind == "resident" else _implied(reading)
    if not implied and is_environment and parent_kind != "resident":
        implied = spans_of(reading, "env_ask", "request")
    spans = explicit or implied
    if not spans:
        return []
    trait = frozenset({"explicit" if explicit else "implied"})
    if is_environment:
        why = "The comment asks for information on the environment: the 20-working-day clock may have started."
        return [Finding("eir_request", 1.0 if explicit else 0.7, "requests.eir", why, spans, traits=trait)]
    why = "The comment asks for recorded information: the 20-working-day clock may have started."
    return [Finding("foi_request", 1.0 if explicit else 0.7, "requests.foi", why, spans, traits=trait)]


def spans_of(reading: Reading, cue: str, kind: str) -> tuple[Span, ...]:
    return tuple(reading.span(start, end, kind) for start, end in hits(reading, cues(__package__, "kinds.cues")[cue]))


def _asks_now(reading: Reading) -> bool:
    return bool(spans_of(reading, "foi_now", ""))


def _explicit(reading: Reading) -> tuple[Span, ...]:
    named = spans_of(reading, "foi_explicit", "request")
    return named if named and (_asks_now(reading) or "?" in reading.text or ":" in reading.text) else ()


def _implied(reading: Reading) -> tuple[Span, ...]:
    """Asks for figures or for a document, not for the opening hours."""
    if cues(__package__, "kinds.cues")["not_record"].search(reading.lowered):
        return ()
    return (
        *spans_of(reading, "ask_cost", "request"),
        *spans_of(reading, "ask_number", "request"),
        *spans_of(reading, "ask_record", "request"),
    )
