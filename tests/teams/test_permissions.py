"""The page that says who may do what."""

from consult.permissions import PERMISSIONS
from consult.teams.acts import ACTS, COLUMNS, table


def test_every_act_has_its_sentence_once():
    named = [action for acts in ACTS.values() for action in acts]
    assert sorted(named) == sorted(PERMISSIONS)


def test_the_page_says_what_the_rules_say(app, visitor):
    page = visitor.get("/permisos")
    rows = page.all(".//tbody/tr")
    assert len(rows) == len(PERMISSIONS)
    words = {
        "".join(row.find("th").itertext()): [cell.text for cell in row.findall("td")]
        for row in rows
    }
    assert words["Leer los aportes que esperan y decidir si se publican"] == [
        "No", "No", "Sí", "No", "Sí", "Sí",
    ]  # fmt: skip
    assert words["Administrar las cuentas y el sitio"] == ["No"] * 5 + ["Sí"]


def test_who_has_more_may_more(app):
    for _group, rows in table():
        for _sentence, may in rows:
            visitor, participant, *_teams, admin, platform = may
            assert visitor <= participant <= admin <= platform
    assert len(COLUMNS) == 6
