"""Personal data as people write it, made without looking at how it is found."""

import random
from collections.abc import Callable, Iterator

JOINS = ["-", " ", ".", "/", "", "–", "‑", "\u00a0", " - ", "−", "_", "\u2009", ". "]
WIDTHLESS = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"]
SCRIPTS = ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
PREFIXES = ["", "", "+504 ", "(+504) ", "+504-", "504 ", "00504 ", "+504", "(504) ", "504-"]
NAMES = ["juan.perez", "maria_lopez", "karla88", "wilmer-hn", "dunia.mejia2001"]
DOMAINS = ["gmail.com", "yahoo.es", "unah.edu.hn", "correo.hn", "ong-progreso.org", "salud.gob.hn"]
SPELLINGS = [
    ("@", "."), (" @ ", "."), (" @ ", " . "), (" arroba ", " punto "), (" (arroba) ", " (punto) "),
    ("(at)", "."), (" at ", " dot "), ("[at]", "[dot]"), ("[arroba]", "[punto]"), ("＠", "．"),
    ("@", "[punto]"), (" ARROBA ", " PUNTO "), ("{at}", "."), ("-arroba-", "-punto-"),
]  # fmt: skip
BEFORE = ["", "Buenas tardes. ", "La Ley 135-2012 no dice nada de esto. ", "Tengo 3 hijos. "]
SENTENCES = {
    "dni": ["Me llamo Rosa y mi DNI es {}, vivo en Choluteca.", "Firmo: José Martínez, {}.",
            "A mi hermano ({}) lo deportaron en 2019.", "Identidad No. {} para lo que haga falta",
            "Soy {} y apoyo el artículo 5."],
    "rtn": ["El RTN {} es de la cooperativa.", "Soy comerciante ({}) en el mercado.",
            "Les dejo el {} de mi negocio.", "R.T.N. {}"],
    "phone": ["Llámenme al {} por la tarde.", "Mi cel {} está siempre encendido.",
              "Me pueden contactar: {}.", "Tel. {} o en la oficina", "Escríbanme al {}"],
    "email": ["Escríbanme a {} por favor.", "Mi correo es {}, gracias.", "Soy Ana ({}) y apoyo.",
              "Pueden responderme en {}. Quedo a la espera."],
}  # fmt: skip


def samples(kind: str, count: int, seed: int = 4) -> Iterator[tuple[str, int, int]]:
    """A text, and where in it the personal data stands."""
    chance = random.Random(f"{seed}{kind}")
    for _number in range(count):
        written = disguised(chance, MAKERS[kind](chance), kind)
        sentence = chance.choice(BEFORE) + chance.choice(SENTENCES[kind])
        start = sentence.index("{}")
        yield sentence.replace("{}", written), start, start + len(written)


def dni(chance: random.Random) -> str:
    place = f"{chance.randint(1, 18):02}{chance.randint(1, 28):02}"
    year, number = chance.randint(1938, 2008), chance.randint(0, 99_999)
    return chance.choice(JOINS).join((place, str(year), f"{number:05}"))


def rtn(chance: random.Random) -> str:
    return f"{dni(chance)}{chance.randint(0, 9)}"


def phone(chance: random.Random) -> str:
    number = chance.choice("23789") + f"{chance.randint(0, 9_999_999):07}"
    cut = chance.choice([(4, 8), (4, 8), (2, 4, 6, 8), (4, 6, 8), (8,)])
    parts = [number[one:other] for one, other in zip((0, *cut), cut, strict=False)]
    return chance.choice(PREFIXES) + chance.choice(JOINS).join(parts)


def email(chance: random.Random) -> str:
    at, dot = chance.choice(SPELLINGS)
    return chance.choice(NAMES) + at + chance.choice(DOMAINS).replace(".", dot)


def disguised(chance: random.Random, written: str, kind: str) -> str:
    throw = chance.random()
    if throw < 0.1:
        inside = [each + chance.choice([*WIDTHLESS, "", "", ""]) for each in written[:-1]]
        return "".join(inside) + written[-1]
    if kind != "email" and throw < 0.25:
        return written.translate(str.maketrans("0123456789", chance.choice(SCRIPTS)))
    return written


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "dni": dni, "rtn": rtn, "phone": phone, "email": email,
}  # fmt: skip
