"""How migrations run: each in one transaction of its own, which SQLite honours because BEGIN is sent first."""

from alembic import context
from moderator.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
