"""What every page of the themes starts from, and comments as cards on them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_login import current_user
from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.topics import queries
from consult.topics.queries import Contribution
from consult.topics.sections import Sections
from consult.topics.tree import Tree

blueprint = Blueprint("topics", __name__)

LARGEST_NUMBER = 2**31 - 1
ABANDONED = timedelta(seconds=20)  # that a job waits where no worker is there


@dataclass(frozen=True, slots=True)
class Scene:
    """A consultation with its topics and the sections of its current version."""

    consultation: Consultation
    tree: Tree
    sections: Sections

    @property
    def slug(self) -> str:
        return self.consultation.slug


def open_consultation(slug: str) -> Consultation:
    return (by_slug(current_user, slug) if slug.isprintable() else None) or abort(404)


def open_scene(slug: str) -> Scene:
    consultation = open_consultation(slug)
    return Scene(
        consultation,
        queries.tree(current_user, consultation),
        queries.outline(current_user, consultation),
    )


def after_argument() -> int:
    """The comment after which a list goes on: what is no number counts as the beginning."""
    given = request.args.get("despues", "")
    return min(int(given), LARGEST_NUMBER) if given.isdecimal() and len(given) < 11 else 0


def card(scene: Scene, row: Contribution) -> dict[str, Any]:
    """A comment as the component `aporte` shows it, with `topics` and `assign_href`."""
    folio = row.comment.folio
    topics = [
        {"title": node.name, "href": url_for("topics.topic", slug=scene.slug, key=node.key)}
        for node in scene.tree.in_order(row.topic_ids)
    ]
    return _said(row) | {
        "id": row.id,
        "point_id": row.point_id,
        "topic_ids": row.topic_ids,
        "topics": topics,
        "folio": folio,
        "folio_slug": f"aporte-{folio.lower()}",
        "permalink": url_for("reading.comment", slug=scene.slug, folio=folio),
        "assign_href": url_for("topics.assign", slug=scene.slug, aporte=folio),
        "place_href": _place(scene, row),
    }


def _said(row: Contribution) -> dict[str, Any]:
    comment = row.comment
    return {
        "created_at": comment.created_at,
        "status": comment.status,
        "kind": comment.kind,
        "stance": comment.stance,
        "author_name": comment.author_name,
        "organization_name": comment.organization_name,
        "organization_kind": comment.organization_kind,
        "exposure": comment.exposure,
        "is_institutional": comment.is_institutional,
        "is_verified": comment.is_verified,
        "quote": row.quote,
        "body_html": Markup(row.body_html),  # cleaned when it was written, and so is what follows
        "proposed_html": Markup(row.proposed_html),
        "answers": row.answers,
        "section_title": row.section_title,
        "block_number": row.block_number,
    }


def _place(scene: Scene, row: Contribution) -> str:
    if row.block_number:
        return url_for(
            "reading.block",
            slug=scene.slug,
            number=row.version_number,
            block_number=row.block_number,
        )
    if row.section_key:
        return url_for("reading.section", slug=scene.slug, key=row.section_key)
    return url_for("reading.home", slug=scene.slug)
