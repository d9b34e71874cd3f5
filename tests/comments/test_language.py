"""Which language a text seems to be in; nothing is said of what is not sure."""

import pytest

from consult.comments.language import detect

TEXTS = [
    ("es", "Estoy de acuerdo con este párrafo, pero debe decir quién lo paga."),
    ("en", "I agree with this paragraph, but it should say who pays for it."),
    ("ca", "Estic d'acord amb aquesta proposta perquè és molt bona per als barris."),
    ("pt", "Não concordo com a proposta, é muito cara para os municípios."),
    ("fr", "Je ne suis pas d'accord avec cette proposition, elle est trop chère."),
    ("es", "SE DEBE DAR INFORMACIÓN A TODAS LAS PERSONAS EN LA FRONTERA"),
    (None, "Buiti binafi, ida biangi"),  # Garífuna
    (None, "Yang nani sirpi lika naha"),  # Miskito
    (None, "Sí"),
    (None, "https://ejemplo.org/no-es-para-nada"),
    (None, "🙂 12345 !!"),
    (None, ""),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_what_is_told_of_a_text(language: str | None, text: str) -> None:
    assert detect(text) == language


def test_a_word_of_another_language_changes_nothing() -> None:
    text = "El «hotspot» de Lesbos no es un ejemplo para las personas de la frontera, the end."
    assert detect(text) == "es"


def test_a_long_text_takes_no_longer_than_its_beginning() -> None:
    assert detect("the and of " * 100_000) == "en"
