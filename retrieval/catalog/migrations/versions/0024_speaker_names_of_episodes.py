"""The names of speakers whom transcripts don't name, by episode: their labels mean another person in each."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
_EPISODES = sa.table("episodes", *map(sa.column, ("key", "show", "speaker_names")))
_GENERATIONS = sa.table("generations", *map(sa.column, ("episode", "show", "state")))
_NAMES = sa.table("speaker_names", *map(sa.column, ("show", "label", "name")))


def upgrade() -> None:
    """Add the column, with the names that the episodes had until now: those of their shows.

    An episode of a show that was merged into another had those of the show that it was in before.
    """
    op.add_column("episodes", sa.Column("speaker_names", sa.JSON(), nullable=True))
    of_episode = (_GENERATIONS.c.episode == _EPISODES.c.key) & (_GENERATIONS.c.state == sa.text("'current'"))
    is_merged = _GENERATIONS.c.show.not_in(sa.select(_EPISODES.alias().c.show))
    before = sa.select(_GENERATIONS.c.show).where(of_episode, is_merged).correlate(_EPISODES)
    show = sa.func.coalesce(before.scalar_subquery(), _EPISODES.c.show)
    is_postgres = op.get_context().dialect.name == "postgresql"
    collect = sa.func.json_object_agg if is_postgres else sa.func.json_group_object
    names = sa.select(collect(_NAMES.c.label, _NAMES.c.name)).where(_NAMES.c.show == show)
    named = sa.select(_NAMES.c.show).where(_NAMES.c.show == show)
    change = sa.update(_EPISODES).values(speaker_names=names.correlate(_EPISODES).scalar_subquery())
    op.execute(change.where(named.correlate(_EPISODES).exists()))
