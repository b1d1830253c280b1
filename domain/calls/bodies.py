"""When two names are one body: in Kazakh or in Russian, with or without quotes and its legal form.

A department prints its name in two languages, with its place or without, a fund sometimes with and sometimes without
"общественный фонд". Only words that bodies' names are made of are translated: a name of its own is the same in both
languages, or cannot be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.calls.reading.months import month_number
from domain.words import fold, stem, stems

_FORMS = frozenset(
    stem(word)
    for word in fold("""
        гу кгу гкп гккп кгкп нао ао тоо ип оф кф чф бф оо роо оюл чу уч рго нко нпо ngo мм кмм рмм ққ қб рқб жқ кеақ ақ
        жшс зтб кқк ҮЕҰ
        учреждение мекеме мекемесі государственное мемлекеттік коммунальное коммуналдық республиканское республикалық
        товарищество серіктестік ответственность жауапкершілігі ограниченной шектеулі
        акционерное акционерлік общество некоммерческое емес коммерциялық
        общественный қоғамдық корпоративный корпоративтік частный жеке благотворительный қайырымдылық
        фонд қор қоры объединение бірлестік foundation fund public
        ҚР РК республика республикасы республики казахстан казахстана қазақстан
    """).split()
)
"""What a body is by law, and the country, say little about which one it is, and are as often left out as printed."""

_PAIRS = """
    басқарма управление, басқармасы управление, бөлім отдел, бөлімі отдел, ішкі внутренней, саясат политики,
    облыс область, облысының области, аудан район, ауданының района, қала город, қаласының города, әкімдік акимат,
    әкімдігі акимат, әкім аким, әкімінің акима, аппараты аппарат, министрлік министерство, министрлігі министерство,
    комитеті комитет, департаменті департамент, мәдениет культуры, ақпарат информации, даму развития, дамыту развития,
    білім образования, жастар молодежи, жастар молодёжной, мәселелері вопросам, істері делам, азаматтық гражданских,
    қоғам общества, орталық центр, орталығы центр, қолдау поддержки, бастамалар инициатив, бастамаларды инициатив,
    еңбек труда, жұмыспен занятости, әлеуметтік социальных, бағдарламалар программ, табиғи природных,
    ресурстар ресурсов, ұлттық национальный, орынбасары заместитель,
    спорт спорта, туризм туризма, экология экологии, денсаулық здравоохранения, ауыл сельского, шаруашылығы хозяйства,
    кәсіпкерлік предпринимательства, индустриялық индустриального, отбасы семьи, әйелдер женщин, ісі делам,
    қорғау защиты, қамту занятости, келісім согласия, ассамблеясы ассамблея, халқы народа
"""
_RUSSIAN = {
    stem(fold(kazakh)): stem(fold(russian))
    for kazakh, russian in (pair.split() for pair in _PAIRS.split(",") if pair.strip())
}
_AKIMAT = stem("акимат")
_OF_AN_AKIMAT = frozenset((stem(fold("управление")), stem("отдел")))
# What kind of place a name stands beside; what it is by itself says nothing that the place does not say.
_REGION, _DISTRICT, _TOWN = stem(fold("область")), stem(fold("район")), stem("город")
_SHORT = {"обл": _REGION, "г": _TOWN, "р": _DISTRICT}
_UNITS = frozenset((_REGION, _DISTRICT, _TOWN))
_ADJECTIVE = re.compile("(?:ск|цк)(?:ого|ои|ая|ии|ую)$")  # as folding leaves them
# A reader of announcements may take the beginning of the sentence along: «Акимат города объявляет…».
_SENTENCE = frozenset(
    stem(word)
    for word in fold("""
        объявляет объявил объявила объявило объявляют объявлен начал начала начало начинает проводит провёл принимает
        приглашает сообщает информирует дополнительно совместно ежегодно жариялайды жариялады бастады хабарлайды
        өткізеді шақырады қабылдайды announces invites opens launches
    """).split()
)


_DIRECTIONS = frozenset(
    stem(word)
    for word in fold("""
        батыс шығыс солтүстік оңтүстік западно восточно северо южно бқо шқо сқо зко вко ско
    """).split()
)
_BEGINNING = 3
_JOINED = re.compile(r"(?<=[^\Wо])-(?=[А-ЯЁ])")  # «Усть-Каменогорск» is one word, «Северо-» a direction


@dataclass(frozen=True, slots=True)
class Body:
    """What a body's name is compared by: what it is called, and the places that the name mentions (maybe none).

    Of places only the first letters are kept: «Ақтөбе облысы» and «Актюбинская область» have no more in common.
    """

    core: frozenset[str]
    places: frozenset[str]
    kazakh: bool = False  # some of its words were Kazakh

    def may_be(self, other: Body, *, here: bool = False) -> bool:
        """Tell whether both may be one body: called alike, and not of two different places.

        Args:
            other: the other body.
            here: whether both announce for the same territory. Then a name in Kazakh and one in Russian are of one
                place, whatever their letters: «Өскемен» is «Усть-Каменогорск».
        """
        two_languages = here and self.kazakh is not other.kazakh
        alike = self.core == other.core or (two_languages and self._says_as_place(other) and other._says_as_place(self))
        if not alike or not self.core or not other.core:
            return False
        return not self.places or not other.places or bool(self.places & other.places) or two_languages

    def _says_as_place(self, other: Body) -> bool:
        """«Тұрар Рысқұлов ауданы», «район Турара Рыскулова»: of a name of two words each language takes another."""
        return all(word[:_BEGINNING] in other.places for word in self.core - other.core)


@lru_cache(maxsize=4096)
def body(name: str) -> Body:
    """Return what a body's name is compared by; its core is empty when the name says nothing.

    Args:
        name: as it was printed.
    """
    name = _JOINED.sub("", name)
    known = frozenset(stems(name))
    words = [(word, _SHORT.get(word, stem(word))) for word in fold(name).split()]
    kazakh = any(root in _RUSSIAN for _word, root in words)
    words = [(word, _RUSSIAN.get(root, root)) for word, root in words if root in known or word in _SHORT]
    places: set[str] = set()
    core: set[str] = set()
    for number, (word, root) in enumerate(words):
        if root in _UNITS:
            place = _place(words, number, kazakh=root != stem(word) and word not in _SHORT)
            if place is not None:
                places.add(place)
        elif root in _DIRECTIONS:
            continue  # «Батыс Қазақстан»: the territory tells them apart
        elif root in _SENTENCE and core:
            break
        elif not (word.isdigit() and number + 1 < len(words) and month_number(words[number + 1][0])) and not (
            number and words[number - 1][0].isdigit() and month_number(word)
        ):
            core.add(root)
    core -= _FORMS | places
    # Every department is one of an akimat, whether its name says so or not.
    bare = core - {_AKIMAT} if core & _OF_AN_AKIMAT else core
    return Body(frozenset(bare), frozenset(place[:_BEGINNING] for place in places), kazakh)


def _place(words: list[tuple[str, str]], number: int, *, kazakh: bool) -> str | None:
    """Return the name that a word for a place belongs to: «Абай облысы», «Абайской области», «города Абай»."""
    before = number > 0 and (kazakh or _ADJECTIVE.search(words[number - 1][0]) is not None)
    beside = number - 1 if before else number + 1
    if not (kazakh and not before) and 0 <= beside < len(words) and words[beside][1] not in _UNITS:
        return words[beside][1]
    return None
