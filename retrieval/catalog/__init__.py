"""The SQL catalog: schema, stores and migrations. It is the truth; the index is derived from it."""
