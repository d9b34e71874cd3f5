"""suggested topics, what people said to them, groups in what has no topic"""

import sqlalchemy as sa
from alembic import op

from consult.extensions import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('point_topic', sa.Column('acceptance_id', sa.Integer(), nullable=True))
    op.create_table('acceptance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('least', sa.Double(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('accepted_by', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['accepted_by'], ['person.id'], name=op.f('fk_acceptance_accepted_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_acceptance_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acceptance'))
    )
    with_suggestions()
    with_groups()


def with_suggestions() -> None:
    op.create_table('point_suggestion',
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_point_suggestion_point_id_point')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_point_suggestion_topic_id_topic')),
    sa.PrimaryKeyConstraint('point_id', 'topic_id', name=op.f('pk_point_suggestion'))
    )
    op.create_index('ix_point_suggestion_topic_id', 'point_suggestion', ['topic_id'], unique=False)
    op.create_table('point_reply',
    sa.Column('point_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('reply', sa.String(length=12), nullable=False),
    sa.Column('replied_by', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_point_reply_point_id_point')),
    sa.ForeignKeyConstraint(['replied_by'], ['person.id'], name=op.f('fk_point_reply_replied_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('point_id', name=op.f('pk_point_reply'))
    )
    op.create_table('suggestion_run',
    sa.Column('consultation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('learned', sa.Integer(), nullable=False),
    sa.Column('suggested', sa.Integer(), nullable=False),
    sa.Column('measured', sa.Integer(), nullable=True),
    sa.Column('top1', sa.Double(), nullable=True),
    sa.Column('top3', sa.Double(), nullable=True),
    sa.Column('top5', sa.Double(), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_suggestion_run_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('consultation_id', name=op.f('pk_suggestion_run'))
    )


def with_groups() -> None:
    op.create_table('point_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('quotes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_point_group_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_group'))
    )
    op.create_table('point_group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['point_group.id'], name=op.f('fk_point_group_member_group_id_point_group'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_point_group_member_point_id_point')),
    sa.PrimaryKeyConstraint('group_id', 'point_id', name=op.f('pk_point_group_member'))
    )
    op.create_index('ix_point_group_member_point_id', 'point_group_member', ['point_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_point_group_member_point_id', 'point_group_member')
    op.drop_table('point_group_member')
    op.drop_table('point_group')
    op.drop_table('suggestion_run')
    op.drop_table('point_reply')
    op.drop_index('ix_point_suggestion_topic_id', 'point_suggestion')
    op.drop_table('point_suggestion')
    op.drop_table('acceptance')
    op.drop_column('point_topic', 'acceptance_id')
