"""Which web addresses the council trusts, blocks or does not know."""

import re
from collections.abc import Iterator, Sequence

from moderator.domain.evidence import Span
from moderator.domain.register import Register
from moderator.scorers.lexicon import words_under
from moderator.scorers.reading import URL, Reading, Word

_BEFORE_HOST = re.compile(r"^(?:https?://)?(?:[^/@]*@)?(?:www\.)?")


class Links:
    """The council's own domains and both its lists, together with the courts and newspapers that ship as trusted."""

    def __init__(self, register: Register) -> None:
        own, lists = register.contacts.domains, register.links
        shipped = words_under("defamation", "assertion.toml", "trusted")
        self._trusted = frozenset(host_of(one) for one in (*own, *lists.trusted, *shipped))
        self._blocked = frozenset(map(host_of, lists.blocked))

    def blocked_in(self, reading: Reading) -> Iterator[Span]:
        """Where a blocked address stands."""
        return (Span(word.start, word.end, "link") for word in _links(reading) if _is_under(word, self._blocked))

    def foreign_in(self, reading: Reading) -> Sequence[Word]:
        """Addresses on neither list."""
        return [word for word in _links(reading) if not _is_under(word, self._trusted)]


def host_of(address: str) -> str:
    """The name of the server in an address, in small letters and without "www."."""
    return re.split(r"[/?#:]", _BEFORE_HOST.sub("", address.strip().lower()))[0].rstrip(".")


def _links(reading: Reading) -> Iterator[Word]:
    return (word for sentence in reading.sentences for word in sentence.words if word.text == URL)


def _is_under(word: Word, hosts: frozenset[str]) -> bool:
    """Whether the address lies on one of these servers or below its name: "evil-council.example" is not."""
    labels = host_of(word.shown).split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))
