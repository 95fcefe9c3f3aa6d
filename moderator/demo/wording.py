"""What only the demonstration's page says: how a finding is known, and how each kind of words is marked."""

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


def tone_of(kind: str) -> str:
    """Which of the six markings a kind of words gets on the page."""
    return _TONES.get(kind, "other")
