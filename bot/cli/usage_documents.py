"""The JSON documents of what language models were used for."""

from retrieval.models import MonthlyUsage, Usage


def usage_document(row: MonthlyUsage) -> dict[str, object]:
    """Return a line of `usage --json`; `guild` is null for the host's shell and private messages."""
    return {
        "guild": row.guild,
        "month": row.month,
        "model": row.model,
        "questions": row.questions,
        "kept": row.kept,
        **usage_figures(row.usage),
    }


def usage_figures(usage: Usage) -> dict[str, object]:
    """Return token counts as reported by the provider; `cost` is in US dollars, null where it isn't known."""
    return {
        "requests": usage.requests,
        "unmeasured_requests": usage.unmeasured,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost": None if usage.cost is None else round(usage.cost, 6),
    }
