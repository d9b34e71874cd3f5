"""the moderation desk: claims, hints, batches, when a consultation publishes"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

WAITING = "status = 'pending'"


def partial(name, columns, condition):
    where = sa.text(condition)
    op.create_index(name, 'comment', columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    for column in (
        sa.Column('moderation_mode', sa.String(length=20), server_default='before', nullable=False),
        sa.Column('moderation_days', sa.Integer(), server_default='3', nullable=False),
        sa.Column('watched_words', sa.Text(), server_default='', nullable=False),
    ):
        op.add_column('consultation', column)

    op.add_column('comment', sa.Column('language', sa.String(length=3), nullable=True))
    op.add_column(
        'comment',
        sa.Column('is_unreviewed', sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    for name in ('kind', 'language', 'organization_kind'):
        partial(f'ix_comment_waiting_{name}', ['consultation_id', name, 'id'], WAITING)
    partial('ix_comment_corrected', ['consultation_id', 'id'], f'{WAITING} AND revision > 1')
    partial('ix_comment_unreviewed', ['consultation_id', 'id'], 'is_unreviewed')

    op.create_table('claim',
    sa.Column('comment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_claim_comment_id_comment')),
    sa.ForeignKeyConstraint(['holder_id'], ['person.id'], name=op.f('fk_claim_holder_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_claim'))
    )
    op.create_index('ix_claim_holder_id', 'claim', ['holder_id'])
    op.create_table('comment_hint',
    sa.Column('comment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_hint_comment_id_comment')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_comment_hint_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('comment_id', 'code', name=op.f('pk_comment_hint'))
    )
    op.create_index('ix_comment_hint_code', 'comment_hint', ['consultation_id', 'code', 'comment_id'])
    op.create_table('moderation_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('after', sa.String(length=12), nullable=True),
    sa.Column('reason', sa.String(length=30), nullable=True),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('results', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_moderation_batch_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_moderation_batch_made_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_batch'))
    )
    with op.batch_alter_table('decision') as batch:
        batch.add_column(sa.Column('batch_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f('fk_decision_batch_id_moderation_batch'), 'moderation_batch', ['batch_id'], ['id'])
    op.create_index('ix_decision_decided_by', 'decision', ['decided_by', 'id'])
    op.create_index('ix_decision_batch_id', 'decision', ['batch_id'])

    # What waits already is looked at by whoever works next: its language, its hints, its copies.
    op.execute(
        'INSERT INTO job (task, arguments, state, done, total, attempts, error, created_at)'
        " SELECT DISTINCT 'moderation.look', '{\"consultation_id\": ' || consultation_id || '}',"
        f" 'pending', 0, 0, 0, '', CURRENT_TIMESTAMP FROM comment WHERE {WAITING}"
    )


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE task = 'moderation.look'")
    op.drop_index('ix_decision_batch_id', table_name='decision')
    op.drop_index('ix_decision_decided_by', table_name='decision')
    with op.batch_alter_table('decision') as batch:
        batch.drop_constraint(op.f('fk_decision_batch_id_moderation_batch'), type_='foreignkey')
        batch.drop_column('batch_id')
    op.drop_table('moderation_batch')
    op.drop_table('comment_hint')
    op.drop_table('claim')
    for name in (
        'unreviewed', 'corrected', 'waiting_organization_kind', 'waiting_language', 'waiting_kind',
    ):
        op.drop_index(f'ix_comment_{name}', table_name='comment')
    for column in ('is_unreviewed', 'language'):
        op.drop_column('comment', column)
    for column in ('watched_words', 'moderation_days', 'moderation_mode'):
        op.drop_column('consultation', column)
