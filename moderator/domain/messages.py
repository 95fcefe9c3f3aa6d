"""What we write to residents: drafts from approved wording, in both languages; never their words or an allegation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from moderator.domain.comment import CommentRef
from moderator.domain.obligation import Obligation
from moderator.domain.policy import HouseRule
from moderator.domain.spoken import Words, both, moment

#: Order in a bilingual message: Welsh first.
LANGUAGES = ("cy", "en")
LANGUAGE_NAMES = {"cy": "Welsh", "en": "English"}
BETWEEN_LANGUAGES = "\n\n* * *\n\n"
SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """One template in one language."""

    text: str
    #: The named person who approved it for sending without a look; "" = a draft that waits.
    approved_by: str = ""
    #: A fluent speaker has read it; English needs none.
    is_reviewed: bool = True

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(SLOT.findall(self.text))


@dataclass(frozen=True, slots=True)
class Templates:
    """Every wording, and the slots that are the same for every message."""

    #: Template name -> language ("en", "cy") -> wording.
    wordings: Mapping[str, Mapping[str, Wording]]
    #: Team, addresses, opening hours: the council's own, from its configuration.
    standing: Mapping[str, Words] = field(default_factory=dict)
    #: Templates that the council's configuration approves as they are.
    approved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """Words for a resident, and whether they may go out without a person."""

    text: str
    #: "en", "cy" or "cy+en".
    language: str
    sendable: bool
    #: Why not, in sentences; empty when sendable.
    blocked_because: tuple[str, ...] = ()


def draft(templates: Templates, name: str, language: str, slots: Mapping[str, Words]) -> Draft:
    """The message in the author's language; both, Welsh first, when that is mixed, another or unknown.

    It is blocked, with every reason, while a slot is empty, a twin is missing, the twins differ in their slots, or no
    named person has approved the wording.
    """
    wordings = templates.wordings.get(name, {})
    wanted = (language,) if language in LANGUAGES else LANGUAGES
    filled = {**templates.standing, **slots}
    reasons = [*_twin_reasons(name, wordings)]
    texts = []
    for one in wanted:
        if one in wordings:
            texts.append(_filled(wordings[one], one, filled))
            reasons += _wording_reasons(wordings[one], one, filled)
            reasons += [] if name in templates.approved else _approval_reasons(wordings[one], one)
    return Draft(BETWEEN_LANGUAGES.join(texts), "+".join(wanted), not reasons, tuple(dict.fromkeys(reasons)))


def slots_for(
    ref: CommentRef,
    *,
    written_at: datetime,
    house_rule: HouseRule | None = None,
    promise: Obligation | None = None,
    restored_at: datetime | None = None,
    appeal_link: str = "",
    zone: str = "Europe/London",
) -> dict[str, Words]:
    """The slots that depend on the comment; what is unknown stays out, and so blocks the templates that need it."""
    slots = {"ref": both(str(ref)), "time": moment(written_at, zone)}
    if house_rule is not None:
        slots["rule"] = Words(house_rule.en.rstrip(" ."), house_rule.cy.rstrip(" ."))
    if promise is not None:
        slots["review_due" if promise.kind == "review" else "due"] = moment(promise.due_at, zone)
    if restored_at is not None:
        slots["restored_time"] = moment(restored_at, zone)
    if appeal_link:
        slots["appeal_url"] = both(appeal_link)
    return slots


def _twin_reasons(name: str, wordings: Mapping[str, Wording]) -> list[str]:
    missing = [LANGUAGE_NAMES[language] for language in LANGUAGES if language not in wordings]
    if missing:
        return [f"the template {name} has no {' and no '.join(missing)} text"]
    differing = sorted(wordings["en"].slots ^ wordings["cy"].slots)
    if differing:
        return [f"the Welsh and English texts of {name} differ in their slots: {', '.join(differing)}"]
    return []


def _wording_reasons(wording: Wording, language: str, slots: Mapping[str, Words]) -> list[str]:
    return [
        f"the slot {slot} is not filled in {LANGUAGE_NAMES[language]}"
        for slot in sorted(wording.slots)
        if slot not in slots or not slots[slot][language].strip()
    ]


def _approval_reasons(wording: Wording, language: str) -> list[str]:
    if not wording.approved_by:
        return [f"nobody has approved the {LANGUAGE_NAMES[language]} text for sending without a look"]
    if not wording.is_reviewed:
        return [f"the {LANGUAGE_NAMES[language]} text has not been reviewed by a fluent speaker"]
    return []


def _filled(wording: Wording, language: str, slots: Mapping[str, Words]) -> str:
    def value(match: re.Match[str]) -> str:
        slot = match[1]
        said = slots[slot][language].strip() if slot in slots else ""
        return said or f"[{slot}]"

    return SLOT.sub(value, wording.text)
