"""Plain words for what the machine calls by short names: labels, who is meant, kinds of words, elements of libel."""

from collections.abc import Iterable, Iterator

from moderator.domain.evidence import LOOK_PREFIX, MODEL_PREFIX, READ_PREFIX, Finding, Span

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
    "welsh": "Welsh, for a Welsh reader",
    "whistleblowing": "Whistleblowing",
    "election": "Election",
    "criticism_of_council": "Criticism of the council",
    "profanity_untargeted": "Swearing at nobody",
    "language": "Language",
    "needs_response": "Needs an answer",
    "no_text": "No text to read",
    "doubt": "Seems harmless as a whole",
    "harmless": "All but certainly harmless as a whole",
    "repeated": "The same words many times",
    "picture_text": "Words in the picture",
    "no-text": "A picture nobody has read",
    "gap": "A check could not be made",
}

#: The elements of a defamatory statement, as a lawyer reads them.
ELEMENT_WORDS = {
    "T0": "Who: the council as a body, or nobody",
    "T1": "Who: one of a small group",
    "T2": "Who: a unique role or a company",
    "T3": "Who: a named person",
    "I0": "What is said: no accusation",
    "I1": "What is said: bad at the job",
    "I2": "What is said: bad character",
    "I3": "What is said: crime or abuse of office",
    "I4": "What is said: the gravest crime",
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

#: Who a finding is about, where that matters to the person who decides.
ABOUT_WORDS = {
    "politician": "a politician",
    "candidate": "a candidate",
    "officer": "a member of staff",
    "private": "a private person",
    "company": "a company",
    "group": "a group of people",
    "council": "the council",
}
#: Labels whose name says already whom they are about, or for which it does not matter.
_ABOUT_NOBODY = frozenset({"safeguarding", "self_harm", "criticism_of_council", "contempt", "protected_identity"})

KIND_WORDS = {
    "target": "who",
    "person": "who",
    "imputation": "what is said",
    "assertion": "how it is put",
    "record": "public record",
    "public_record": "public record",
    "protected": "protected",
    "phone": "phone number",
    "email": "e-mail address",
    "vehicle_reg": "number plate",
    "nino": "National Insurance number",
    "bank_account": "bank details",
    "risk": "sign of risk",
    "misuse": "wrongdoing",
    "insider": "knows from inside",
    "profanity": "swearing",
    "election": "electioneering",
}

#: Kinds of words that are starred out in a mail; targets, groups and allegations have to be read.
MASKED_KINDS = frozenset({"slur", "insult", "profanity", "sexual"})
#: Kinds that say in which language words are: not words that carry evidence, so nobody needs them marked.
LANGUAGE_KINDS = frozenset({"en", "cy", "mixed"})


def label_words(label: str) -> str:
    """What a label is called in front of people."""
    if label.startswith(MODEL_PREFIX):
        return f"Model: {model_label_words(label)}"
    if label.startswith(LOOK_PREFIX):
        return f"Second look: {label_words(label.removeprefix(LOOK_PREFIX)).lower()}"
    if label.startswith(READ_PREFIX):
        return f"Read as a whole: {label_words(label.removeprefix(READ_PREFIX)).lower()}"
    return LABEL_WORDS.get(label, label.replace("_", " ").capitalize())


def model_label_words(label: str) -> str:
    """What a trained model calls one of its scores: "severe toxicity"."""
    return label.removeprefix(MODEL_PREFIX).replace("_", " ")


def finding_words(finding: Finding) -> str:
    """A finding's name, with whom it is about where that matters: "Threat (a politician)"."""
    about = "" if finding.label in _ABOUT_NOBODY else ABOUT_WORDS.get(finding.about, "")
    return f"{label_words(finding.label)} ({about})" if about else label_words(finding.label)


def element_words(finding: Finding) -> tuple[str, ...]:
    """The legal elements a finding carries, in the order target, imputation, assertion, public record."""
    return tuple(words for trait, words in ELEMENT_WORDS.items() if trait in finding.traits)


def kind_words(kind: str) -> str:
    """What a kind of words is called in front of people."""
    return KIND_WORDS.get(kind, kind.replace("_", " "))


def evidence_spans(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that show which words carry the evidence."""
    return (span for span in spans if span.kind not in LANGUAGE_KINDS)
