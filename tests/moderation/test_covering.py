"""Which words are covered, and where everything else is then. No database."""

from consult.moderation.covering import around, cover, moved, spans

TEXT = "Llame a José Pérez al 9988-7766, o a jose  perez; en la semana Ana llega."


def test_words_are_found_whatever_their_case_accents_and_blanks() -> None:
    found = [TEXT[start:end] for start, end in spans(TEXT, ["jose perez", "9988-7766"])]
    assert found == ["José Pérez", "9988-7766", "jose  perez"]


def test_only_whole_words_are_found() -> None:
    assert [TEXT[start:end] for start, end in spans(TEXT, ["ana"])] == ["Ana"]
    assert spans(TEXT, ["", "  ", "\u200b", "Per"]) == []


def test_disguised_words_are_found() -> None:
    text = "Mi n\u200búmero: ９９88-77\u200b66."
    (span,) = spans(text, ["9988-7766"])
    assert cover(text, [span]) == "Mi n\u200búmero: ▮▮▮."


def test_what_overlaps_is_one() -> None:
    assert spans("uno dos tres", ["uno dos", "dos tres"]) == [(0, 12)]
    assert cover("uno dos tres", [(0, 12)]) == "▮▮▮"


def test_places_keep_to_their_words() -> None:
    text = "abc SECRETO def OTRO ghi"
    covered = spans(text, ["secreto", "otro"])
    after = cover(text, covered)
    for words in ("abc", "def", "ghi"):
        start = text.index(words)
        place = moved(start, covered), moved(start + 3, covered, is_end=True)
        assert after[slice(*place)] == words
    inside = moved(text.index("RETO"), covered), moved(text.index("def") + 3, covered, is_end=True)
    assert after[slice(*inside)] == "▮▮▮ def"


def test_each_is_shown_with_what_is_around_it() -> None:
    assert list(around("antes clave después", [(6, 11)], most=3)) == [("es ", "clave", " de")]
