"""Loads the demonstration into an empty database, all of it or nothing."""

import csv
import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select, update

from consult.accounts.models import DEMONSTRATION, Person, Role
from consult.accounts.service import create_person
from consult.comments.models import Comment, Exposure, Point, Status
from consult.comments.service import NewComment, Quote, new_receipt_key, receive
from consult.consultations.models import HONDURAS, Consultation
from consult.consultations.service import create_consultation
from consult.drafts.models import Block, SectionText, Version
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import Place, place_of_block, place_of_section, section_by_key
from consult.drafts.service import import_draft, publish
from consult.drafts.translation import stored
from consult.drafts.translation.desk import fit
from consult.drafts.translation.fitting import pair
from consult.extensions import db
from consult.moderation.models import Decision, Reason
from consult.organizations.models import Delegation, Organization, Outcome, Verification
from consult.questions.models import WORDS, NewAnswer
from consult.questions.service import add
from consult.topics.models import PointTopic, Topic

DATA = Path(__file__).with_name("data")
TODAY = 60
CONTEXT = 32
PEOPLE = {
    Role.ADMIN: ("admin" + DEMONSTRATION, "Administración de ejemplo"),
    Role.DRAFTER: ("redaccion" + DEMONSTRATION, "Equipo redactor de ejemplo"),
    Role.MODERATOR: ("moderacion" + DEMONSTRATION, "Moderación de ejemplo"),
    Role.PARTICIPANT: ("participante" + DEMONSTRATION, "Participante de ejemplo"),
}
# For what takes two people.
SECOND = ("segunda" + DEMONSTRATION, "Segunda administración de ejemplo")


def accounts(folder: Path) -> list[tuple[str, str, str]]:
    """Role, e-mail and password of each demonstration account; made once for each folder. The
    last one is a second administration."""
    path = folder / "demo-accounts.json"
    if not path.exists():
        path.touch(mode=0o600)
        names = (*(role.value for role in PEOPLE), "second")
        path.write_text(json.dumps({name: f"demo-{secrets.token_hex(8)}" for name in names}))
    passwords = json.loads(path.read_text())
    made = [(role.value, email, passwords[role]) for role, (email, _name) in PEOPLE.items()]
    if "second" in passwords:  # not where the accounts are from before there was one
        made.append((Role.ADMIN.value, SECOND[0], passwords["second"]))
    return made


def prepare(folder: Path) -> None:
    """Load the demonstration and commit, unless it is there already."""
    described = _yaml("consultation.yaml")
    if db.session.scalar(select(Consultation.id).where(Consultation.slug == described["slug"])):
        return
    people = _people(folder)
    organizations = _organizations(people)
    opened = datetime.now(HONDURAS).date() - timedelta(days=TODAY)
    consultation = create_consultation(
        people[Role.ADMIN],
        slug=described["slug"],
        title=described["title"],
        opens=opened,
        closes=opened + timedelta(days=described["length_days"]),
        summary=described["summary"],
        folio_prefix=described["folio_prefix"],
    )
    topics = _topics(consultation)
    lines = (DATA / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    loader = _Comments(consultation, people[Role.MODERATOR], organizations, topics)
    for entry in described["versions"]:
        version = _import(people[Role.DRAFTER], consultation, entry)
        if version.number == 1:
            loader.answers = _questions(people[Role.DRAFTER], version)
        if entry["published_day"] is not None:
            _publish(people[Role.DRAFTER], version, entry)
            _translate(people[Role.DRAFTER], version, entry.get("translations", {}))
            loader.load(version, [row for row in rows if row["version"] == version.number])
    db.session.commit()


def _yaml(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def _people(folder: Path) -> dict[Role, Person]:
    """The first one of each role."""
    names: dict[str, str] = dict([*PEOPLE.values(), SECOND])
    found: dict[Role, Person] = {}
    for role, email, password in accounts(folder):
        person = create_person(
            None, email=email, name=names[email], role=role, password=password
        )
        found.setdefault(Role(role), person)
    return found


def _organizations(people: dict[Role, Person]) -> dict[str, Organization]:
    """The organizations with who speaks for them; those with a list of what was checked are
    verified."""
    found = {}
    for entry in _yaml("organizations.yaml"):
        checked, roles = entry.pop("checked", []), entry.pop("delegates", [])
        now = datetime.now(UTC)
        when = {"verified_at": now} if checked else {"waits_since": now}
        organization = Organization(**entry, **when)
        db.session.add(organization)
        db.session.flush()
        here = {"organization_id": organization.id}
        if checked:
            db.session.add(
                Verification(
                    outcome=Outcome.VERIFIED, checked=" ".join(checked),
                    decided_by=people[Role.ADMIN].id, **here,
                )
            )  # fmt: skip
        db.session.add_all(Delegation(person_id=people[Role(role)].id, **here) for role in roles)
        found[organization.name] = organization
    return found


def _topics(consultation: Consultation) -> dict[str, int]:
    found: dict[str, int] = {}
    with (DATA / "topics.csv").open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            topic = Topic(
                consultation_id=consultation.id,
                parent_id=found.get(row["parent"]),
                position=position,
                key=row["key"],
                name=row["name"],
                description=row["description"],
                words="\n".join(row["words"].split(";")),
            )
            db.session.add(topic)
            db.session.flush()
            found[topic.key] = topic.id
    return found


def _import(actor: Person, consultation: Consultation, entry: dict[str, Any]) -> Version:
    parsed = parse_markdown((DATA / entry["file"]).read_bytes())
    return import_draft(actor, consultation, parsed, label=entry["label"], note=entry["note"])


def _publish(actor: Person, version: Version, entry: dict[str, Any]) -> None:
    publish(actor, version, deferral=entry["deferral"])
    version.created_at = version.published_at = _moment(
        version.consultation, entry["published_day"], hour=9
    )
    db.session.flush()


def _translate(actor: Person, version: Version, files: dict[str, str]) -> None:
    for language, name in files.items():
        pairs = pair(parse_markdown((DATA / name).read_bytes()), stored.sources(version))
        wanted = [each.translation for each in fit(pairs, {})]
        stored.save(actor, version, language, wanted)


def _questions(actor: Person, version: Version) -> dict[str, list[NewAnswer]]:
    """Put the questions beside their sections; the answers of each comment."""
    found: dict[str, list[NewAnswer]] = {}
    for entry in _yaml("questions.yaml"):
        text = section_by_key(version.id, entry["section"])
        assert text is not None, entry["section"]
        question = add(
            actor, text.section, kind=entry["kind"], text=entry["text"],
            options=entry.get("options", ()),
        )  # fmt: skip
        for comment, said in entry["answers"].items():
            choices = [(WORDS, said)] if isinstance(said, str) else [(each, "") for each in said]
            found.setdefault(comment, []).extend(
                NewAnswer(question.id, *choice) for choice in choices
            )
    return found


def _moment(consultation: Consultation, day: int, hour: int) -> datetime:
    moment = consultation.opens_at + timedelta(days=day, hours=hour)
    return min(moment, datetime.now(UTC) - timedelta(minutes=5))


class _Comments:
    """Puts the demonstration's comments on a version, with decisions and topics."""

    def __init__(
        self,
        consultation: Consultation,
        moderator: Person,
        organizations: dict[str, Organization],
        topics: dict[str, int],
    ) -> None:
        self._consultation, self._moderator = consultation, moderator
        self._organizations, self._topics = organizations, topics
        self._ids: dict[str, int] = {}
        self.answers: dict[str, list[NewAnswer]] = {}

    def load(self, version: Version, rows: list[dict[str, Any]]) -> None:
        new = [self._comment(version, row) for row in rows]
        ids = receive(self._moderator, self._consultation, new)
        self._ids.update(zip((row["id"] for row in rows), ids, strict=True))
        for row, comment_id in zip(rows, ids, strict=True):
            self._reply(row, comment_id)
            self._decision(version, row, comment_id)
        query = select(Point.comment_id, Point.id).where(Point.comment_id.in_(ids))
        points = {row.comment_id: row.id for row in db.session.execute(query)}
        db.session.execute(
            insert(PointTopic),
            [
                {"point_id": points[self._ids[row["id"]]], "topic_id": self._topics[key]}
                for row in rows
                for key in row["topics"]
            ],
        )

    def _comment(self, version: Version, row: dict[str, Any]) -> NewComment:
        place, quote = _place(version, row)
        organization = self._organizations.get(row["organization"])
        waits = row["status"] == Status.UNSIGNED
        return NewComment(
            place=place,
            quote=quote,
            body=row["body"],
            kind=row["kind"],
            stance=row["stance"] or None,
            proposed_text=row["proposed_text"],
            source=row["source"],
            status=row["status"],
            status_reason=row["reason"] or None,
            leaves_stub=row["reason"] != Reason.SPAM,
            author_id=self._moderator.id if waits else None,
            author_name=row["author"],
            exposure=Exposure.ORGANIZATION if waits else Exposure.NAME,
            organization_id=organization.id if organization else None,
            is_institutional=organization is not None,
            organization_name=row["organization"],
            organization_kind=row["organization_kind"] or None,
            external_id=row["id"],
            receipt_key=new_receipt_key(),
            answers=self.answers.get(row["id"], ()),
            created_at=_moment(self._consultation, row["day"], row["hour"]),
        )

    def _reply(self, row: dict[str, Any], comment_id: int) -> None:
        if row["reply_to"]:
            db.session.execute(
                update(Comment)
                .where(Comment.id == comment_id)
                .values(reply_to_id=self._ids[row["reply_to"]])
            )

    def _decision(self, version: Version, row: dict[str, Any], comment_id: int) -> None:
        if row["status"] not in (Status.PUBLISHED, Status.REJECTED, Status.RETURNED):
            return
        db.session.add(
            Decision(
                comment_id=comment_id,
                revision=1,
                version_id=version.id,
                before=Status.PENDING,
                after=row["status"],
                reason=row["reason"] or None,
                rules=1 if row["reason"] else None,
                explanation=row["reason_text"] or "",
                decided_by=self._moderator.id,
                created_at=_moment(self._consultation, row["day"], row["hour"] + 9),
            )
        )


def _place(version: Version, row: dict[str, Any]) -> tuple[Place, Quote | None]:
    if not row["section"]:
        return Place(version.id), None
    section = section_by_key(version.id, row["section"])
    assert section is not None, row["id"]
    block = _block(section, row["block_starts"])
    if block is None:
        return place_of_section(section), None
    return place_of_block(block, section), _quote(block.text, row["quote"])


def _block(section: SectionText, beginning: str) -> Block | None:
    blocks = db.session.scalars(select(Block).where(Block.section_text_id == section.id))
    return next((b for b in blocks if beginning and b.text.startswith(beginning)), None)


def _quote(text: str, exact: str) -> Quote | None:
    start = text.find(exact) if exact else -1
    if start < 0:
        return None
    end = start + len(exact)
    return Quote(
        exact, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end
    )
