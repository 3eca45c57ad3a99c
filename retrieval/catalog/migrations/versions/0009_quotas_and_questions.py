"""How much each generation takes and single servers may store, and questions that nobody has seen yet."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_FILL = """
update generations set bytes =
coalesce((select {bytes_of_content} from transcripts where transcripts.hash = generations.transcript), 0)
+ coalesce((select sum({bytes_of_cues}) from segments where segments.generation = generations.id), 0)
"""


def upgrade() -> None:
    """Add the columns, count what is stored already, and make the table, empty."""
    op.add_column("jobs", sa.Column("question", sa.Text(), nullable=True))
    op.add_column(
        "generations", sa.Column("bytes", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    if op.get_context().dialect.name == "sqlite":  # older ones have no `octet_length`
        lengths = {"bytes_of_content": "length(content)", "bytes_of_cues": "length(cast(cues as blob))"}
    else:
        lengths = {"bytes_of_content": "octet_length(content)", "bytes_of_cues": "octet_length(cues)"}
    op.execute(_FILL.format(**lengths))
    op.drop_index("ix_generations_show", table_name="generations")
    op.create_index("ix_generations_show", "generations", ["show", "state", "bytes"])
    op.create_table(
        "guild_limits",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("episodes", sa.BigInteger(), nullable=True),
        sa.Column("feeds", sa.BigInteger(), nullable=True),
        sa.Column("jobs", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild", name=op.f("pk_guild_limits")),
    )
