"""the log: a seal on every row, a chain over the rows, and no change of either"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TABLES = ('audit_event', 'audit_link')


def upgrade() -> None:
    op.add_column('organization', sa.Column('signoff_ends_by', sa.Integer(), nullable=True))
    # Not in a batch: it would make the table anew, with every row.
    op.add_column('audit_event', sa.Column('seal', sa.String(length=64), nullable=True))
    op.create_table('audit_link',
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_link')),
    sa.UniqueConstraint('event_id', name=op.f('uq_audit_link_event_id'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        for table in TABLES:
            for act in ('update', 'delete'):
                op.execute(f"""
                    CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
                """)
        return
    op.execute("""
        CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """)
    for table in TABLES:
        for act in ('update', 'delete', 'truncate'):
            op.execute(f"""
                CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()
            """)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for table in TABLES:
        for act in ('update', 'delete') if sqlite else ('update', 'delete', 'truncate'):
            op.execute(f'DROP TRIGGER {table}_no_{act}' + ('' if sqlite else f' ON {table}'))
    if not sqlite:
        op.execute('DROP FUNCTION audit_append_only()')
    op.drop_table('audit_link')
    op.drop_column('organization', 'signoff_ends_by')
    op.drop_column('audit_event', 'seal')
