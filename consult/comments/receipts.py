"""A receipt as a file, and the digest by which anyone can check it.

The digest is the SHA-256 of what was received as canonical JSON: of the keys in `digested`, sorted,
without blanks, in UTF-8. The receipt tells all of it, so that it can be calculated anew.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import typst
from sqlalchemy import select

from consult.comments.models import Anchor, Comment, CommentRevision
from consult.comments.queries import FOLIO, Said
from consult.config import resource
from consult.consultations.models import Consultation
from consult.drafts.models import Version
from consult.extensions import db
from consult.sealing import keyed

GROUP = 8
NO_DIGIT = re.compile(r"[^0-9a-f]")


def digest(consultation: Consultation, said: Said, version: int) -> str:
    """Empty where words were covered since: what is left does not give it any more."""
    if said.revision.received is not None:
        return ""
    return _digest(
        _digested(
            consultation, said.comment.folio, version, said.anchor.quote, said.revision
        )
    )


def grouped(digest: str) -> str:
    """In groups, for who reads or types it."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def moment(revision: CommentRevision) -> str:
    """When it was received, to the second, as the digest has it."""
    return revision.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def received_on(consultation: Consultation, folio: str, given: str) -> datetime | None:
    """When a text of this folio and this digest was received, whatever became of it; None if none
    was, and nothing tells why."""
    wanted = NO_DIGIT.sub("", given.lower())
    if not FOLIO.fullmatch(folio):
        return None
    query = (
        select(CommentRevision, Comment.folio, Version.number, Anchor.quote)
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .join(Version, Version.id == Comment.version_id)
        .join(
            Anchor, (Anchor.comment_id == Comment.id) & (Anchor.version_id == Comment.version_id)
        )
        .where(Comment.consultation_id == consultation.id, Comment.folio == folio.upper())
    )
    for revision, own, number, quote in db.session.execute(query):
        if revision.received is not None:
            is_it = revision.received == kept_digest(wanted)
        else:
            is_it = _digest(_digested(consultation, own, number, quote, revision)) == wanted
        if is_it:
            return revision.created_at
    return None


def kept_digest(digest: str) -> str:
    """What is kept of a digest to know it again, once the words behind it are covered: nobody who
    lacks the key can try words until one fits."""
    return keyed("received", digest).hex()


def _digested(
    consultation: Consultation, folio: str, version: int, quote: str, revision: CommentRevision
) -> dict[str, Any]:
    return {
        "body": revision.body,
        "consultation": consultation.slug,
        "folio": folio,
        "proposed_text": revision.proposed_text,
        "quote": quote,
        "received": moment(revision),
        "revision": revision.number,
        "stance": revision.stance,
        "version": version,
    }


def _digest(digested: Mapping[str, Any]) -> str:
    canonical = json.dumps(digested, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_pdf(told: Mapping[str, Any], made: datetime) -> bytes:
    """What a receipt says as a PDF: the words of templates/comments/receipt.typ are all in `told`,
    as data; by PDF/UA-1. The same bytes for the same receipt."""
    try:
        return _compiled(told, made, accessible=True)
    except typst.TypstError:
        # A sign that no font of ours has: without the standard, which forbids the gap.
        return _compiled(told, made, accessible=False)


def _compiled(told: Mapping[str, Any], made: datetime, *, accessible: bool) -> bytes:
    template = resource("templates") / "comments" / "receipt.typ"
    return typst.compile(
        template,
        root=template.parent,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told)},
        timestamp=int(made.timestamp()),
        pdf_standards="ua-1" if accessible else None,
    )
