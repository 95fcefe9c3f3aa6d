"""What ``moderator check`` says ahead of time: how long a comment may wait, and which access ends."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from connectors.contract import AccessExpires, Connector, ConnectorError, Unsupported
from moderator.budgets import pacing_of
from moderator.clock import utc_now
from moderator.commands.loading import MISTAKES
from moderator.council import Council
from moderator.domain.comment import AccountRef
from moderator.domain.register import Profile
from moderator.store.spending import AccessEnd
from moderator.store.store import open_store
from moderator.tasks.pacing import outlooks
from moderator.told import access_sentence, short_sentence, worst_sentence


def access_lines(council: Council, profile: Profile, connector: Connector) -> Iterator[str]:
    """When the access ends, where the platform tells; whether it works now, the check itself has said."""
    if not isinstance(connector, AccessExpires):
        return
    now = utc_now()
    try:
        end = AccessEnd(profile.account, connector.access_ends_at(), now)
    except Unsupported as error:
        yield f"note    profile {profile.id}: {error}"
        return
    except ConnectorError:
        return
    warning = access_sentence(profile, end, now, timedelta(days=council.settings.polling.warn_days))
    if warning:
        yield f"note    {warning}"
    elif end.ends_at is not None:
        yield f"ok      profile {profile.id}: its access ends on {end.ends_at:%Y-%m-%d}"


def outlook_lines(council: Council, connectors: Mapping[AccountRef, Connector]) -> Iterator[str]:
    """The worst time from comment to decision that settings and budgets promise each profile."""
    pacing = pacing_of(council, connectors)
    try:
        store = open_store(council.store_url)
    except MISTAKES:
        return  # the check of the database has said why
    with store.reading() as tx:
        expected = outlooks(tx, pacing, utc_now())
    store.close()
    judging = timedelta(seconds=council.settings.daemon.deliver_s)
    for profile in council.runnable:
        if profile.account not in expected:
            continue
        outlook = expected[profile.account]
        remote_wait = connectors[profile.account].capabilities.remote_wait
        yield f"ok      profile {profile.id}: {worst_sentence(outlook, judging, remote_wait)}"
        if short := short_sentence(profile, outlook, pacing.budgets[profile.account.platform]):
            yield f"note    {short}"
