"""When two names are one body: in Kazakh or in Russian, with or without quotes and its legal form.

A department prints its name in two languages, a fund sometimes with and sometimes without "общественный фонд". Only
words that bodies' names are made of are translated: a name of its own is the same in both languages, or cannot be told.
"""

from __future__ import annotations

from functools import lru_cache

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
    дін религий, еңбек труда, жұмыспен занятости, әлеуметтік социальных, бағдарламалар программ, табиғи природных,
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


@lru_cache(maxsize=4096)
def body(name: str) -> frozenset[str]:
    """Return what a body's name is compared by; empty when the name says nothing.

    Args:
        name: as it was printed.
    """
    words = frozenset(_RUSSIAN.get(word, word) for word in stems(name) if word not in _FORMS) - _FORMS
    # Every department is one of an akimat, whether its name says so or not.
    return words - {_AKIMAT} if words & _OF_AN_AKIMAT else words
