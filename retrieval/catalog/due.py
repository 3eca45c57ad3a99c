"""When something is due, also where a clock that was far ahead has stored its time."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement

MAX_WAIT = timedelta(days=40)
"""Longer than anything waits: what is due later was stored by a clock that was wrong."""


def is_due(due: datetime, now: datetime) -> bool:
    """Return whether something is due."""
    return due <= now or due > now + MAX_WAIT


def due_condition(due: Column[datetime], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is due."""
    return (due <= now) | (due > now + MAX_WAIT)
