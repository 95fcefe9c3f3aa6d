"""Whether an edit asks for more than was asked before: only that starts another clock after an answer. Pure."""

from collections import Counter

from moderator.domain.likeness import plain_words

#: Fewer new words than this are a correction: of a spelling, a day, a name.
FEWEST_NEW_WORDS = 3


def asks_more(before: str, after: str) -> bool:
    """Whether the new words hold something that the old ones did not, beyond a correction."""
    added = Counter(plain_words(after)) - Counter(plain_words(before))
    is_another_question = after.count("?") > before.count("?") and bool(added)
    return is_another_question or added.total() >= FEWEST_NEW_WORDS
