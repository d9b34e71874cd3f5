"""people and trust: roles in a consultation, who speaks and how much of it is shown"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    accounts()
    comments()
    notifications()


def accounts() -> None:
    op.create_table('membership',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_membership_consultation_id_consultation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'consultation_id', 'role', name=op.f('pk_membership'))
    )
    op.create_index('ix_membership_consultation_id', 'membership', ['consultation_id'])


def comments() -> None:
    # Not in a batch: it would make the table anew, and with it every index and row.
    for column in (
        sa.Column('exposure', sa.String(length=12), server_default='name', nullable=False),
        sa.Column('is_institutional', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('author_key', sa.String(length=32), nullable=True),
        sa.Column('follow_hash', sa.String(length=64), nullable=True),
        sa.Column('held', sa.String(length=20), nullable=True),
        sa.Column('group_id', sa.Integer(), nullable=True),
        sa.Column('supports', sa.Integer(), server_default='0', nullable=False),
    ):
        op.add_column('comment', column)
    op.create_index('ix_comment_author_key', 'comment', ['author_key'])
    op.create_index('ix_comment_follow_hash', 'comment', ['follow_hash'], unique=True)
    op.create_index('ix_comment_group_id', 'comment', ['group_id'])

    op.create_table('identity',
    sa.Column('comment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_identity_comment_id_comment')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_identity'))
    )


def notifications() -> None:
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('frequency', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=40), nullable=False),
    sa.Column('message_id', sa.String(length=120), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    op.create_index('ix_notice_state', 'notice', ['state', 'next_try_at'])
    op.create_table('mail_preference',
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('contributions', sa.String(length=12), nullable=False),
    sa.Column('replies', sa.String(length=12), nullable=False),
    sa.Column('news', sa.String(length=12), nullable=False),
    sa.Column('work', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_preference_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mail_preference'))
    )


def downgrade() -> None:
    without_notifications()
    without_comments()
    without_accounts()


def without_notifications() -> None:
    op.drop_table('mail_preference')
    op.drop_index('ix_notice_state', 'notice')
    op.drop_table('notice')


def without_comments() -> None:
    op.drop_table('identity')
    for name in ('group_id', 'follow_hash', 'author_key'):
        op.drop_index(f'ix_comment_{name}', 'comment')
    for name in ('supports', 'group_id', 'held', 'follow_hash', 'author_key', 'is_institutional', 'exposure'):
        op.drop_column('comment', name)


def without_accounts() -> None:
    op.drop_table('membership')
