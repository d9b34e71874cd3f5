"""The history of the database's tables (Alembic, through Flask-Migrate)."""
