"""The forms in which texts print dates and periods, each as a rule; what a match means is read in `dates`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from domain.calls.reading.months import KAZAKH_MONTH, MONTH
from domain.calls.reading.text import Numbered, Rule, Stems, fold, numbers_in, rule, stems

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR_WORD = r"(?:\s*(?:жыл[а-я]*|ж\.?|г\.|г(?![а-я])|год[а-я]{0,2}))"
_NTH = r"(?:\s?-?\s?(?:го|ое|ого|шы|ші|ншы|нші|інші|ыншы|st|nd|rd|th)(?![а-яa-z]))?"
_ABLATIVE = r"(?:\s?-?\s?(?:нан|нен|дан|ден|тан|тен|інен|ынан|сынан|сінен|ынан|ші(?:нен|сінен))(?![а-я]))"
_JOINT = r"(?:-|по|до|на|и|мен|бен|пен|және|to|and|through|until|&|,)"
# «т.г.», «а.ж.», «ағымдағы жылғы»: the year of publication.
_THIS_YEAR = (
    r"(?:т\.\s?г\.?|с\.\s?г\.?|а\.\s?ж\.?|ү\.\s?ж\.?|с\.\s?ж\.?|(?:текущего|этого|нынешнего|сего)\s+года|"
    r"(?:ағымдағы|осы|биылғы)\s+жыл[а-я]*|биыл[а-я]*|this\s+year)"
)
_NEXT_YEAR = r"(?:(?:следующего|будущего)\s+года|келесі\s+жыл[а-я]*|next\s+year)"

_UNITS = "(?:бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз)"
_IN_WORDS = rf"(?:он|жиырма|отыз)(?:\s?{_UNITS})?|{_UNITS}"
_POSSESSIVE = "(?:сы|сі|ы|і)"

FORMS: tuple[tuple[str, Rule | Numbered], ...] = (
    ("iso", Numbered(r"(?P<y>\d(?<![\d.-]\d)\d{3})-(?P<mn>\d{2})-(?P<d>\d{2})(?![\d-])")),
    (
        "numeric",
        Numbered(
            rf"""(?<![\d.,:/$€])(?<!(?<!\.\d\d)(?<!\.\d{{4}})-)(?:(?P<d1>{_DAY})(?:\s?{_ABLATIVE}|
            \s*{_JOINT})\s*)?
            (?P<d>\d{{1,2}})\s?(?P<sep>[./-])\s?(?P<mn>\d{{1,2}})(?P=sep)\s?(?P<y>\d{{4}}|\d{{2}})(?!\d|[.,]\d|:\d)"""
        ),
    ),
    (
        "year-first",
        Numbered(rf"(?P<y>\d(?<!\d\d)\d{{3}}){_YEAR_WORD},?\s+(?P<d>{_DAY})\.(?P<mn>0[1-9]|1[0-2])\.?(?!\d)"),
    ),
    (
        "day-month",
        Numbered(
            rf"""
            (?=["\dтсаүэонбкtn])(?=["\d]|{_THIS_YEAR}|{_NEXT_YEAR})(?<![\d.,:/№$€])(?<!№\s)
            (?:(?P<y0>\d{{4}}){_YEAR_WORD},?\s*(?:"\s*)?|(?P<this0>{_THIS_YEAR}),?\s+|(?P<next0>{_NEXT_YEAR}),?\s+)?
            (?:"?(?P<d1>{_DAY})"?(?:{_ABLATIVE}\s*(?:бастап\s*)?|{_NTH}(?:\s*{_JOINT})\s*(?:со?\s+)?))?
            "?(?P<d>{_DAY})"?{_NTH}\s*(?:of\s+|числ[оа]\s+)?[-\s]?\s?(?P<mon>{MONTH})
            (?:,?[\s-]*(?:(?P<y>(?:19|20)\d{{2}}|\d{{4}}(?={_YEAR_WORD})|(?<=-)\d{{2}})(?!\d|\s?(?:тенге|
            тг)){_YEAR_WORD}?|(?P<this>{_THIS_YEAR})|(?P<next>{_NEXT_YEAR})))?
            """,
            sign='"',
        ),
    ),
    (
        "month-day-kk",
        stems(
            rf"(?:(?P<y0>\d{{4}}){_YEAR_WORD},?\s*|(?P<this0>{_THIS_YEAR})\s+)?(?P<mon>{KAZAKH_MONTH})(?:\s+ай[а-я]*)?\s+"
            rf"(?:(?P<d1>{_DAY})\s?(?:{_ABLATIVE}|(?:{_NTH}|-с?[іы])\s*{_JOINT})\s*(?:бастап\s*)?)?"
            rf"(?P<d>{_DAY})(?!\d|[.:]\d|\s*(?:жыл|мың|млн|адам|теңге|ж\.))(?:\s?-?\s?(?:[а-я]{{1,7}}(?![а-я])))?"
            r"(?:\s*жұлдыз[а-я]*)?"
        ),
    ),
    (
        "month-day-en",
        stems(
            rf"(?P<mon>{MONTH})\s+(?P<d>{_DAY})(?:st|nd|rd|th)?(?:\s*(?:-|to|and|through)\s*(?P<d2>{_DAY})"
            r"(?:st|nd|rd|th)?(?![\d:]))?(?!\d|:\d|\s*[ap]\.?m)(?:,?\s+(?P<y>(?:19|20)\d{2})(?!\d))?"
        ),
    ),
    (
        "end-of-month",
        rule(
            rf"""
            (?:(?P<y0>\d{{4}}){_YEAR_WORD}\s*|(?P<this0>{_THIS_YEAR})\s+)?
            (?:(?:конц[аеу]|последн[а-я]{{2,4}}\s+(?:день|дня|число|
            числа))\s+(?P<mon>{MONTH})(?:,?\s*(?P<y>\d{{4}})(?!\d){_YEAR_WORD}?)?
            | (?P<monk>{KAZAKH_MONTH})(?:\s+ай[а-я]*)?\s+(?:соң[а-я]*|аяғ[а-я]*)(?:\s+күн[а-я]*)?
            | (?:end|last\s+day)\s+of\s+(?P<mone>{MONTH})(?:,?\s*(?P<ye>\d{{4}})(?!\d))?)
            """
        ),
    ),
    (
        "whole-month",
        rule(
            rf"""
            (?:(?<![а-я])весь|в\s+течение(?:\s+всего)?|на\s+протяжении(?:\s+всего)?|throughout|
            during)\s+(?P<mon>{MONTH})(?:\s*(?P<y>\d{{4}})(?!\d){_YEAR_WORD}?)?
            |(?P<monk>{KAZAKH_MONTH})(?:\s+ай[а-я]*)?\s+бойы(?:на)?(?![а-я])
            """
        ),
    ),
    (
        "end-of-this",
        rule(
            r"""
            конца\s+(?:(?:текущего|этого)\s+)?(?P<ru>месяца|года|недели)|(?:осы\s+|ағымдағы\s+)?(?P<kk>айдың|жылдың|
            жыл|аптаның|апта)\s+соңына(?=\s+дейін)
            |end\s+of\s+(?:the|this)\s+(?P<en>month|year|week)
            """
        ),
    ),
    (
        "ordinal",
        rule(
            rf"""
            (?:(?P<ord1>[а-я]{{3,13}}(?:ого|его))\s+(?:по|до)\s+)?(?P<tens>двадцать\s+|
            тридцать\s+)?(?P<ord>[а-я]{{3,13}}(?:ого|его|ое|
            ье))\s+(?P<mon>{MONTH})(?:,?\s*(?P<y>\d{{4}})(?!\d){_YEAR_WORD}?)?
            """
        ),
    ),
    (
        "day-in-words",
        stems(
            rf"(?P<monk>{KAZAKH_MONTH})\s+(?:(?P<w1>{_IN_WORDS}){_POSSESSIVE}н[ае]н\s+(?:бастап\s+)?)?"
            rf"(?P<w>{_IN_WORDS}){_POSSESSIVE}(?:н[ае]н?|нда|нде)?(?![а-я])"
            rf"|(?P<wo>{_IN_WORDS})(?:[ыі]нш[ыі]|нш[ыі]|сынш[ыі])\s+(?P<mono>{KAZAKH_MONTH})"
        ),
    ),
    (
        "short",
        Numbered(
            r"""
            (?P<d>[0-3](?<![\d.,:/].)(?<![^\d]-.)\d(?<!00)(?<!3[2-9]))[./](?P<mn>0[1-9]|1[0-2])(?![\d:/]|[.,]\d|-?(?:ге|ға|де|да|ден|
            дан)\s+(?:дейін|ашыл|баст)|\s*(?:млн|тыс|мың|%|час|тенге|г\.|уақыт|по\s+времени))
            """
        ),
    ),
    (
        "weekday",
        rule(
            r"""
            (?:до|не\sпозднее)\s+(?:(?:этой|эту|ближайшей|ближайшего)\s+)?(?P<ru>понедельника|вторника|среды|
            четверга|пятницы|субботы|воскресенья)
            |(?P<kk>дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|жексенбі|сенбі)(?:ге|ға|сіне|
            сына)?(?:\s+күніне)?\s+дейін
            |\b(?:by|until|before)\s+(?:this\s+)?(?P<en>monday|tuesday|wednesday|thursday|friday|saturday|sunday)
            """
        ),
    ),
    (
        "soon",
        rule(
            r"""
            (?<![а-яa-z])(?:(?P<d0>сегодня|бүгін(?:нен)?|today)|(?P<d1>завтра|ертең|tomorrow)|(?P<d2>послезавтра|
            бүрсігүні))(?![а-яa-z])
            """
        ),
    ),
    (
        "nth",
        rule(
            rf"""
            (?<![\d.,:/№-])(?:(?P<d1>{_DAY})(?:{_NTH}\s*{_JOINT})\s*)?(?P<d>{_DAY}){_NTH}\s+числ[оау](?![а-я])
            (?:\s+(?P<this>(?:текущего|этого|сего)\s+месяца|месяца)|\s+(?P<next>следующего\s+месяца))?
            |(?P<thisk>(?:осы|ағымдағы)\s+айдың)\s+(?P<dk>{_DAY})\s?-?\s?(?:[а-я]{{1,6}}(?![а-я]))
            |(?P<de>{_DAY})(?:st|nd|rd|th)\s+of\s+(?P<thise>this\s+month)
            """
        ),
    ),
    (
        "left",
        rule(
            r"""
            (?:остал[а-я]*|остается)\s+(?:всего\s+)?(?P<ru>\d{1,2})\s+(?:дн[а-я]*|день)|
            (?P<kk>\d{1,2})\s+күн\s+қалды|(?<=через\s)(?P<after>\d{1,2})\s+дн(?:ей|я)|
            (?P<en>\d{1,2})\s+days?\s+(?:left|to\s+go)
            """
        ),
    ),
)

_YEAR_SHORT = rule(r"\.(?<=[тсаү].)\s?[гж]")
_YEAR_TOLD = tuple(
    fold(words)
    for words in (
        "текущего г", "этого г", "нынешнего г", "сего г", "ағымдағы ж", "осы ж", "биыл", "this y", "следующего г",
        "будущего г", "келесі ж", "next y",
        "  ", "\f", "\x85", "\u2028", "\u2029",  # spaces of another kind may part the two words
    )
)  # fmt: skip


def year_may_be_told(text: str) -> bool:
    """Tell whether a folded text may say «т.г.», «осы жылғы»: a date may then begin with these words."""
    return any(map(text.__contains__, _YEAR_TOLD)) or _YEAR_SHORT.search(text) is not None


IN_FIGURES = frozenset(("iso", "numeric", "year-first", "short"))
"""Forms that begin with a number right before a parted one, or with that itself."""

# What a text must hold for another form to be worth looking for: most forms stand in few texts.
_A_MONTH = stems(MONTH)
_NEEDED: dict[str, tuple[Stems | re.Pattern[str], ...]] = {
    "day-month": (_A_MONTH,),
    "month-day-kk": (_A_MONTH,),
    "month-day-en": (_A_MONTH,),
    "end-of-month": (
        _A_MONTH,
        stems("конц|последн|соң|аяғ|end|last"),
        rule(
            rf"(?:конц[аеу]|последн[а-я]{{2,4}}\s+(?:день|дня|число|числа))\s+{MONTH}|"
            rf"{KAZAKH_MONTH}(?:\s+ай[а-я]*)?\s+(?:соң|аяғ)|(?:end|last\s+day)\s+of\s+{MONTH}"
        ),
    ),
    "whole-month": (_A_MONTH, stems("весь|течение|протяжении|throughout|during|бойы")),
    "ordinal": (
        _A_MONTH,
        rule(rf"(?:ого|его|ое|ье)\s+(?:{MONTH})"),
        stems(
            """
            перв|втор|трет|четвер|четыр|пят|шест|седьм|восьм|восем|девят|десят|одиннадцат|двенадцат|тринадцат|
            семнадцат|двадцат|тридцат
            """
        ),
    ),
    "day-in-words": (_A_MONTH, stems(f"он|жиырма|отыз|{_UNITS}")),
    "end-of-this": (stems("конц|соң|end"),),
    "weekday": (
        stems(
            """
            понед|вторн|сред|четв|пятн|субб|воскр|дүйс|сейс|сәрс|бейс|жұма|жекс|сенб|monday|tuesday|wednesday|thursday|
            friday|saturday|sunday
            """
        ),
    ),
    "nth": (stems("числ|осы ай|ағымдағы ай|of this month"),),
    "soon": (stems("сегодня|завтра|послезавтра|бүгін|ертең|бүрсігүні|today|tomorrow"),),
    "left": (stems("оста|қалды|left|to go|через"),),
}

WANTED = tuple({id(one): one for needed in _NEEDED.values() for one in needed}.values())
"""All that is looked for before the forms, each once."""
_PLACES = {id(one): place for place, one in enumerate(WANTED)}
STEPS = tuple((form, pattern, tuple(_PLACES[id(one)] for one in _NEEDED.get(form, ()))) for form, pattern in FORMS)
"""Each form with the places in `WANTED` of what a text must hold for it."""

_MOST_BEFORE = 3  # numbers of a date before its month: the year, the first day and the last


def numbers_before_months(text: str) -> Sequence[int]:
    """Return where the numbers begin that a day before the name of a month, its period or year may begin with."""
    every = numbers_in(text).every
    found: list[int] = []
    done = 0
    for month in _A_MONTH.finditer(text):
        place = bisect_left(every, month.start())
        found += every[max(done, place - _MOST_BEFORE) : place]
        done = max(done, place)
    return found


DATE_FOLLOWS = rule(
    rf"[\s,(]*(?:яғни\s+|то\s+есть\s+|on\s+)?(?:{_DAY}{_NTH}\s*-?\s?(?:{MONTH})|\d{{1,2}}\.\d{{2}}|(?:{MONTH})\s+\d)"
)
