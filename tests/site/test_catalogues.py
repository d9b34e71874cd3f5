"""English is complete, and nothing says a word that no catalogue can translate.

Whether the catalogues hold every string of the code is asked of the extractor in `make check`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from consult.comments.private.numbers import NUMBERED
from consult.organizations.territory import DEPARTMENTS
from consult.topics.analysis.pointing import ITEM

ROOT = Path(__file__).resolve().parents[2]
# The gallery is for developers alone, and shows components around invented sentences.
GALLERY = ROOT / "templates/gallery.html"
TEMPLATES = sorted(set((ROOT / "templates").rglob("*.html")) - {GALLERY})
# The gallery and the demonstration are content, and so are the words that languages are known by.
# Settings are refused before there is an application whose language could be asked for.
UNTRANSLATED = (
    "comments/language.py", "config.py", "demo/", "gallery.py", "migrations/",
)  # fmt: skip
CODE = [
    path
    for path in sorted((ROOT / "consult").rglob("*.py"))
    if not path.relative_to(ROOT / "consult").as_posix().startswith(UNTRANSLATED)
]
PARSER = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"])

TRANSLATED = re.compile(r"{%-?\s*trans\b.*?endtrans\s*-?%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
# What stands in <code> is typed as it is, in every language.
MARKUP = re.compile(r"<!--.*?-->|<code>.*?</code>|<[^<>]*>|&#?\w+;", re.DOTALL)
READ_ALOUD = re.compile(
    r"\s(?:abbr|alt|aria-(?:description|label|roledescription|valuetext)|data-left|data-over"
    r"|label|placeholder|summary|title)=(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)"
)
WORD = re.compile(r"[^\W\d_]{2,}")
# What no class, key or code looks like: a capital, a letter beyond English, two words.
PROSE = re.compile(r"[A-Z]|(?![\d_])[^\W\x00-\x7f]|[a-z]{2} [a-z]{2}")
SPANISH = re.compile(r"[¿¡«»áéíóúñÁÉÍÓÚÑ]")
# The same in every language: names, units, and a word for search engines.
NAMES = {"CSV", "XLSX", "JSON", "MD", "KB", "MB", "noindex", "español"}
# A language is named in itself; what comes before a draft's first title is part of the draft.
# Departments are called the same everywhere; and what is looked for in a text is Spanish as it is.
CONTENT = {
    "Español", '<span lang="es">Español</span>', "Presentación", *DEPARTMENTS, NUMBERED.pattern,
    ITEM.pattern,
}  # fmt: skip
MARKS = {"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext"}
SPEAKERS = {"Failure", "ValidationError", "echo", "flash", "prompt"}


@pytest.fixture(scope="module")
def english():
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


def texts(message):
    return message.string if message.pluralizable else (message.string,)


def test_english_is_complete(english):
    assert len(english) > 0
    assert [message.id for message in english if not all(texts(message))] == []
    assert [message.id for message in english if message.id and message.fuzzy] == []


def test_english_fills_in_what_the_spanish_does(english):
    assert [(message.id, errors) for message, errors in english.check()] == []


def test_english_has_its_own_quotation_marks_and_the_full_stops_of_the_spanish(english):
    for message in filter(lambda message: message.id, english):
        spanish = message.id if message.pluralizable else (message.id,)
        for source, text in zip(spanish, texts(message), strict=True):
            assert not re.search(r"[«»\"'¡!]", text), text
            assert re.findall(r"[ .:?…]*$", source) == re.findall(r"[ .:?…]*$", text), text


def test_english_holds_nothing_obsolete(english):
    assert list(english.obsolete) == []


def bare_words(source: str) -> set[str]:
    """Words that a reader would meet although they pass through no catalogue."""
    text = TRANSLATED.sub("", source)
    spoken = [MARKUP.sub(" ", text), *READ_ALOUD.findall(text)]
    spoken += filter(PROSE.search, literals(PARSER.parse(source)))
    return set(WORD.findall(" ".join(spoken))) - NAMES


def literals(node: nodes.Node) -> Iterator[str]:
    """Texts in the expressions of a template, except those that are translated or compared."""
    is_marked = isinstance(node, nodes.Call) and getattr(node.node, "name", "") in MARKS
    is_search = isinstance(node, nodes.Filter) and node.name.endswith("attr")
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, nodes.Compare) or is_search:
        return
    for child in node.iter_child_nodes():
        if not (is_marked and isinstance(child, nodes.Const)):
            yield from literals(child)


def unmarked(source: str) -> set[str]:
    """Texts of Python code that are Spanish, or said to someone, and pass through no catalogue."""
    found = list(ast.walk(ast.parse(source)))
    calls = [node for node in found if isinstance(node, ast.Call)]
    marked = {text for call in calls if called(call) in MARKS for text in call.args}
    docstrings = {node.value for node in found if isinstance(node, ast.Expr)}
    said = [call.args[0] for call in calls if called(call) in SPEAKERS and call.args]
    spoken = {node for text in said for node in ast.walk(text)}
    return {
        node.value
        for node in set(found) - marked - docstrings
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and WORD.search(node.value) and (node in spoken or SPANISH.search(node.value))
    }  # fmt: skip


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_of_a_template_can_be_translated(path):
    assert bare_words(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<a title="{{ _("Ver") }}" href="{{ u }}">{{ _("Hola") }}</a>', set()),
        ('<p>{% trans %}Hola {{ n }}{% endtrans %} &nbsp;CSV</p><code>key</code>', set()),
        ("<p>Hola</p>", {"Hola"}),
        ('<img alt="Un mapa" src="{{ u }}">', {"Un", "mapa"}),
        ("<img alt='Un mapa' src=\"{{ u }}\"><th abbr=Sección>", {"Un", "mapa", "Sección"}),
        ("{% if a > b %}más{% endif %}", {"más"}),
        ("{{ button('Guardar') }}{{ name or 'sin firma' }}", {"Guardar", "sin", "firma"}),
        ("{{ name|default('Nadie') }}{% set title = 'índice' %}", {"Nadie", "índice"}),
        ("{{ 'is-open' if kind == 'RadioField' }}{{ _('Hola %(a)s', a='Ana') }}", {"Ana"}),
    ],
)
def test_the_search_for_bare_words_finds_them(source, found):
    assert bare_words(source) == found


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sentence_of_the_code_can_be_translated(path):
    assert unmarked(path.read_text(encoding="utf-8")) - CONTENT == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""Señal."""\nN_("Sí") or _l("Más")\nraise ValueError("no such thing")', set()),
        ('flash(_("Hola %(a)s", a=name), "info")', set()),
        ('flash("Done", "info")\nclick.echo(f"{count} rows")', {"Done", " rows"}),
        ('raise Failure("Falta algo")', {"Falta algo"}),
        ('title = "Versión"', {"Versión"}),
        ('_(f"Versión {number}")', {"Versión "}),
    ],
)
def test_the_search_for_unmarked_sentences_finds_them(source, found):
    assert unmarked(source) == found
