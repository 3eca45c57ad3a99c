"""When servers revoked the links that their members had to their pages on the site."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table, empty: no link is revoked."""
    op.create_table(
        "site_links",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild", name=op.f("pk_site_links")),
    )
