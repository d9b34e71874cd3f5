"""fair moderation: rules of each consultation, second opinions, reports, covered words"""

import sqlalchemy as sa
from alembic import op

from consult.extensions import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The reasons that there were before, as the first edition of every consultation that began with
# them: code, what completes "Motivo: …", what it means, and whether something is shown instead.
STANDARD = (
    ("off_topic", "no trata del borrador en consulta",
     "El aporte habla de algo que este borrador no trata ni podría tratar. Estar en contra del"
     " borrador, o pedir algo que le falta, sí es tratar de él.", True),
    ("insult", "insulta o ataca a personas o grupos",
     "El aporte ofende, amenaza o humilla a una persona o a un grupo. Criticar con dureza a una"
     " institución, una decisión o un texto no es un insulto.", True),
    ("personal_data", "publica datos personales",
     "El aporte da datos con los que se encuentra o se identifica a una persona: su número de"
     " identidad, su teléfono, su dirección o su historia. Si basta con tapar esas palabras, se"
     " tapan y lo demás se publica.", True),
    ("spam", "es publicidad o un envío masivo",
     "El aporte ofrece o vende algo, o lo envió un programa. Que muchas personas envíen el mismo"
     " texto no es un envío masivo: cada una cuenta y se publica.", False),
    ("unclear", "no se entiende qué opina, propone o pregunta",
     "Con el texto que hay no se puede saber qué quiere decir. Antes de rechazarlo por esto se"
     " devuelve a quien lo escribió para que lo aclare.", True),
    ("duplicate", "repite otro aporte de la misma persona",
     "La misma persona ya envió lo mismo, y lo que dijo ya se publicó. Decir lo mismo que otra"
     " persona nunca es motivo para no publicar.", True),
)


def upgrade() -> None:
    rule = with_rules()
    with_second_opinions()
    with_reports()
    with_covered_words()
    adopt_standard_rules(rule)


def with_rules() -> sa.Table:
    rule = op.create_table('rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('label_en', sa.Text(), server_default='', nullable=False),
    sa.Column('text_en', sa.Text(), server_default='', nullable=False),
    sa.Column('leaves_stub', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_rule_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule')),
    sa.UniqueConstraint('consultation_id', 'edition', 'code', name=op.f('uq_rule_consultation_id_edition_code'))
    )
    op.add_column('decision', sa.Column('rules', sa.Integer(), nullable=True))
    op.add_column('decision', sa.Column('note', sa.Text(), server_default='', nullable=False))
    return rule


def with_second_opinions() -> None:
    op.add_column('consultation', sa.Column('second_moderator', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('rules', sa.Integer(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_proposal_comment_id_comment')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_proposal_decided_by_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['proposed_by'], ['person.id'], name=op.f('fk_proposal_proposed_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    op.create_index('ix_proposal_comment_id', 'proposal', ['comment_id'], unique=True, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))


def with_reports() -> None:
    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('rules', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('held', sa.String(length=20), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_report_comment_id_comment')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_report_decided_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report'))
    )
    op.create_index('ix_report_waiting', 'report', ['comment_id', 'outcome'], unique=False)


def with_covered_words() -> None:
    op.add_column('comment_revision', sa.Column('received', sa.String(length=64), nullable=True))
    op.create_table('redaction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('rules', sa.Integer(), nullable=False),
    sa.Column('spans', sa.JSON(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_redaction_comment_id_comment')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_redaction_decided_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redaction'))
    )
    op.create_index('ix_redaction_comment_id', 'redaction', ['comment_id', 'id'], unique=False)


def adopt_standard_rules(rule: sa.Table) -> None:
    """Of every consultation that has a published text, and what was decided by them."""
    moment = sa.column('published_at', UtcDateTime(timezone=True))
    version = sa.table('version', sa.column('consultation_id'), moment)
    opened = (
        sa.select(version.c.consultation_id, sa.func.min(version.c.published_at, type_=moment.type))
        .where(version.c.published_at.is_not(None))
        .group_by(version.c.consultation_id)
        .order_by(version.c.consultation_id)
    )
    rows = [
        {'consultation_id': number, 'edition': 1, 'position': position, 'code': code, 'label': label, 'text': text,
         'label_en': '', 'text_en': '', 'leaves_stub': leaves_stub, 'created_at': since}
        for number, since in op.get_bind().execute(opened).all()
        for position, (code, label, text, leaves_stub) in enumerate(STANDARD, 1)
    ]
    if rows:
        op.bulk_insert(rule, rows)
    op.execute('UPDATE decision SET rules = 1 WHERE reason IS NOT NULL')


def downgrade() -> None:
    op.drop_index('ix_redaction_comment_id', 'redaction')
    op.drop_table('redaction')
    op.drop_column('comment_revision', 'received')
    op.drop_index('ix_report_waiting', 'report')
    op.drop_table('report')
    op.drop_index('ix_proposal_comment_id', 'proposal')
    op.drop_table('proposal')
    op.drop_column('consultation', 'second_moderator')
    for name in ('note', 'rules'):
        op.drop_column('decision', name)
    op.drop_table('rule')
