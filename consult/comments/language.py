"""Which language a text is written in, by the small words that only one of them has. Pure.

Only of the languages in `WORDS`: of any other, and of what is too short to tell, nothing is said.
"""

import re
from collections import Counter, defaultdict

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ADDRESS = re.compile(r"https?://\S+|www\.\S+")
LOOKED_AT = 2_000  # characters: more say no more
# Words of it at least, their share in all words, and how much more than the next language.
FEWEST, SHARE, LEAD = 2, 0.08, 1.3
WORDS = {
    "es": "el los las y del una con para por muy más también pero hay esta este está están como "
    "sin sobre sus nos ni ser son fue han sí qué cómo porque donde desde hasta entre cuando todos "
    "todas mi mis yo usted ustedes debe deben se lo al es la que en no su un de".split(),
    "en": "the of and to is are was were that this these those with for from have has had not be "
    "been it its they their there which would should could will can we our you your he she "
    "but or on at by an as if all more".split(),
    "ca": "els les amb i és són per al dels aquest aquesta aquests aquestes també més però perquè "
    "què molt tots totes seva seves seu fer ha hi han una com una hauria cal sense fins "
    "on nosaltres ser del que la el de en no es un a l'ajuntament l'any d'una d'un als pel "
    "pels".split(),
    "pt": "o e do da dos das um uma não com para por mais também mas são está estão é seu sua seus "
    "suas ao aos à às pelo pela pelos pelas isso esta este muito você vocês nós eles elas "
    "quando como porque deve devem ser foi no na nos nas em de que se".split(),
    "fr": "le les des et est sont une du dans pour avec sur pas plus mais ou qui ce cette ces aux "
    "au par nous vous ils elles leur leurs son ses être a il elle je ne très aussi comme "
    "c'est qu'il l'on d'une d'un en la de que se un".split(),
}
LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _words in WORDS.items():
    for _word in dict.fromkeys(_words):
        LANGUAGES_OF[_word] = (*LANGUAGES_OF.get(_word, ()), _language)


def detect(text: str) -> str | None:
    """Its code ("es"), or None."""
    plain = ADDRESS.sub(" ", text[:LOOKED_AT].lower())
    words = [word.replace("’", "'") for word in WORD.findall(plain)]
    points: dict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    for languages in (LANGUAGES_OF[word] for word in words if word in LANGUAGES_OF):
        for language in languages:
            # A word that several have says little for each.
            points[language] += 1 / len(languages) ** 2
            count[language] += 1
    if not points:
        return None
    first, *others = sorted(points.items(), key=lambda each: -each[1])[:2]
    is_clear = not others or first[1] >= LEAD * others[0][1]
    is_enough = count[first[0]] >= FEWEST and first[1] >= SHARE * len(words)
    return first[0] if is_clear and is_enough else None
