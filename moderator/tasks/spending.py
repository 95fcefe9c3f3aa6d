"""Keeps what a connector's calls cost and what its platform says is left, whatever becomes of the calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from connectors.contract import Connector
from connectors.metering import Meter, metered
from moderator.clock import Clock
from moderator.domain.budget import Budget
from moderator.domain.comment import AccountRef
from moderator.store.spending import Told
from moderator.store.store import Store


@contextmanager
def spending_kept(
    store: Store, connector: Connector, account: AccountRef, purpose: str, clock: Clock
) -> Iterator[Meter]:
    """Store, at the end of the block, what its calls of this connector cost. What failed has cost as well.

    Nothing is stored where nothing was told. Never open a transaction around the block.
    """
    with metered() as meter:
        try:
            yield meter
        finally:
            if meter.spent or meter.allowances:
                _keep(store, account, purpose, meter, clock(), connector.capabilities.daily.zone)


def _keep(store: Store, account: AccountRef, purpose: str, meter: Meter, at: datetime, zone: str) -> None:
    words = [Told(one.name, one.used, one.limit, one.resets_at, at) for one in meter.allowances.values()]
    with store.transaction() as tx:
        tx.spending.add(account, Budget({}, zone).day(at), purpose, meter.spent)
        tx.spending.told(account, words)
