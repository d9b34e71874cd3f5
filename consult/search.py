"""Searching words in Spanish on both databases, without regard to accents and plurals.

Texts are kept a second time as folded words without their plural ending; a query is folded
alike, so "migracion" finds "migración" and "migraciones". The stored form is found through FTS5
on SQLite and through a `simple` text-search vector on PostgreSQL.

Stemmers were not used: Snowball's Spanish one gives "organizaciones" and an unaccented
"organizacion" different stems, so that either accents or plurals are lost.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, column, func, literal_column, select, table, text
from sqlalchemy.orm import InstrumentedAttribute

WORD = re.compile(r"\w+")
LONGEST_QUERY = 200


def fold(value: str) -> str:
    """Lower case without accents: "Migración" gives "migracion"; ñ is kept apart from n."""
    kept = value.casefold().replace("ñ", "\0")
    plain = unicodedata.normalize("NFD", kept)
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("\0", "ñ")


def singular(word: str) -> str:
    """A folded word without its plural ending and the vowel that joins it ("leyes" gives "ley").

    The result is its own singular, so that one and many meet: "clase" and "clases" give "clas".
    """
    if len(word) > 4 and word.endswith("ces"):
        return word[:-3] + "z"
    while len(word) > 3 and (word[-1] == "e" or (word[-1] == "s" and word[-2] in "aeiou")):
        word = word[:-1]
    return word


def words(value: str) -> str:
    """The searchable form of a text: folded singulars, separated by blanks."""
    return " ".join(singular(word) for word in WORD.findall(fold(value)))


def matches(
    dialect: str, model_table: str, key: InstrumentedAttribute[int], query: str
) -> ColumnElement[bool]:
    """Condition: the row of `model_table` with this `key` holds every word of `query`."""
    wanted = words(query[:LONGEST_QUERY]).split()
    if dialect == "sqlite":
        index = table(f"{model_table}_search", column("rowid"))
        phrase = " ".join(f'"{word}"' for word in wanted)
        found = select(index.c.rowid).where(
            text(f"{model_table}_search MATCH :phrase").bindparams(phrase=phrase)
        )
        return key.in_(found)
    vector = func.to_tsvector(literal_column("'simple'"), literal_column(f"{model_table}.search"))
    return vector.op("@@")(func.plainto_tsquery(literal_column("'simple'"), " ".join(wanted)))
