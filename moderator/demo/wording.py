"""Plain words for what the machine calls by short names: labels, kinds of words, the elements of defamation."""

from moderator.domain.evidence import MODEL_PREFIX, Finding

LABEL_WORDS = {
    "defamation": "Allegation about somebody",
    "abuse": "Abuse",
    "hate": "Hate",
    "threat": "Threat",
    "personal_data": "Personal details",
    "contempt": "Live court case",
    "protected_identity": "Protected identity",
    "spam": "Spam or scam",
    "safeguarding": "Somebody may be at risk",
    "self_harm": "Self-harm",
    "foi_request": "Freedom of information",
    "eir_request": "Environmental information",
    "subject_access": "Own records",
    "complaint": "Complaint",
    "factual_error": "Factual error",
    "welsh": "Welsh",
    "whistleblowing": "Whistleblowing",
    "election": "Election",
    "criticism_of_council": "Criticism of the council",
    "profanity_untargeted": "Swearing at nobody",
    "language": "Language",
    "needs_response": "Needs an answer",
    "no_text": "No text to read",
    "no-text": "A picture nobody has read",
    "gap": "A scorer was silent",
}

#: The elements of a defamatory statement, as a lawyer reads them.
ELEMENT_WORDS = {
    "T0": "Target: the council as a body, or nobody",
    "T1": "Target: one of a small group",
    "T2": "Target: a unique role or a company",
    "T3": "Target: a named person",
    "I0": "Imputation: none",
    "I1": "Imputation: competence",
    "I2": "Imputation: character",
    "I3": "Imputation: crime or abuse of office",
    "I4": "Imputation: gravest crime",
    "F0": "How it is put: joke, insult, praise or denial",
    "F1": "How it is put: question, condition, or opinion with its basis",
    "F2": "How it is put: loaded question or insinuation",
    "F3": "How it is put: suspicion",
    "F4": "How it is put: hearsay",
    "F5": "How it is put: stated as fact",
    "P0": "Public record: none claimed",
    "P1": "Public record: claimed, not verified",
    "P2": "Public record: links to a trusted source",
}

BASIS_WORDS = {
    "learned": "a trained model's score",
    "pattern": "words and grammar",
    "register": "the council's own list",
}

_TONES = {
    "target": "who",
    "imputation": "what",
    "assertion": "how",
    "public_record": "record",
    "record": "record",
    "phone": "private",
    "address": "private",
    "email": "private",
    "postcode": "private",
    "vehicle_reg": "private",
    "nino": "private",
    "bank_account": "private",
    "slur": "harm",
    "insult": "harm",
    "threat": "harm",
    "abuse": "harm",
}


def label_words(label: str) -> str:
    """What a label is called in front of people."""
    if label.startswith(MODEL_PREFIX):
        return f"Model: {label.removeprefix(MODEL_PREFIX).replace('_', ' ')}"
    return LABEL_WORDS.get(label, label.replace("_", " ").capitalize())


def element_words(finding: Finding) -> tuple[str, ...]:
    """The legal elements a finding carries, in the order target, imputation, assertion, public record."""
    return tuple(words for trait, words in ELEMENT_WORDS.items() if trait in finding.traits)


def kind_words(kind: str) -> str:
    return kind.replace("_", " ")


def tone_of(kind: str) -> str:
    """Which of the six markings a kind of words gets on the page."""
    return _TONES.get(kind, "other")
