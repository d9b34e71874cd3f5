"""people and trust: roles in a consultation, who speaks and how much of it is shown"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    accounts()
    signing_in()
    comments()
    own_comments()
    participants()
    consultations()
    teams()
    duplicates()
    organizations()
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


def signing_in() -> None:
    op.add_column('person', sa.Column('email_confirmed_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE person SET email_confirmed_at = created_at')

    # Who had signed in does so again: a session from before says not how it was opened.
    op.execute('DELETE FROM auth_session')
    with op.batch_alter_table('auth_session') as batch:
        batch.add_column(sa.Column('proof', sa.String(length=10), nullable=False))
        batch.add_column(sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False))

    op.create_table('second_factor',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_factor_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_second_factor'))
    )
    op.create_table('recovery_code',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'code_hash', name=op.f('pk_recovery_code'))
    )
    op.create_table('one_time_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_one_time_link_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_link_token_hash'))
    )
    op.create_index('ix_one_time_link_person_id', 'one_time_link', ['person_id'])


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
    op.create_index('ix_comment_group_id', 'comment', ['group_id', 'status', 'held', 'id'])
    op.create_index('ix_comment_held', 'comment', ['consultation_id', 'status', 'held', 'id'])

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


def teams() -> None:
    op.create_table('approval',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_approval_asked_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_approval_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_approval_decided_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )
    op.create_index('ix_approval_waiting', 'approval', ['consultation_id', 'outcome', 'id'])
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('sealed_email', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('invited_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_invitation_consultation_id_consultation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_invitation_invited_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    op.create_index('ix_invitation_consultation_id', 'invitation', ['consultation_id'])


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


def duplicates() -> None:
    op.create_table('shingle_band',
    sa.Column('consultation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('band', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('comment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_shingle_band_comment_id_comment')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_shingle_band_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('consultation_id', 'band', 'comment_id', name=op.f('pk_shingle_band'))
    )
    op.create_index('ix_shingle_band_comment_id', 'shingle_band', ['comment_id'])


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
    without_teams()
    without_participants()
    without_consultations()
    without_own_comments()
    without_duplicates()
    without_organizations()
    without_notifications()
    without_comments()
    without_signing_in()
    without_accounts()


def without_teams() -> None:
    op.drop_table('invitation')
    op.drop_table('approval')


def without_participants() -> None:
    op.drop_table('participant')


def without_consultations() -> None:
    op.drop_column('consultation', 'accepts_without_account')


def without_notifications() -> None:
    op.drop_table('mail_preference')
    op.drop_index('ix_notice_state', 'notice')
    op.drop_table('notice')


def without_comments() -> None:
    op.drop_table('identity')
    for name in ('held', 'group_id', 'follow_hash', 'author_key'):
        op.drop_index(f'ix_comment_{name}', 'comment')
    for name in ('supports', 'group_id', 'held', 'follow_hash', 'author_key', 'is_institutional', 'exposure'):
        op.drop_column('comment', name)


def without_signing_in() -> None:
    for name in ('one_time_link', 'recovery_code', 'second_factor'):
        op.drop_table(name)
    op.execute('DELETE FROM auth_session')
    for name in ('last_seen_at', 'proof'):
        op.drop_column('auth_session', name)
    op.drop_column('person', 'email_confirmed_at')


def without_accounts() -> None:
    op.drop_table('membership')


def without_own_comments() -> None:
    op.drop_table('appeal')
    op.drop_table('support')
    op.drop_column('comment_revision', 'stance')


def without_duplicates() -> None:
    op.drop_table('shingle_band')


def without_organizations() -> None:
    for name in ('sign_off', 'organization_invitation', 'verification'):
        op.drop_table(name)
    for name in ('waits_since', 'requires_signoff', 'website'):
        op.drop_column('organization', name)
