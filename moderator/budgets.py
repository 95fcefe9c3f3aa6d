"""Wires the pacing of polls: each platform's budget and each profile's limits, from settings and capabilities."""

from collections.abc import Mapping
from datetime import timedelta

from connectors.contract import Connector
from moderator.council import Council
from moderator.domain.budget import ROUNDS, Budget
from moderator.domain.comment import AccountRef
from moderator.domain.register import Profile
from moderator.polling_settings import BudgetSettings
from moderator.tasks.pacing import Limits, Pacing

_DAY = timedelta(days=1)


def pacing_of(council: Council, connectors: Mapping[AccountRef, Connector]) -> Pacing:
    """Between which limits, and within which budgets, this council's profiles are polled."""
    readable = [one for one in council.runnable if connectors[one.account].capabilities.can_fetch]
    platforms = dict.fromkeys(profile.account.platform for profile in readable)
    return Pacing(
        limits={profile.account: _limits(council, profile) for profile in readable},
        budgets={name: _budget(council, name, connectors, readable) for name in platforms},
        stretch=council.settings.polling.stretch,
    )


def _limits(council: Council, profile: Profile) -> Limits:
    polling = council.settings.polling
    worst = timedelta(minutes=polling.worst.get(profile.id, polling.worst_minutes))
    # Whoever wants every profile read more often than that says so with poll_s.
    fastest = timedelta(seconds=min(polling.fastest_s, council.settings.daemon.poll_s))
    return Limits(min(fastest, worst), worst)


def _budget(
    council: Council, platform: str, connectors: Mapping[AccountRef, Connector], readable: list[Profile]
) -> Budget:
    polling = council.settings.polling
    here = [profile for profile in readable if profile.account.platform == platform]
    capabilities = connectors[here[0].account].capabilities
    daily, chosen = capabilities.daily, council.settings.budget.get(platform, BudgetSettings())
    kinds = {
        "calls": chosen.calls_a_day or daily.calls,
        "units": chosen.units_a_day or daily.units,
        "usd": chosen.usd_a_day or daily.usd,
    }
    most = {kind: amount for kind, amount in kinds.items() if amount is not None}
    if not most.keys() - ({"units"} if daily.only_acts_cost_units else set()):
        # Nothing is published for reading and nothing was chosen: as many polls as the usual interval makes.
        usual = max(timedelta(seconds=council.settings.daemon.poll_s), capabilities.poll_every)
        most[ROUNDS] = sum(_DAY / min(usual, _limits(council, profile).worst) for profile in here)
    return Budget(most, daily.zone, polling.acts_percent / 100, polling.reread_percent / 100)
