"""A small world to ask for: one's own consultation, another, a hidden one, and what is in them.

`values` of a set gives the parts of an address. A part is named as in the rule; the same name
means different things in different features, so "topics.key" goes before "key".
"""

from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from consult.accounts.events import link_made
from consult.accounts.links import Purpose, make_link
from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.accounts.standing import join
from consult.approvals.service import confirm
from consult.comments.models import Comment
from consult.comments.revealing import ask_who
from consult.consultations.models import Consultation
from consult.drafts.preparing.staging import stage
from consult.drafts.queries import section_by_key
from consult.drafts.raw import RawDraft, RawSection
from consult.drafts.service import publish
from consult.extensions import db, utc_now
from consult.jobs import Job
from consult.moderation.bulk import prepare as prepare_batch
from consult.moderation.models import Appeal
from consult.moderation.opening import ask_original
from consult.moderation.redacting import redact
from consult.notifications.models import Group, Notice
from consult.notifications.queries import token
from consult.organizations.models import Delegation, Organization, OrganizationKind
from consult.questions.service import add as add_question
from consult.sealing import seal
from consult.teams.service import change_site_role, invite
from consult.topics.service import create as create_topic
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.organizations.inviting import an_organization, invited
from tests.people import make_person
from tests.site.sites import Site

# Who works for some consultations alone: theirs and the hidden one, or the other one.
TEAMS = {
    "moderator_here": ("moderator", ("propia", "oculta")),
    "drafter_here": ("drafter", ("propia", "oculta")),
    "admin_here": ("admin", ("propia", "oculta")),
    "moderator_elsewhere": ("moderator", ("ajena",)),
    "drafter_elsewhere": ("drafter", ("ajena",)),
}
OTHER_DRAFT = DRAFT.replace("#eje-", "#parte-") + "\n## Eje 3\n\nFin.\n"
EVERYONE = ("participant", "moderator", "drafter", "admin", "delegate", *TEAMS)
# What these are about is another comment than elsewhere in moderation.
ABOUT = {"moderation.ask_original": "covered", "moderation.report": "folio"}
WAITING = "Este aporte espera y nadie más debe leerlo."
ASKED = {"name": "Otra Persona", "password_hash": "-"}
Values = dict[str, Any]


@dataclass(frozen=True)
class World:
    """`own`: all there and public; `unpublished`: a consultation without a published version;
    `other`: own consultation, objects of another; `hidden`: own consultation, objects that wait."""

    site: Site
    own: Values
    unknown: Values
    unpublished: Values
    other: Values
    hidden: Values


def address(rule: Rule, values: Values) -> str:
    """Where `rule` answers for these values; a part that has none is a KeyError."""
    feature = rule.endpoint.split(".")[0]
    parts = {
        name: values.get(f"{feature}.{name}", values.get(name, KeyError))
        for name in rule.arguments
    }
    if rule.endpoint in ABOUT:
        parts["folio"] = values[ABOUT[rule.endpoint]]
    unplaced = [name for name, value in parts.items() if value is KeyError]
    if unplaced:
        raise KeyError(f"{rule.endpoint}: give {unplaced} a value in tests/site/world.py")
    built = rule.build(parts, append_unknown=False)
    assert built is not None
    return built[1]


def a_world(site: Site) -> World:
    with site.context():
        own, other = a_consultation("propia"), a_consultation("ajena", draft=OTHER_DRAFT)
        hidden = a_consultation("oculta", draft=None)
        _people([own, other, hidden])
        own_values = _values(own, block="2.1", key="eje-1", versions=2)
        other_values = _values(other, block="3.1", key="parte-1", versions=4)
        waiting = an_appealed(a_comment(own, WAITING, status="pending"))
        a_version(own)
        own_values |= _organization("propia", own, *map(account, EVERYONE))
        other_values |= _organization("ajena", other)
        a_version(hidden)
    return World(
        site,
        own=own_values,
        unknown=own_values | {"slug": "no-existe"},
        unpublished=own_values | {"slug": "oculta", "number": 1},
        other=other_values | {"slug": "propia"},
        hidden=own_values
        | {"folio": waiting, "covered": waiting, "number": 3}
        | {f"{feature}.folio": waiting for feature in ("comments", "identities", "moderation")},
    )


def _people(consultations: list[Consultation]) -> None:
    """Teams of single consultations, and someone who speaks for a verified organization."""
    for name, (role, slugs) in TEAMS.items():
        person = make_person("participant", f"{name}@ejemplo.hn")
        for consultation in consultations:
            if consultation.slug in slugs:
                join(None, person, consultation, role=role, now=utc_now())
    delegate = make_person("participant", "delegate@ejemplo.hn")
    made = Organization(name="Red de prueba", kind=OrganizationKind.NGO, verified_at=utc_now())
    db.session.add(made)
    db.session.flush()
    db.session.add(Delegation(person_id=delegate.id, organization_id=made.id))


def account(role: str) -> Person:
    person = person_by_email(f"{role}@ejemplo.hn")
    assert person is not None
    return person


def _of_team(consultation: Consultation) -> Values:
    """Someone of its team, invitations, and acts that wait for a second person or were decided."""
    admin, slug = account("admin"), consultation.slug
    member = make_person("participant", f"equipo-{slug}@ejemplo.hn")
    join(None, member, consultation, role="moderator", now=utc_now())
    waiting = invite(
        admin, consultation, email=f"a-{slug}@ejemplo.hn", role="admin", reason="Hace falta."
    )
    sent = invite(
        admin, consultation, email=f"b-{slug}@ejemplo.hn", role="drafter", reason="Hace falta."
    )
    with link_made.connected_to(lambda _email, token, **_rest: tokens.append(token)):
        tokens: list[str] = []
        confirm(None, sent)
    coded = a_comment(consultation, exposure="coded", author_id=member.id)
    revealed = ask_who(admin, consultation, coded, reason="Una amenaza.")
    confirm(account("admin_here") if slug == "propia" else None, revealed)
    covered = a_comment(consultation, "Palabras secretas.", status="pending")
    redact(account("moderator"), covered, ["secretas"], revision=1, reason="personal_data")
    opened = ask_original(admin, consultation, covered, reason="Lo pide un juez.")
    confirm(account("admin_here") if slug == "propia" else None, opened)
    granted = change_site_role(admin, member, role="drafter", reason="Sí.", now=utc_now())
    assert granted is not None
    return {
        "teams.person": member.id,
        "teams.role": "moderator",
        "teams.invitation": sent.subject_id,
        "teams.token": tokens[0],
        "approvals.approval": waiting.id,
        "approvals.act": granted.id,
        "moderation.approval": opened.id,
        "covered": covered.folio,
        "identities.folio": coded.folio,
        "identities.approval": revealed.id,
    }


def _organization(name: str, consultation: Consultation, *people: Person) -> Values:
    """One that these people speak for, with a comment that waits for another of them; without
    any, it is not verified."""
    organization = an_organization(
        name, *people, verified=bool(people), requires_signoff=bool(people)
    )
    comment = a_comment(
        consultation, "Espera un visto bueno.", status="unsigned", is_institutional=True,
        organization_id=organization.id,
    )  # fmt: skip
    token = invited("otra@ejemplo.hn", organization.id) if people else "no-hay-tal"
    db.session.commit()
    return {
        "organization": organization.id,
        "organizations.token": token,
        "comment": comment.id,
    }


def a_question(consultation: Consultation, key: str) -> int:
    assert consultation.current_version_id is not None
    text = section_by_key(consultation.current_version_id, key)
    assert text is not None
    return add_question(
        None, text.section, kind="one", text="¿Está de acuerdo?", options=["Sí", "No"]
    ).id


def _failed() -> tuple[int, int]:
    """A job and a notice that may be tried again."""
    job = Job(task="test.unknown", state="failed", error="KeyError")
    notice = Notice(
        kind="account_exists", sealed=seal({"address": "ana@ejemplo.hn"}), language="es",
        state="failed", error="550", message_id="failed",
    )  # fmt: skip
    db.session.add_all([job, notice])
    db.session.flush()
    return job.id, notice.id


def an_appealed(comment: Comment) -> str:
    """Its folio, once its author has appealed."""
    db.session.add(Appeal(comment_id=comment.id, text="Mire otra vez."))
    db.session.flush()
    return comment.folio


def a_batch(consultation: Consultation, comment: Comment) -> int:
    """Its number: one comment that may be decided on with others."""
    batch = prepare_batch(account("moderator"), consultation, comment_ids=[comment.id])
    assert batch is not None
    return batch.id


def _values(consultation: Consultation, *, block: str, key: str, versions: int) -> Values:
    """Make what an address can name, and name it; `block` and `key` stand in its draft."""
    job, notice = _failed()
    receipt = (consultation.slug * 43)[:43]
    drafter, author = account("drafter"), account("participant")
    waiting = a_comment(
        consultation, WAITING, status="pending", receipt_key=receipt, author_id=author.id
    )
    values = {
        "slug": consultation.slug,
        "number": versions,
        "old": 1,
        "key": key,
        "block_number": block,
        "folio": a_comment(consultation, block=block).folio,
        "moderation.folio": an_appealed(waiting),
        "moderation.batch": a_batch(consultation, waiting),
        "comments.folio": a_comment(consultation, block=block, author_id=author.id).folio,
        "comments.key": receipt,
        "kind": "csv",
        "position": 1,
        "questions.question": a_question(consultation, key),
        "pending": stage(drafter, consultation, RawDraft([RawSection("Título", 1)])).id,
        "place": 0,
        "token": make_link("otra@ejemplo.hn", Purpose.CONFIRM, arguments=ASKED),
        "notifications.token": token(drafter.id, Group.NEWS),
        "job": job,
        "notice": notice,
        "topics.key": create_topic(None, consultation, name=f"Tema {consultation.slug}").key,
        **_of_team(consultation),
    }
    for _number in range(1, versions):
        draft = OTHER_DRAFT if block == "3.1" else DRAFT
        publish(None, a_version(consultation, draft))
    return values
