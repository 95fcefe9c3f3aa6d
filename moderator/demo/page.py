"""Writes the demonstration's one page: everything that happened, in a file that needs nothing else to be read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from moderator.demo.highlight import stretches
from moderator.demo.result import DemoResult, Judged, MailShown, counted
from moderator.demo.wording import BASIS_WORDS, tone_of
from moderator.domain.evidence import LANGUAGE, MODEL_PREFIX, NEEDS_RESPONSE, Finding
from moderator.domain.shown import shown
from moderator.domain.wording import element_words, finding_words, kind_words, label_words, model_label_words

#: A digest with nothing to decide is about so long.
_EMPTY_DIGEST = 1200
#: A model's raw score below this says nothing to a reader.
_HIGH = 0.5
LANGUAGE_NAMES = {
    "en": "English",
    "cy": "Welsh",
    "mixed": "Welsh and English",
    "other": "another language",
    "unknown": "a language nobody could tell",
}


def render(result: DemoResult, zone: str = "Europe/London") -> str:
    """The whole page as one HTML text: no script, no outside address, no font, no picture from elsewhere."""
    environment = Environment(
        loader=PackageLoader("moderator.demo", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    council_time = ZoneInfo(zone)
    environment.filters.update(
        day=lambda at: _local(at, council_time, "%A %-d %B %Y"),
        moment=lambda at: _local(at, council_time, "%a %-d %b, %H:%M"),
        clock=lambda at: _local(at, council_time, "%H:%M"),
        stamp=lambda at: at.isoformat(),
        shown=shown,
        label_words=label_words,
        finding_words=finding_words,
        kind_words=kind_words,
        tone=tone_of,
        elements=element_words,
        basis=lambda basis: BASIS_WORDS.get(basis, basis),
        language=lambda code: LANGUAGE_NAMES.get(code, code),
        html_lang=lambda code: {"cy": "cy", "en": "en"}.get(code, ""),
    )
    return environment.get_template("page.html.j2").render(
        result=result,
        hidden_by=counted([label_words(one.because_of) for one in result.hidden]),
        queued_by=counted([label_words(one.because_of) for one in result.queued]),
        days=_by_day(result, council_time),
        bars=_bars(result, council_time),
        picked={
            "alert": result.mails_of("alert")[:2],
            "digest": _a_middling(result.mails_of("digest")),
        },
        marked=lambda one: stretches(one.text, telling(one)),
        telling=telling,
        model_says=model_says,
    )


def _a_middling(mails: tuple[MailShown, ...]) -> tuple[MailShown, ...]:
    """One mail of middling length among those that hold something to decide: neither empty nor endless."""
    by_length = sorted((mail for mail in mails if len(mail.text) > _EMPTY_DIGEST), key=lambda mail: len(mail.text))
    return (by_length[len(by_length) // 2],) if by_length else mails[:1]


def telling(one: Judged) -> tuple[Finding, ...]:
    """The findings a reader needs, strongest first.

    Language and the wish for an answer are said elsewhere, and so are a model's raw scores: they point at no words.
    """
    shown = [found for found in one.findings if found.label not in (LANGUAGE, NEEDS_RESPONSE) and not _is_raw(found)]
    return tuple(sorted(shown, key=lambda finding: (finding.label != one.because_of, -finding.value)))


def model_says(one: Judged) -> str:
    """The model's high raw scores on one line: "toxicity 0.93, insult 0.71"; "" when it sees nothing."""
    high = [finding for finding in one.findings if _is_raw(finding) and finding.value >= _HIGH]
    high.sort(key=lambda finding: -finding.value)
    return ", ".join(f"{model_label_words(finding.label)} {finding.value:.2f}" for finding in high)


def _is_raw(finding: Finding) -> bool:
    return finding.label.startswith(MODEL_PREFIX)


def _local(at: datetime, zone: ZoneInfo, pattern: str) -> str:
    local = at.astimezone(zone)
    return local.strftime(pattern.replace("%-d", str(local.day)))


def _by_day(result: DemoResult, zone: ZoneInfo) -> list[tuple[str, list[object]]]:
    days: dict[str, list[object]] = {}
    for moment in sorted(result.moments, key=lambda moment: moment.at):
        days.setdefault(_local(moment.at, zone, "%A %-d %B"), []).append(moment)
    return list(days.items())


def _bars(result: DemoResult, zone: ZoneInfo) -> list[dict[str, object]]:
    highest = max((hour.seen for hour in result.hours), default=1) or 1
    return [
        {
            "x": index * 8,
            "seen": round(100 * hour.seen / highest, 1),
            "hidden": round(100 * hour.hidden / highest, 1),
            "open": hour.is_working_time,
            "label": _local(hour.at, zone, "%a %-d") if hour.at.astimezone(zone).hour == 0 or index == 0 else "",
        }
        for index, hour in enumerate(result.hours)
    ]
