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
    own_comments()
    participants()
    consultations()
    organizations()


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


def participants() -> None:
    op.create_table('participant',
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('author_key', sa.String(length=32), nullable=False),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_participant_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('consultation_id', 'author_key', name=op.f('pk_participant')),
    sa.UniqueConstraint('consultation_id', 'code', name=op.f('uq_participant_consultation_id_code'))
    )


def consultations() -> None:
    op.add_column('consultation', sa.Column('accepts_without_account', sa.Boolean(), server_default=sa.true(), nullable=False))


def organizations() -> None:
    for column in (
        sa.Column('website', sa.String(length=200), server_default='', nullable=False),
        sa.Column('requires_signoff', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('waits_since', sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column('organization', column)
    op.execute('UPDATE organization SET waits_since = created_at WHERE verified_at IS NULL')

    op.create_table('verification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('checked', sa.String(length=80), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_verification_decided_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_verification_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification'))
    )
    op.create_index('ix_verification_organization_id', 'verification', ['organization_id'])

    op.create_table('organization_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_organization_invitation_invited_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_organization_invitation_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_organization_invitation_token_hash'))
    )
    op.create_index('ix_organization_invitation_email', 'organization_invitation', ['email'])

    op.create_table('sign_off',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('is_signed', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('signed_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_sign_off_comment_id_comment')),
    sa.ForeignKeyConstraint(['signed_by'], ['person.id'], name=op.f('fk_sign_off_signed_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_off'))
    )
    op.create_index('ix_sign_off_comment_id', 'sign_off', ['comment_id'])


def downgrade() -> None:
    without_organizations()
    without_own_comments()
    without_participants()
    without_consultations()
    without_comments()
    without_accounts()


def without_participants() -> None:
    op.drop_table('participant')


def without_consultations() -> None:
    op.drop_column('consultation', 'accepts_without_account')


def without_comments() -> None:
    op.drop_table('identity')
    for name in ('group_id', 'follow_hash', 'author_key'):
        op.drop_index(f'ix_comment_{name}', 'comment')
    for name in ('supports', 'group_id', 'held', 'follow_hash', 'author_key', 'is_institutional', 'exposure'):
        op.drop_column('comment', name)


def without_accounts() -> None:
    op.drop_table('membership')


def without_organizations() -> None:
    for name in ('sign_off', 'organization_invitation', 'verification'):
        op.drop_table(name)
    for name in ('waits_since', 'requires_signoff', 'website'):
        op.drop_column('organization', name)


def own_comments() -> None:
    # Not in a batch: it would make the table anew, without the triggers of its search index.
    op.add_column('comment_revision', sa.Column('stance', sa.String(length=20), nullable=True))
    op.execute('UPDATE comment_revision SET stance = (SELECT comment.stance FROM comment WHERE comment.id = comment_revision.comment_id)')

    op.create_table('support',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('supporter_key', sa.String(length=32), nullable=True),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_support_comment_id_comment')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_support_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support')),
    sa.UniqueConstraint('comment_id', 'organization_id', name=op.f('uq_support_comment_id_organization_id')),
    sa.UniqueConstraint('comment_id', 'supporter_key', name=op.f('uq_support_comment_id_supporter_key'))
    )
    op.create_index('ix_support_supporter_key', 'support', ['supporter_key'])

    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_appeal_comment_id_comment')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_appeal_decided_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('comment_id', name=op.f('uq_appeal_comment_id'))
    )


def without_own_comments() -> None:
    op.drop_table('appeal')
    op.drop_table('support')
    op.drop_column('comment_revision', 'stance')
