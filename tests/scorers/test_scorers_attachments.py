"""When there is nothing to read."""

from datetime import UTC, datetime

import pytest

from moderator.domain.evidence import NO_TEXT, Passage
from moderator.scorers.attachments import AttachmentScorer

MOMENT = datetime(2026, 11, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200b"])
def test_a_picture_without_words_needs_a_person(text: str) -> None:
    passage = Passage(text, "", MOMENT, ("image",))

    findings = AttachmentScorer().score([passage], [()])[0]

    assert [(finding.label, finding.traits) for finding in findings] == [(NO_TEXT, {"attachment"})]


def test_a_picture_with_words_is_judged_by_its_words() -> None:
    passage = Passage("Look at this pothole", "", MOMENT, ("image",))

    assert AttachmentScorer().score([passage], [()])[0] == []
