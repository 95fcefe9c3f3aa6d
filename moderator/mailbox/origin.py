"""Reads what the council's own mail server found out about a mail's origin (Authentication-Results, RFC 8601)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: No honest header is longer.
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Finding:
    """One method's result: dmarc pass header.from=council.example."""

    method: str
    result: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """One header: who reports, and what."""

    reporter: str
    findings: tuple[Finding, ...]


class Malformed(ValueError):
    """It does not follow the rules, so nothing in it counts."""


def is_vouched_for(headers: Sequence[str], reporter: str, sender: str) -> bool:
    """Whether our own server says that the mail comes from the sender's own domain.

    Only the topmost report counts, and only when it carries our server's name: anybody may write further ones below.
    DKIM must have passed for exactly the sender's domain, or DMARC for it; a failed DMARC outweighs both.
    """
    domain = sender.rpartition("@")[2].casefold()
    if not headers or not domain:
        return False
    try:
        report = parse(headers[0])
    except Malformed:
        return False
    if report.reporter != reporter.casefold():
        return False
    verdicts = [one for one in report.findings if one.method == "dmarc"]
    if any(one.result != "pass" for one in verdicts):
        return False
    return any(_passes(one, domain) for one in report.findings)


def _passes(finding: Finding, domain: str) -> bool:
    if finding.result != "pass":
        return False
    said = finding.properties
    if finding.method == "dmarc":
        return said.get("header.from", "").rpartition("@")[2] == domain
    if finding.method == "dkim":
        return domain in (said.get("header.d"), said.get("header.i", "").rpartition("@")[2])
    return False


def parse(header: str) -> Report:
    """The header's report. Raises Malformed."""
    if len(header) > _LONGEST:
        raise Malformed
    first, *others = _split(_without_comments(header), ";")
    words = _split(first)
    if not 1 <= len(words) <= 2:
        raise Malformed
    return Report(_unquoted(words[0]).casefold(), tuple(_findings(others)))


def _findings(parts: Sequence[str]) -> Iterator[Finding]:
    for part in parts:
        words = _split(_tightened(part))
        if not words or words == ["none"]:
            continue
        method, equals, result = words[0].partition("=")
        if not equals:
            raise Malformed
        properties: dict[str, str] = {}
        for word in words[1:]:
            name, equals, value = word.partition("=")
            if not equals or name.casefold() in properties:
                raise Malformed
            properties[name.casefold()] = _unquoted(value).casefold()
        yield Finding(method.partition("/")[0].casefold(), result.casefold(), properties)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    depth = 0
    is_quoted = False
    letters = iter(text)
    for letter in letters:
        if letter == "\\" and (depth or is_quoted):
            escaped = next(letters, "")
            kept.append("" if depth else letter + escaped)
        elif letter == '"' and not depth:
            is_quoted = not is_quoted
            kept.append(letter)
        elif letter == "(" and not is_quoted:
            depth += 1
        elif letter == ")" and not is_quoted:
            depth -= 1
            kept.append(" ")
            if depth < 0:
                raise Malformed
        elif not depth:
            kept.append(letter)
    if depth or is_quoted:
        raise Malformed
    return "".join(kept)


def _split(text: str, at: str = "") -> list[str]:
    """Parts between the separators (between blanks when there is none) that do not stand in quotes."""
    parts = [""]
    is_quoted = is_escaped = False
    for letter in text:
        if letter == '"' and not is_escaped:
            is_quoted = not is_quoted
        is_escaped = letter == "\\" and not is_escaped and is_quoted
        if not is_quoted and (letter == at if at else letter.isspace()):
            parts.append("")
        else:
            parts[-1] += letter
    return parts if at else [part for part in parts if part]


def _tightened(part: str) -> str:
    """Blanks may stand around an equals sign; two such signs in one word are none of ours."""
    words: list[str] = []
    for word in _split(part):
        if words and (word.startswith("=") or words[-1].endswith("=")):
            words[-1] += word
        else:
            words.append(word)
    return " ".join(words)


def _unquoted(word: str) -> str:
    if len(word) >= 2 and word[0] == word[-1] == '"':
        return word[1:-1].replace("\\", "")
    return word
