"""Which passwords are refused, and how the others are kept: what costs time happens only here."""

import functools
import re
import secrets
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

SHORTEST = 15
LONGEST = 128
FEWEST_LETTERS = 5  # different ones
LEAST_LEFT = 6  # letters that must be left when all that is guessed first is taken away
SHORTEST_RUN = 4
WORDS = Path(__file__).with_name("common_passwords.txt")
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
YEAR = r"(?:19|20)\d\d"
DISGUISES = str.maketrans("013457@$!", "oleastasi")

# OWASP's second recommended setting: 19 MiB, 2 passes, 1 lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(secrets.token_urlsafe())


def refusal(password: str, *personal: str) -> object | None:
    """Why a new password is refused, as a lazy Spanish sentence, or None. `personal`: the name and
    the address of whoever chooses it."""
    if not SHORTEST <= len(password) <= LONGEST:
        return _l("La contraseña debe tener entre 15 y 128 caracteres.")
    if _is_guessable(password, personal):
        return _l(
            "Esa contraseña es fácil de adivinar. Use varias palabras que no vayan juntas, "
            "sin su nombre ni su correo."
        )
    return None


def hashed(password: str) -> str:
    return _hasher.hash(unicodedata.normalize("NFC", password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password of this hash; takes as long when there is no hash. What is longer
    than any password is refused at once."""
    if len(password) > LONGEST:
        return False
    try:
        _hasher.verify(password_hash or _nobody, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _is_guessable(password: str, personal: tuple[str, ...]) -> bool:
    plain = _letters(password)
    if len(set(plain)) < FEWEST_LETTERS or _repeats(plain):
        return True
    own = [word for text in personal for word in re.split(r"[\W\d_]+", _folded(text))]
    return any(
        len(_left(text, own)) < LEAST_LEFT
        for text in (plain, _letters(_folded(password).translate(DISGUISES)))
    )


def _folded(text: str) -> str:
    """In small letters, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _letters(text: str) -> str:
    """Letters and figures; of a password without any, what there is."""
    return re.sub(r"[\W_]", "", _folded(text)) or text


def _repeats(text: str) -> bool:
    """Whether it is one piece, several times."""
    return text in (text + text)[1:-1]


def _left(text: str, own: list[str]) -> str:
    """What is left without common words, years, runs, and the person's own words."""
    mine = [word for word in own if len(word) >= 3]
    for pattern in (_pattern(mine), _common(), re.compile(YEAR)):
        text = pattern.sub("", text)
    return _without_runs(text)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Any of the words, the longest that fits; a pattern that fits nowhere if there are none."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) if ordered else r"(?!)")


@functools.cache
def _common() -> re.Pattern[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return _pattern([line for line in lines if line and not line.startswith("#")])


def _without_runs(text: str) -> str:
    """Without letters that stand beside each other on a keyboard, in the alphabet, or are equal."""
    kept, run = "", text[:1]
    for letter in text[1:]:
        if _follows(run, letter):
            run += letter
            continue
        kept, run = kept + (run if len(run) < SHORTEST_RUN else ""), letter
    return kept + (run if len(run) < SHORTEST_RUN else "")


def _follows(run: str, letter: str) -> bool:
    """Whether `letter` goes on as the run began."""
    step = _step(run[-1], letter)
    return step is not None and (len(run) == 1 or step == _step(run[-2], run[-1]))


def _step(one: str, other: str) -> int | None:
    """How far along a row it is from one to the other, if it is a step or none."""
    if one == other:
        return 0
    for row in ROWS:
        if one in row and other in row and abs(row.index(other) - row.index(one)) == 1:
            return row.index(other) - row.index(one)
    return None
