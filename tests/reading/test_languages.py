"""A page of the draft in another language: asked for, marked, and never in place of what counts."""

import pytest

from consult.drafts.models import Version
from consult.drafts.queries import section_by_key
from consult.drafts.translation import stored
from consult.drafts.translation.fitting import read_blocks
from consult.extensions import db
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.reading.pages import CHAPTER, HOME, links, publish_second, statements
from tests.reading.test_passages import quoting

CHANGED = DRAFT.replace("El Estado coordinará", "El Estado ordenará")
PAYLOAD = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)> {{7*7}}'


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def translate(language="cab", key="eje-1", title="Title", text="One.\n\n- two", number=1):
    version = db.session.scalars(db.select(Version).where(Version.number == number)).one()
    section = section_by_key(version.id, key)
    source = stored.source(section, stored.blocks_of(section))
    made = stored.Translation(source, title, text, read_blocks(text))
    stored.save(None, version, language, [made])
    db.session.commit()


def body(page, place="translated"):
    return page.document.find(f".//div[@class='{place}']")


def line(page):
    return page.words(".//nav[@class='languages']")


def test_a_page_without_translations_says_nothing_of_them(visitor):
    page = visitor.get(CHAPTER)
    assert page.all(".//nav[@class='languages']") == [] and "idioma=" not in page.text


def test_the_page_offers_the_languages_there_are(visitor):
    translate("cab")
    translate("en", key="linea-1-1")
    translate("miq", key="eje-2")
    page = visitor.get(CHAPTER)
    assert line(page) == "También puede leer el texto en: garífuna · inglés (English)"
    found = links(page)
    assert found["garífuna"] == CHAPTER + "?idioma=cab"
    assert body(page) is None and "El Estado coordinará" in page.text


def test_what_is_underlined_is_told_only_where_it_is_shown(visitor, consultation):
    a_comment(consultation, **quoting("municipios"))
    translate("cab")
    told = "Lo subrayado está citado"
    assert told in visitor.get(CHAPTER).text
    assert told not in visitor.get(CHAPTER + "?idioma=cab").text
    assert told in visitor.get(CHAPTER + "?idioma=cab&parrafo=1.2").text


def test_the_head_of_the_page_names_them(visitor):
    translate("cab")
    translate("en")
    heads = visitor.get(CHAPTER).all(".//link[@rel='alternate']")
    assert {(each.get("hreflang"), each.get("href")) for each in heads} == {
        ("en", "/en" + CHAPTER), ("cab", CHAPTER + "?idioma=cab")
    }  # fmt: skip
    heads = visitor.get(CHAPTER + "?idioma=cab").all(".//link[@rel='alternate']")
    assert ("es-HN", CHAPTER) in {(each.get("hreflang"), each.get("href")) for each in heads}


@pytest.mark.parametrize(
    ("language", "direction"), [("cab", "ltr"), ("miq", "ltr"), ("ar", "rtl"), ("zh-Hant", "ltr")]
)
def test_words_are_marked_with_their_language(visitor, language, direction):
    translate(language)
    page = visitor.get(f"{CHAPTER}?idioma={language}")
    heading = page.document.find(".//div[@id='eje-1']/h2")
    for element in (heading, body(page)):
        assert (element.get("lang"), element.get("dir")) == (language, direction)
    assert heading.text == "Title"
    assert "".join(body(page).itertext()) == "One.two"
    assert "El Estado coordinará" not in page.words(".//article")


def test_what_is_not_translated_stays_in_spanish_and_says_so(visitor):
    translate()
    page = visitor.get(CHAPTER + "?idioma=cab")
    words = page.words(".//main")
    assert "Traducción de cortesía: rige el texto en español" in words
    assert "está traducida 1 sección de 2" in words
    assert "Esta sección no está traducida. 1.3" in words.replace("Párrafo ", "")
    assert "Se creará un consejo" in words
    assert page.document.find(".//div[@id='linea-1-1']/h3").get("lang") is None


def test_on_an_english_page_spanish_is_marked_and_english_comes_first(visitor):
    translate("cab")
    translate("en")
    translate("fr")
    page = visitor.get("/en" + CHAPTER)
    names = [link.text for link in page.all(".//nav[@class='languages']/a")]
    assert names[0] == "English" and body(page) is None
    assert line(page).endswith(": English · French (français) · Garifuna")
    page = visitor.get("/en" + CHAPTER + "?idioma=en")
    assert page.document.find(".//div[@id='linea-1-1']/h3").get("lang") == "es-HN"
    assert body(page).get("lang") == "en"
    assert links(page)["French (français)"] == "/en" + CHAPTER + "?idioma=fr"


@pytest.mark.parametrize(
    "query", ["idioma=", "idioma=qqq", "idioma=es", "idioma=%3Cscript%3E", "idioma=%00",
              "idioma=" + "a" * 3000, "idioma=..%2F", "idioma=en&idioma=cab"]
)  # fmt: skip
def test_an_unknown_language_shows_the_spanish_page(visitor, query):
    translate()
    page = visitor.get(f"{CHAPTER}?{query}")
    assert body(page) is None and "El Estado coordinará" in page.words(".//article")
    assert "script>" not in page.text.replace("</script>", "")


def test_the_tag_may_be_written_in_any_way(visitor):
    translate("en")
    assert body(visitor.get(CHAPTER + "?idioma=ENG")).get("lang") == "en"


def test_what_fell_behind_says_since_when(visitor, consultation):
    translate()
    publish_second(consultation, CHANGED)
    publish_second(consultation, CHANGED)
    late = "La traducción no está al día: el texto en español cambió en la versión 2."
    assert late in visitor.get(CHAPTER + "?idioma=cab").words(".//article")
    first = visitor.get(f"{HOME}v1/texto/eje-1?idioma=cab")
    assert late not in first.text and body(first) is not None


def test_each_section_leads_to_its_spanish_text_and_its_form(visitor):
    translate()
    found = links(visitor.get(CHAPTER + "?idioma=cab"))
    spanish = "Ver el texto en español de la sección: Eje 1. Gobernanza"
    assert found[spanish] == CHAPTER + "#eje-1"
    assert found["Comentar la sección: Eje 1. Gobernanza"].endswith("seccion=eje-1")
    assert "Párrafo 1.1" in links(visitor.get(CHAPTER))


def test_contributions_that_are_open_stand_beside_the_spanish_words(visitor, consultation):
    translate()
    a_comment(consultation, block="1.2")
    page = visitor.get(CHAPTER + "?idioma=cab&parrafo=1.2")
    assert page.all(".//div[@id='p-1-2']") and "1 aporte sobre el párrafo 1.2" in page.text
    assert page.words(".//article").count("Esta sección no está traducida") == 1


def test_the_language_goes_along_from_page_to_page(visitor):
    translate()
    page = visitor.get(CHAPTER + "?idioma=cab")
    following = page.document.find(".//nav[@class='pager']/a[@rel='next']").get("href")
    assert following == f"{HOME}texto/eje-2?idioma=cab"
    page = visitor.get(following)
    assert "Nada de esta página está traducido a esa lengua (garífuna)" in page.words(".//main")
    assert page.document.find(".//nav[@class='pager']/a[@rel='prev']").get("href").endswith("=cab")
    assert "idioma" not in visitor.get(f"{HOME}texto/eje-2?idioma=miq").words(".//article")


def test_nothing_of_an_unpublished_version_is_seen(visitor, drafter, consultation):
    a_version(consultation, CHANGED)
    translate("miq", number=2, title="Secret")
    page = visitor.get(CHAPTER + "?idioma=miq")
    assert "Secret" not in page.text and page.all(".//nav[@class='languages']") == []
    visitor.get(f"{HOME}v2/texto/eje-1?idioma=miq", 404)
    assert "Secret" in drafter.get(f"{HOME}v2/texto/eje-1?idioma=miq").text


def test_pages_are_cached_by_their_language_and_made_anew(visitor):
    translate("cab")
    for address in (CHAPTER, CHAPTER + "?idioma=cab"):
        first = visitor.get(address)
        assert "public" in first.response.headers["Cache-Control"]
        assert "Set-Cookie" not in first.response.headers
        with statements() as run:
            assert visitor.get(address).text == first.text
        assert not run
    with meanwhile():
        translate("cab", text="Newer.")
        translate("fr")
    assert "Newer." in visitor.get(CHAPTER + "?idioma=cab").text
    assert "français" in line(visitor.get(CHAPTER))


def test_nothing_harmful_comes_with_a_translation(visitor):
    translate("cab", title=PAYLOAD, text=f"{PAYLOAD}\n\n[x](javascript:alert(1))\n\n- {PAYLOAD}")
    page = visitor.get(CHAPTER + "?idioma=cab")
    text = page.document.find(".//article")
    assert not [e for e in text.iter() if e.tag in ("script", "img") or "onerror" in e.attrib]
    assert PAYLOAD in page.words(".//h2") and "49" not in page.words(".//h2")
    assert not [a for a in text.iter("a") if "javascript" in (a.get("href") or "")]


def test_a_page_costs_the_same_for_one_language_and_for_ten(app, visitor):
    costs = []
    for tags in (["cab"], ["miq", "en", "fr", "pt", "ar", "ht", "zh", "yan", "pay"]):
        with meanwhile():
            for tag in tags:
                translate(tag)
        visitor.get(CHAPTER + "?idioma=cab")
        app.extensions["page_cache"].clear()
        with statements() as run:
            visitor.get(CHAPTER + "?idioma=cab")
        costs.append(len(run))
    assert costs[0] == costs[1] <= 11
