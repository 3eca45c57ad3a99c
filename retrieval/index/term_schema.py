"""The schema of the word index, and how texts become terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tantivy import Filter, Schema, TextAnalyzer

ANALYZER_NAME = "segments"
"""The name under which the index's schema stores its text analyzer."""


def build_schema() -> Schema:
    """Return the schema: show, generation and number as integers, and the text to search."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("show", indexed=True, fast=True)
    builder.add_unsigned_field("generation", indexed=True, fast=True)
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("text", tokenizer_name=ANALYZER_NAME, index_option="freq")
    return builder.build()


def build_analyzer(*extra_filters: Filter) -> TextAnalyzer:
    """Return the analyzer that cuts texts into stems, after `extra_filters`."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    normalizers = Filter.remove_long(40), Filter.lowercase(), Filter.ascii_fold()
    for step in (*normalizers, *extra_filters, Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()
