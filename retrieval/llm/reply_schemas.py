"""JSON schemas of the replies that chat models are asked for."""

from typing import Any


def _object_schema(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these properties, as OpenAI's strict mode requires it."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _sentence_list() -> dict[str, Any]:
    """Return the schema of a list of sentences, each with the numbers of the passages that it rests on."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    return {"type": "array", "items": _object_schema({"text": {"type": "string"}, "segments": numbers})}


_TEXT = {"type": "string"}

ANSWER_SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "The sentences of the answer, each with the passage it rests on and a quote of that.",
    **_object_schema(
        {
            "sentences": {
                "type": "array",
                "items": _object_schema({"text": _TEXT, "segment": {"type": "integer"}, "quote": _TEXT}),
            }
        }
    ),
}
VERIFICATION_SCHEMA: dict[str, Any] = {
    "title": "verification",
    "description": "Whether a transcript bears a sentence out.",
    **_object_schema(
        {"unproven": _TEXT, "verdict": {"type": "string", "enum": ["supported", "contradicted", "not_said"]}}
    ),
}
TOPIC_SCHEMA: dict[str, Any] = {
    "title": "topic",
    "description": "What a stretch of an episode is about.",
    **_object_schema(
        {"title": {"type": "string"}, "sentences": _sentence_list(), "quote": {"type": "string"}}
    ),
}
