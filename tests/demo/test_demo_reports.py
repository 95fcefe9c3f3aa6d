"""The demonstration's check of the weekly reports fails as soon as one figure is not what really happened."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest
from weekly_examples import FACEBOOK, MANAGER, a_promise, a_report

from moderator.demo.checking_reports import reports_agree
from moderator.domain.weekly_facts import Criticised


@dataclass
class Ledger:
    """What a played demonstration holds, as far as the check asks."""

    reports: tuple = (a_report(a_promise(), a_promise(took=None)),)
    comments_there: int = 17
    hidden_there: int = 0
    states: tuple = ("in time", "breached")
    keys: tuple = (f"weekly:{MANAGER.email}:2026-W47",)
    taken_in: dict = field(default_factory=dict)
    calls: dict = field(default_factory=lambda: {"council-facebook": ()})

    @property
    def promises(self):
        return [SimpleNamespace(state=state) for state in self.states]

    @property
    def stage(self):
        return SimpleNamespace(standing=lambda number: SimpleNamespace(is_hidden=number < self.hidden_there))

    def comments(self):
        return [SimpleNamespace(id=number) for number in range(self.comments_there)]

    def mails(self):
        return [SimpleNamespace(key=key) for key in self.keys]

    def profile(self, _profile_id):
        return SimpleNamespace(account=FACEBOOK)


def test_reports_that_tell_what_happened_pass() -> None:
    check = reports_agree(Ledger())

    assert check.holds, check.detail


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"comments_there": 18}, "comments: 17 reported, 18 true"),
        ({"hidden_there": 2}, "hidden on the platforms: 0 reported, 2 true"),
        ({"states": ("in time", "in time")}, "promises kept: 1 reported, 2 true"),
        ({"states": ("in time", "late", "breached")}, "promises broken: 1 reported, 2 true"),
        ({"reports": ()}, "There is none."),
        ({"keys": ()}, "none was mailed"),
    ],
)
def test_one_figure_that_is_wrong_fails_the_check(changes, said) -> None:
    check = reports_agree(Ledger(**changes))

    assert not check.holds
    assert said in check.detail


def test_criticism_that_was_hidden_fails_the_check() -> None:
    report = replace(a_report(a_promise(), a_promise(took=None)), criticised=Criticised(3, hidden_for_it=1))

    assert "criticism hidden: 1 reported, 0 true" in reports_agree(Ledger(reports=(report,))).detail
