"""Words typed short ("c u l8r @ the fete"), written out where the words beside them say what is meant."""

from collections.abc import Sequence

from moderator.scorers.pieces import Piece, whole
from moderator.scorers.respelling import tables
from moderator.scorers.wordstock import Stock

_MARKS = ".,;:!?\"'()…*"
#: Who or what comes after "for", "to" and "with".
_OBJECTS = frozenset((
    "the", "a", "an", "u", "ur", "you", "your", "yr", "me", "my", "him", "his", "her", "them", "their", "em",
    "us", "our", "it", "its", "this", "that", "these", "those", "all", "any", "every", "some", "one", "free",
    "now", "ever", "real", "no", "each",
))  # fmt: skip
#: Verbs after "2", and the words before it that ask for one.
_AFTER_TO = frozenset((
    "do", "get", "go", "see", "say", "be", "b", "make", "take", "come", "have", "hv", "let", "put", "pay", "tell",
    "find", "keep", "help", "try", "look", "c",
))  # fmt: skip
_BEFORE_TO = frozenset((
    "want", "wants", "wanted", "going", "gonna", "need", "needs", "used", "like", "love", "try", "trying",
    "listen", "ready", "able", "next", "due", "happy", "welcome", "nice", "hard", "easy", "goin", "lift",
))  # fmt: skip
_BEFORE_BE = frozenset((
    "to", "2", "will", "wont", "shud", "should", "shld", "cud", "could", "can", "cant", "must", "may", "might",
    "would", "wud", "ill", "youll", "gonna",
))  # fmt: skip
_AFTER_YOU_ARE = frozenset((
    "a", "an", "the", "so", "not", "all", "just", "going", "gonna",
))  # fmt: skip
#: A figure after one of these counts, and so does one before these.
_COUNTS = frozenset((
    "at", "@", "no", "number", "route", "page", "lot", "plot", "flat", "bus", "about", "only", "last", "next",
    "first", "over", "under", "aged", "age", "just",
))  # fmt: skip


class Textspeak:
    """Writes short words out, in English company alone. Stateless between calls."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._short = frozenset([*tables().chat, *tables().between, "2", "4", "ur"])
        #: Letters that may stand alone beside one typed short; any other belongs to a word that is spelled out.
        self._alone = frozenset([*self._short, "a", "i", "x"])

    def may_spell(self, words: Sequence[str]) -> bool:
        return not self._short.isdisjoint([word.strip(_MARKS).lower() for word in words])

    def spelled(self, pieces: list[Piece]) -> list[Piece]:
        places = [place for place, piece in enumerate(pieces) if not piece.is_space]
        small = [pieces[place].text.strip(_MARKS).lower() for place in places]
        if self._short.isdisjoint(small) or self._stock.reads_welsh([word for word in small if word.isalpha()]):
            return pieces
        done = list(pieces)
        for index, (place, word) in enumerate(zip(places, small, strict=True)):
            before, (after, beyond) = small[index - 1] if index else "", (*small[index + 1 : index + 3], "", "")[:2]
            if (
                word in self._short
                and not self._is_spelled(small, index)
                and (before, word, after) != ("c", "u", "next")
            ):
                meant = tables().chat.get(word) or self._between(word, before, after, beyond)
                if meant:
                    done[place] = _put(pieces[place], word, meant)
        return done

    def _is_spelled(self, small: Sequence[str], index: int) -> bool:
        """Whether it is one letter of a word that is spelled out."""
        row = [index]
        while row[0] and len(small[row[0] - 1]) == 1:
            row.insert(0, row[0] - 1)
        while row[-1] + 1 < len(small) and len(small[row[-1] + 1]) == 1:
            row.append(row[-1] + 1)
        return len(small[index]) == 1 and len(row) > 1 and any(small[one] not in self._alone for one in row)

    def _between(self, word: str, before: str, after: str, beyond: str) -> str:
        """What a letter, figure or sign stands for between these words; nothing where it may be what it is."""
        if word in ("2", "4"):
            is_counted = before in _COUNTS or not before or not after
            return "" if is_counted else self._figure(word, before, after)
        if word == "ur":
            return "you are" if after in _AFTER_YOU_ARE else "your"
        is_meant = {
            "c": after in ("u", "ya", "you", "the", "if") and not (after == "u" and beyond == "next"),
            "b": before in _BEFORE_BE,
            "w": after in _OBJECTS,
            "w/": self._stock.knows(after) or after in _OBJECTS,
            "n": self._is_word(before) and self._is_word(after),
            "r": self._is_word(after) or after in tables().chat,
            "@": bool(before and after),
        }
        return tables().between[word] if is_meant.get(word) else ""

    def _figure(self, word: str, before: str, after: str) -> str:
        if word == "4":
            return "for" if after in _OBJECTS else ""
        if after in ("many", "much", "late", "far", "long"):
            return "too"
        is_meant = after in _OBJECTS | _AFTER_TO or (before in _BEFORE_TO and self._stock.knows(after))
        return "to" if is_meant else ""

    def _is_word(self, word: str) -> bool:
        """Whether English words stand there; beside a name, "n" may be one of its initials."""
        return self._stock.knows(word) or word in tables().chat or word in _OBJECTS or word in ("i", "im", "ur")


def _put(piece: Piece, word: str, meant: str) -> Piece:
    shown = piece.text
    start = shown.lower().index(word)
    if shown[start].isupper() and not (len(word) > 1 and shown[start : start + len(word)].isupper()):
        meant = meant.capitalize()
    end = start + len(word)
    return Piece(piece.letters[:start] + whole(meant, piece.letters[start:end]).letters + piece.letters[end:])
