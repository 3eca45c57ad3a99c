"""When something is due, even if its time was stored while the clock was far ahead."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement

MAX_WAIT = timedelta(days=40)
"""The longest that anything waits: a later due time was stored by a wrong clock."""


def is_due(due: datetime, now: datetime) -> bool:
    """Return whether something is due."""
    return due <= now or due > now + MAX_WAIT


def due_condition(due: Column[datetime], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is due."""
    return (due <= now) | (due > now + MAX_WAIT)
