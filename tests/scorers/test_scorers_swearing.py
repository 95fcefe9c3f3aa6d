"""Swearing is told from words that only look like it once their apostrophe is gone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.domain.evidence import Passage
from moderator.register_file import load_register
from moderator.scorers.offence.abuse import AbuseScorer
from moderator.scorers.scene import Stage

REGISTER = Path(__file__).parents[1] / "data" / "labels_page_register.toml"
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "swears"),
    [
        ("He'll bring the trestle tables over at six", False),
        ("Maybe he’ll ring back", False),
        ("What the hell is that on the roundabout", True),
        ("He'll ask what the hell happened", True),
    ],
)
def test_he_will_is_no_oath(text, swears):
    scorer = AbuseScorer(Stage(load_register(REGISTER)))

    ((*found,),) = scorer.score([Passage(text, "", AT)], [()])

    assert ("profanity_untargeted" in {one.label for one in found}) == swears
