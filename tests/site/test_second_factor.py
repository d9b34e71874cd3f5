"""No address of staff answers to who came with a password alone."""

from consult.accounts.models import Opened, Proof
from consult.accounts.queries import person_by_email
from consult.accounts.service import open_session
from consult.extensions import utc_now
from consult.permissions import PERMISSIONS, everyone
from consult.web import BEFORE_CODES
from tests.people import Visitor
from tests.site.test_permissions import permission
from tests.site.world import World, address


def came_with_a_password(world: World) -> Visitor:
    visitor = Visitor(world.site.app)
    with world.site.context():
        person = person_by_email("admin@ejemplo.hn")
        assert person is not None
        token = open_session(person, Proof.PASSWORD)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = token
    return visitor


def test_no_address_of_staff_answers_without_a_second_factor(world: World) -> None:
    visitor, refused = came_with_a_password(world), 0
    for rule in world.site.app.url_map.iter_rules():
        action = permission(world.site.app, rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if action in BEFORE_CODES or method == "POST" and PERMISSIONS[action] is everyone:
                continue
            answer = visitor.client.open(address(rule, world.own), method=method)
            assert answer.location == "/cuenta/segundo-factor", f"{method} {rule}"
            refused += 1
    assert refused > 40
    assert BEFORE_CODES == {"session.start", "session.end", "account.manage"}


def test_what_everybody_may_send_shows_them_no_more_than_to_everybody(world: World) -> None:
    """Whoever sends is looked up by the view, after the rule about the second factor."""
    visitor = came_with_a_password(world)
    with world.site.context():
        person = person_by_email("admin@ejemplo.hn")
        assert person is not None and person.can("draft.manage")
        person.session = Opened(1, Proof.PASSWORD, utc_now())
        assert not person.can("draft.manage") and not person.can("site.manage")
    assert visitor.client.get("/").location == "/cuenta/segundo-factor"
