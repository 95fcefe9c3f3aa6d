"""Every scorer speaks about every comment, however long it is, and what nobody read is a gap."""

from collections.abc import Sequence
from datetime import UTC, datetime

from moderator.domain.evidence import LONGEST, UNREAD_END, Finding, Gap, Passage, gather

AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


class Length:
    """Says how much it was given to read."""

    name = "length-of"

    def score(self, passages: Sequence[Passage], earlier: Sequence[Sequence[Finding]]) -> Sequence[Sequence[Finding]]:
        return [[Finding("read", float(len(one.text) + len(one.parent_text)), "length", "Read.")] for one in passages]


def test_the_end_of_a_comment_longer_than_any_platform_allows_is_a_gap_and_holds_nobody_up() -> None:
    passages = [Passage("a" * 1_000_000, "b" * 1_000_000, AT), Passage("a" * LONGEST, "", AT)]

    long, longest = gather(passages, [Length()])

    assert (long.findings[0].value, long.gaps) == (2.0 * LONGEST, (Gap(UNREAD_END, "TooLong"),))
    assert (longest.findings[0].value, longest.gaps) == (float(LONGEST), ())
