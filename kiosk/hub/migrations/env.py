"""Runs the migrations on the connection that :func:`kiosk.hub.store.migrate` hands over."""

from alembic import context

from kiosk.hub.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
