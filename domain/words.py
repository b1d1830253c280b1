"""Words as they are compared: folded to one spelling, and reduced to a stem that is the same for all their endings.

Kazakh and Russian are not told apart: posts mix them, and people type Kazakh on Russian keyboards, where its letters
are missing. So there is one folding and one stemmer, right when the forms of one word meet and different words do not;
what the stem looks like does not matter, and nobody is shown it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain.calls.reading.latin import from_latin, looks_like_kazakh_latin

LONGEST = 20_000
"""Characters of a text whose words are taken."""

_WORD_LIMIT = 40

# Kazakh letters typed on a Russian keyboard; ы and и because «Есил» and «Есыл» are both met.
_FORGIVEN = str.maketrans("әғқңөұүһіыэ", "агкноуухиие", "ъьʼ’'`")

# Letters of the other script inside a word («iшкi», «гpaнт»): the eye sees no difference.
_MIXED = re.compile(r"(?<!\w)\w*?(?:[а-яё][a-z]|[a-z][а-яё])\w*")
_LOOKALIKES = str.maketrans("aceopxyiktmhb", "асеорхуиктмнв")


def fold(text: str) -> str:
    """Return the text as it is compared: lower case, ё as е, Kazakh letters as Russian ones, words by one space."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # й and ё lose their mark here too, on both sides of the comparison.
    letters = "".join(char for char in bare if not unicodedata.combining(char)).translate(_FORGIVEN)
    if not letters.isascii():
        letters = _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), letters)
    return " ".join(re.findall(r"[^\W_]+", letters))


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


# Say nothing about what a call is about; the last lines are endings written after a hyphen («ҮЕҰ-ға»).
_SAY_NOTHING = _folded("""
    а без более бы был была были было быть в вам ваш вас весь во все всех вы где да для до его ее если есть же
    за и из или им их к как когда который которые ко ли либо мы на над наш не нет но о об один он она они оно от
    по под при про с свой своих со так также такой там те то того тот у уже чем что чтобы эта эти это этот я
    және мен бен пен үшін туралы бойынша немесе бір бұл осы сол ол арқылы дейін кейін болып болады бар жоқ емес
    үшін әр өз біз сіз олар қандай сондай ретінде бойы тиіс керек қажет ғана сияқты жөнінде
    a an and are as at be by for from in is it of on or our that the this to we with you your
    ға ге қа ке да де та те дан ден тан тен нан нен ды ді ты ті ны ні дың дің тың тің ның нің лар лер дар дер
    тар тер сы сі
""")

# Kazakh nouns so short, or so like a Russian form, that the rules below would take the wrong letters for an ending.
_SHORT = "|".join(
    sorted(
        _folded("""
            су ел үй іс ер тіл жер қыз жол күн жас ана әке көл мал дін сот ауа тау бала қала сала дала өнер жоба шара
            отбасы қоғам қадам
        """),
        key=len,
        reverse=True,
    )
)
_PLURAL = "лар|лер|дар|дер|тар|тер"
_CASE = "нин|дин|тин|га|ге|ка|ке|ни|ди|ти|да|де|та|те|дан|ден|тан|тен|нан|нен|мен|бен|пен|даги|деги|таги|теги"
_THEIRS_CASE = "инин|ина|ине|инда|инде|индаги|индеги|инан|инен|имен"  # of the third person: «облысында»
_SHORT_FORM = re.compile(
    rf"({_SHORT})(?:[лдт]ик)?(?:{_PLURAL})?"
    rf"(?:{_CASE}|(?:(?<=[аи])с)?(?:{_THEIRS_CASE}|ин|и)|и?миз(?:ге|де|ди|дин|ден|бен)?|и?низ)?"
)

Endings = tuple[tuple[re.Pattern[str], int], ...]
"""Each with the number of letters that must stay."""

# Kazakh endings from the outside in, one of each kind. Those of two letters end Russian words too («фонда», «услуга»).
_LONG_CASE: Endings = (
    (re.compile(rf"(?<=[аеиоуюя])с(?:{_THEIRS_CASE}|ин)$"), 3),
    (re.compile(rf"(?<=[^аеиоюя])(?:{_THEIRS_CASE})$"), 3),
    (re.compile("(?:нин|дин|тин|даги|деги|таги|теги|дан|ден|тан|тен|нан|нен|мен|бен|пен)$"), 4),
    (re.compile("(?:(?:(?<=[аеиуя]у)|(?<=[аеияблмнрвзжгд]))г|(?<=[птксшхчфц])к)[ае]$"), 4),
)
_CASE_OR_TAIL: Endings = ((re.compile("[ндт](?:и|(?<!н)[ае])$"), 4),)
_THEIRS: Endings = ((re.compile("(?<=[аеиоуюя])си$"), 3), (re.compile("(?<=[^аеиоюя])и$"), 3))
_PLURALS: Endings = ((re.compile(f"(?:{_PLURAL})$"), 3),)
_NEW_NOUN: Endings = ((re.compile("(?:ш?или[кг]|ли[кг]|(?<=[мнзжлр])ди[кг]|(?<=[птксшхф])ти[кг])$"), 3),)

_RUSSIAN: Endings = (
    (re.compile("(?:иями|иям|иях|иеи|ием|ими|ого|его|ому|ему|ами|ями)$"), 3),
    (re.compile("(?:ом|ем|ам|ям|ах|ях|ов|ев)$"), 3),
    (re.compile("(?:им|их)$"), 4),
    (re.compile("(?:ия|ие|ию|ии|ая|яя|ое|ее|ую|юю|ои|еи)$"), 3),
    (re.compile("(?<=[^аеиоуюя])[аеиоуюя]$"), 3),
)
# Adjectives and abstract nouns go back to the noun: «экологический», «детский», «волонтёрство», «инвалидность».
_DERIVED: Endings = (
    (re.compile("(?:ическ|ичн|ик)$"), 5),
    (re.compile("(?:ост|ств|телн?)$"), 5),
    (re.compile("ск$"), 3),
    (re.compile("(?<=[^аеиоуюя])к$"), 4),
)
_LAST_VOWEL: Endings = ((re.compile("[аи]$"), 4),)
_TAIL = re.compile("(?<=...)[дтн]+$")
_VOWEL = re.compile("[аеиоуюя]")
_CYRILLIC = re.compile("[а-я]+")
_HARDENED = str.maketrans("гб", "кп")  # «еңбек», «еңбегі»; «кітап», «кітабы»
_SAME = {"халк": "халик"}  # a vowel falls out: «халық», «халқы»


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what all forms of one folded word have in common; a word without endings is returned as it is."""
    word = word[:_WORD_LIMIT]
    if not _CYRILLIC.fullmatch(word):
        return _latin(word)
    short = _SHORT_FORM.fullmatch(word)
    if short:
        return short[1]
    bare = _without(word, _LONG_CASE)
    if bare == word:
        bare = _without(word, _CASE_OR_TAIL)
    # After «аудан-ы» or «жасөспірім-ді» nothing but the plural can stand; a vowel there belongs to the word.
    either = bare != word and word[len(bare)] in "ндт" and len(word) - len(bare) == 2
    for kinds in (_PLURALS, _NEW_NOUN) if either else (_THEIRS, _PLURALS, _NEW_NOUN, _RUSSIAN):
        bare = _without(bare, kinds)
    for kinds in (_DERIVED, _DERIVED, _PLURALS):
        bare = _without(bare, kinds)
    # A last д, т or н belongs to the word or begins a Kazakh ending («страны», «гранты», «ауданда»): without it the two
    # readings meet.
    bare = _without(_TAIL.sub("", bare), _LAST_VOWEL)
    bare = bare[:-1] + bare[-1].translate(_HARDENED)
    return _SAME.get(bare, bare)


def _without(word: str, kinds: Endings) -> str:
    """Return the word without the first ending that fits and leaves enough of it."""
    for ending, least in kinds:
        found = ending.search(word)
        if found and found.start() >= least and _VOWEL.search(word, 0, found.start()):
            return word[: found.start()]
    return word


def _latin(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the text's words, each once, in the order in which they come.

    Words that say nothing («и», «үшін», «the») are left out; Kazakh in Latin letters is read as Cyrillic.
    """
    text = text[:LONGEST]
    lowered = text.lower()
    if looks_like_kazakh_latin(lowered):
        text = from_latin(lowered)[0]
    found = (stem(word) for word in fold(text).split() if word not in _SAY_NOTHING)
    return tuple(dict.fromkeys(found))
