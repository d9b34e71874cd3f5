"""The page that says who may do what."""

from consult.permissions import PERMISSIONS
from consult.teams.acts import ACTS, COLUMNS, table


def test_every_act_has_its_sentence_once():
    named = [action for acts in ACTS.values() for action in acts]
    assert sorted(named) == sorted(PERMISSIONS)


def test_the_page_says_what_the_rules_say(app, visitor):
    page = visitor.get("/permisos")
    acts, who = page.all(".//main//dt"), page.all(".//main//dd")
    assert len(acts) == len(who) == len(PERMISSIONS)
    said = {
        "".join(act.itertext()): may.text for act, may in zip(acts, who, strict=True)
    }
    assert said["Leer los aportes publicados"] == "Cualquier persona"
    assert said["Leer los aportes que esperan y decidir si se publican"] == (
        "Equipo moderador · Administración de la consulta · Administración de la plataforma"
    )
    assert said["Administrar las cuentas y el sitio"] == "Administración de la plataforma"


def test_the_act_of_developers_is_not_told_in_production(app, visitor, monkeypatch):
    assert "componentes del sitio" in visitor.get("/permisos").words()
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    app.extensions["page_cache"].clear()
    assert "componentes del sitio" not in visitor.get("/permisos").words()


def test_who_has_more_may_more(app):
    for _group, rows in table():
        for _sentence, may in rows:
            visitor, participant, *_teams, admin, platform = may
            assert visitor <= participant <= admin <= platform
    assert len(COLUMNS) == 6
