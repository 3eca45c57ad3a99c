"""How alembic reaches the catalog: on the connection it is handed, or as SQL text for a named dialect."""

from alembic import context

from retrieval.catalog.schema import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    context.configure(
        dialect_name=context.config.get_main_option("dialect") or "sqlite",
        target_metadata=metadata,
        literal_binds=True,
    )
else:
    # SQLite's DDL is transactional once the driver leaves BEGIN to us, which alembic can't know.
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
