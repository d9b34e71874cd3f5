"""What a page says, and in which language it says that it says it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w\}")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-left", "data-over")
# Words that no English sentence holds.
SPANISH = re.compile(
    r"[¿¡ñ]|\b(?:el|la|los|las|del|una|para|por|con|que|su|sus|este|esta|aportes?|párrafo|y)\b"
    r"|ción\b|dad\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“«:].*")
# Written by people, in whatever language they write; or a name.
OF_PEOPLE = {"who", "said", "proposed", "me"}


def texts(
    element: Element, language: str, spoken: tuple[str, ...] = SPOKEN
) -> Iterator[tuple[str, str]]:
    """(language, text) of every text and spoken attribute below `element`, without people's."""
    language = element.get("lang", language)
    if element.tag in ("script", "style") or is_of_people(element):
        return
    for text in (element.text, *(element.get(name) for name in spoken)):
        if text and text.strip():
            yield language, " ".join(text.split())
    for child in element:
        yield from texts(child, language, spoken)
        if child.tail and child.tail.strip():
            yield language, " ".join(child.tail.split())


def is_of_people(element: Element) -> bool:
    classes = set((element.get("class") or "").split())
    return element.get("dir") == "auto" or bool(classes & OF_PEOPLE)


@cache
def messages() -> list[tuple[str, str]]:
    """(Spanish, English) of each message that differs."""
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    pairs = []
    for message in catalogue:
        ids = message.id if message.pluralizable else (message.id,)
        strings = message.string if message.pluralizable else (message.string,)
        pairs += [
            (spanish, english)
            for spanish, english in zip(ids, strings)
            if spanish and english and spanish != english and says_something(spanish)
        ]
    return pairs


@cache
def whole_texts(which: int) -> tuple[frozenset[str], list[re.Pattern[str]]]:
    """What a page says of the messages in Spanish (0) or English (1): word for word, or, where
    something is put into them, as patterns."""
    said = [pair[which] for pair in messages()]
    fixed = {" ".join(each.split()) for each in said if not PLACEHOLDER.search(each)}
    return frozenset(fixed), [pattern(each) for each in said if PLACEHOLDER.search(each)]


@cache
def is_message(text: str, which: int) -> bool:
    fixed, patterns = whole_texts(which)
    return text in fixed or any(each.fullmatch(text) for each in patterns)


def says_something(message: str) -> bool:
    """Whether a text can be known for this message: "%(one)s and %(other)s" fits too many."""
    return len(re.findall(r"[^\W\d]", PLACEHOLDER.sub("", message))) > 4


def pattern(message: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(" ".join(message.split()))
    return re.compile(r"\S{1,30}(?: \S{1,30}){0,2}".join(map(re.escape, parts)))


def chrome_of_the_other_language(document: Element, english: bool) -> set[str]:
    """Texts of the page that are whole messages of the other language's catalogue."""
    own = "en" if english else "es"
    said = {text for language, text in texts(document, own) if language.startswith(own)}
    other, mine = (0, 1) if english else (1, 0)
    return {text for text in said if is_message(text, other) and not is_message(text, mine)}


def unmarked_spanish(document: Element) -> set[str]:
    """Texts that sound Spanish where the page says it speaks English.

    A title, an attribute, a choice of a list, or a name quoted in a sentence cannot say what
    language it is in.
    """
    main = document.find(".//main")
    assert main is not None
    for choice in main.iter("option"):
        choice.text = ""
    return {
        text
        for language, text in texts(main, "en", spoken=())
        if language.startswith("en") and SPANISH.search(QUOTED.sub("", text))
    }
