"""What happens to people, as far as organizations are concerned."""

from typing import Any

from sqlalchemy import delete

from consult.accounts.events import data_asked, person_erased
from consult.accounts.models import Person
from consult.extensions import db
from consult.organizations.models import OrganizationInvitation
from consult.organizations.queries import delegations


@person_erased.connect
def forget_invitations(person: Person) -> None:
    """Those to their address go; what they speak for goes by itself."""
    db.session.execute(
        delete(OrganizationInvitation).where(OrganizationInvitation.email == person.email)
    )


@data_asked.connect
def spoken_for(person: Person) -> dict[str, Any]:
    return {
        "organizations": [
            {"name": each.organization.name, "since": each.created_at.isoformat()}
            for each in delegations(person)
        ]
    }
