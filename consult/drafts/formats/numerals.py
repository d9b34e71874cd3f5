"""Numbers of list items as they are written: 3, c, iii.

Pure. The names of the kinds are those of Word.
"""

ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
HIGHEST_ROMAN = 3999
HIGHEST_LETTER = 26 * 30


def numeral(kind: str, number: int) -> str:
    """The number as that kind of list writes it; in digits where it does not know how."""
    if kind in ("lowerRoman", "upperRoman") and 0 < number <= HIGHEST_ROMAN:
        return _cased(_roman(number), kind)
    if kind in ("lowerLetter", "upperLetter") and 0 < number <= HIGHEST_LETTER:
        # As Word counts: z is followed by aa, and that by bb.
        times, letter = divmod(number - 1, 26)
        return _cased(chr(ord("a") + letter) * (times + 1), kind)
    if kind == "decimalZero":
        return f"{number:02}"
    return f"{number}º" if kind == "ordinal" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, digits in ROMAN:
        times, number = divmod(number, value)
        written += digits * times
    return written


def _cased(written: str, kind: str) -> str:
    return written.upper() if kind.startswith("upper") else written
