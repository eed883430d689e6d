"""All tables of the first hub.

While no hub is in use, they are those of :mod:`kiosk.hub.tables` as it stands.
"""

from alembic import op

from kiosk.hub.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Remove them."""
    metadata.drop_all(op.get_bind())
