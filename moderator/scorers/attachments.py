"""Says when there is nothing to read: a picture, a sticker or a voice message needs a person.

Finding: "no_text", value 1.0, trait "attachment" when something is attached and "empty" when nothing is.
"""

from collections.abc import Sequence

from moderator.domain.evidence import NO_TEXT, Finding, Passage


class AttachmentScorer:
    name = "attachments"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [_findings(passage) for passage in passages]


def _findings(passage: Passage) -> list[Finding]:
    if any(not sign.isspace() and sign.isprintable() for sign in passage.text):
        return []
    if passage.attachment_kinds:
        why = "There is no text, only " + ", ".join(passage.attachment_kinds) + ": somebody has to look at it."
        return [Finding(NO_TEXT, 1.0, "attachments.no_text", why, traits=frozenset({"attachment"}))]
    return [Finding(NO_TEXT, 1.0, "attachments.empty", "There is no text to judge.", traits=frozenset({"empty"}))]
