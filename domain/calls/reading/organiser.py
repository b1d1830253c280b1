"""Who announces a call."""

from __future__ import annotations

import re

from domain.calls.reading.text import Page, Span, fold, rule, stems

_LABEL = re.compile(
    r"(?:^|\n)\W{0,4}(?:организатор|заказчик|организация|донор|уйымдастырушы|тапсырыс беруши|демеуши|organi[sz]er|"
    r"donor agency|donor|agency|implemented by)[а-яa-z ]{0,24}\s?[:-]\s?(?P<who>[^\n;]{3,140})"
)
_HEAD = stems(
    r"""
    (?<!["-])(?:(?:гу|кгу|гкп|гккп|нао|тоо|ао|оф|кф|оо|чф|оюл|роо|чу)(?=\s")|мки(?=\sрк)
    |управление|отдел|департамент|комитет|министерство|акимат|аппарат|палата|посольство|фонд|(?:медиа|ресурс-?)?центр|
    ассоциация|альянс|объединение|совет|компания|оператор|штаб|делегация|представительство|агентство|федерация|союз|
    медиасоюз|академия|институт|университет|общество|движение|клуб|музей|библиотека|комиссия|товарищество|дом|сеть|
    консорциум|коалиция|банк)(?![а-я-])
    """
)
_BEFORE_HEAD = re.compile(r"(?:(?<![а-яa-z])[а-я-]{2,24}(?:ыи|ии|ои|ый|ий|ой|ая|яя|ое|ее)\s){1,3}$")
_AFTER_PREPOSITION = re.compile(
    r"(?:^|[^а-я])(?:в|во|на|через|за|под|про|о|об|при|весь|общий|этот|наш|каждый|любой)\s$"
)
_AFTER_AND = re.compile(r"[а-я\"]\sи\s$")
_AFTER_VERB = re.compile(r"(?<![а-я])(?:объяв|провод|организ|запус|открыл|учред|начал|вед)[а-я]{1,5}\s$")
_OF_PLACE = re.compile(r"\s(?:города|района|области|имени|г\.|акимата|при)(?![а-я])")
_LABEL_ENDS = re.compile(
    r",?\s(?:при поддержке|совместно|при участии|телефон|тел\.|колдауымен|бирлесип)|[(;|]|,\s(?:г\.|ул)"
)
_PART = re.compile(r'\s(?:"(?P<quoted>[^"\n]{2,120})"|(?P<short>г\.|им\.)|(?P<word>[а-яa-z][а-яa-z-]*\.?))')
_MAY_STAND_INSIDE = frozenset(("и", "по", "при", "имени", "им.", "г."))
_BREAKS = frozenset(
    fold(
        "в во на для с со до от из к о об за под над между через без ежегодно дополнительно снова совместно также "
        "уже вновь впервые вместе которые который которая это или а но не что чтобы проекты проект заявки конкурс "
        "конкурса вправе может должен готов готова готово намерен рад гранты приём прием набор одной одного"
    ).split()
)
_NOT_VERBS = stems(
    """комитет|совет|университет|факультет|бюджет|приоритет|аппарат|секретариат|сенат|маслихат|акимат|институт|кабинет|
    департамент|паритет|отдел|филиал|портал|потенциал|журнал|материал|капитал|села|дела|школа|тыла|лет|сел|дел|развит|
    быт|труд|сеть|память|мигрант|ветеранов|солдат|студи"""
)
_VERB = re.compile(
    r"(?:[а-я]{2,}(?:ает|яет|ует|юет|еет|ывает|дит|чит|сит|тит|нит|рит|жит|мит|пит|вит|лит|шит|зит|ют|ут|ят|ат|ет)(?:ся)?"
    r"|[а-я]{2,}(?:ать|ить|еть|ять|уть)(?:ся)?|[а-я]{2,}(?:ал|ил|вел|мел|тел|шел|ял|ул|ыл)[аои]?(?:с[яь])?)"
)
_ANNOUNCES = stems(
    """
    объяв|пригла|откры|запуска|запусти|провод|проведет|сообща|уведомл|начина|начал|принима|ищ|набира|жд[её]т|предлага|
    выдел|поддерж|да[её]т|дадут|зов|информир|извеща|продл|перенос|назнач|собира|готов|размеща|отбира|учред|финанс|
    награжд|разда|доводит|формир|просит|реализ|организ|выбира|публик|совместно|снова|дополнительно|вновь
    """
)
_BRACKETS = re.compile(r"\s?\([^()\n]{0,160}\)")
_KAZAKH = rule(
    r"""
    (?P<who>(?:"[^"\n]{3,110}"\s*(?:мм|кмм|кеақ|ққ|қб|жшс|ақ|зтб|(?:[а-я]+\s)?қоры|қоғамдық\s+қоры|қоғамдық\s+бірлестігі|
    корпоративтік\s+қоры|(?:[а-я]+\s)?орталығы|компаниясы|қауымдастығы|одағы|клубы|медиаорталығы)
    |(?<![а-яa-z-])(?:"[^"\n]{2,60}"\s+)?(?:[а-я-]+\s+){0,9}?(?:басқармасы|бөлімі|департаменті|комитеті|министрлігі|әкімдігі|әкім
    \s+аппараты|әкімінің\s+аппараты|орталығы|альянсы|қоры|қауымдастығы|штабы|палатасы|елшілігі|кеңесі|бірлестігі|
    компаниясы|операторы|мекемесі|комиссиясы|қозғалысы|агенттігі|одағы|федерациясы|қоғамы)))(?![а-я])
    """
)
_KAZAKH_BODY = stems(
    """
    мм|кмм|кеақ|ққ|қб|жшс|ақ|зтб|қор|қоғам|корпоративтік|орталығы|компаниясы|қауымдастығы|одағы|клубы|медиаорталығы|
    басқармасы|бөлімі|департаменті|комитеті|министрлігі|әкім|альянсы|штабы|палатасы|елшілігі|кеңесі|бірлестігі|
    операторы|мекемесі|комиссиясы|қозғалысы|агенттігі|федерациясы
    """
)
"""Without such a word no name of a body is looked for."""
# A Kazakh sentence may lead up to the name: «биыл жоба аясында Қостанай облысының … басқармасы».
_LEADS_UP = rule(
    r"(?<![а-я])(?:аясында|бойынша|уақытта|биыл|бүгін|кеше|ертең|мақсатында|сәйкес|орай|кезінде|туралы|арналған|мен|және|"
    r"қарсаңында|ретінде|сондай-ақ|жылы|күні)\s"
)
_ENGLISH = rule(
    r"""
    (?<![a-z-])(?P<who>(?:(?:the|an?)\s+)?(?:[a-z'.&-]+\s+){0,5}?(?:embassy|delegation|foundation|fund|agency|
    mission|ministry|council|alliance|centre|center|association|institute|network|coalition|union|office|
    company|llp|project\s+"[^"\n]{3,60}")(?:\s+(?:of|in|to|
    for)\s+(?:the\s+)?[a-z]+(?:\s+(?!to\b|is\b|are\b|will\b|has\b)[a-z]+)?)?)
    (?=(?:\s?\([^()\n]{0,80}\))?\s+(?:invites?|announces?|calls?|is\s|are\s|launch|opens?|seeks?|offers?|will\s|,))
    """
)
_GENERIC = rule(
    r"""
    (?:(?:общественн|корпоративн|благотворительн|призов|грантов|премиальн|уставн|общ)[а-я]+\s+(?:объединение|фонд|совет)|фонд|центр|компания|организация|объединение|
    оператор|ассоциация|союз|совет|отдел|управление|комиссия|клуб|дом|сеть|аппарат|штаб|общество|банк|
    [а-я-]+(?:\s[а-я-]+)?\s+облысының\s+орталығы|қор[ы]?|(?:жүлде|бағдарлама|грант|сыйлық|марапат)[а-я]*\s+қоры|
    бағдарламасының\s+операторы|орталығы|штабы|кеңесі|компаниясы|қоғамы|корпоративтік\s+қоры|(?:the|an?)\s+(?:company|
    office|network|fund|union|centre|center))$
    """
)
_STOP = stems("""бағдарламасының|этот|данный|каждый|любой|тіркелген|барлық|кез келген|кімдер|жүлде|бағдарлама қор""")

MOST_PARTS = 14
"""Words of a name: the longest of an akimat's department has a dozen."""

MOST_READ = 2500
"""Characters in which who announces is looked for."""


def read_organiser(page: Page, lang: str) -> tuple[str | None, float]:
    """Return the organiser's name as printed, and how sure; (None, 0.0) when the text names nobody.

    Of several that are named it is the one that announces: whose name the verb follows, or else the first.
    """
    labelled = _LABEL.search(page.folded)
    if labelled is not None:
        ends = _LABEL_ENDS.search(page.folded, labelled.start("who") + 3, labelled.end("who"))
        return _tidy(page.shown(labelled.start("who"), ends.start() if ends else labelled.end("who"))), 0.85
    body = page.title_end + 1
    for start, end in ((body, min(len(page.folded), body + MOST_READ)), (0, page.title_end)):
        found = _russian(page, start, end) if lang == "ru" else _pattern(page, lang, start, end)
        if found is not None:
            name = _tidy(page.shown(found.start, found.end))
            return name, 0.75 if start else 0.6
    return None, 0.0


def _pattern(page: Page, lang: str, start: int, end: int) -> Span | None:
    if lang == "kk" and _KAZAKH_BODY.search(page.folded, start, end) is None:
        return None
    for match in (_KAZAKH if lang == "kk" else _ENGLISH).finditer(page.folded, start, end):
        if not _STOP.match(page.folded, match.start("who")) and _is_name(match["who"]):
            starts, ends = match.span("who")
            if lang == "kk" and '"' not in match["who"]:
                starts = _past_lead(page, starts, ends)
            return Span(starts, ends)
    return None


def _past_lead(page: Page, start: int, end: int) -> int:
    """Return where the name begins after words that lead up to it, when it begins with a capital there."""
    for lead in _LEADS_UP.finditer(page.folded, start, end):
        if page.printed(lead.end()).isupper():
            start = lead.end()
    return start


def _russian(page: Page, start: int, end: int) -> Span | None:
    text = page.folded
    first: Span | None = None
    for head in _HEAD.finditer(text, start, end):
        adjectives = _BEFORE_HEAD.search(text, max(start, head.start() - 70), head.start())
        begins = adjectives.start() if adjectives is not None else head.start()
        if _AFTER_PREPOSITION.search(text, max(start, begins - 14), begins) or _STOP.match(text, begins):
            continue
        ends = _end_of_name(text, head.end(), end)
        if not _is_name(text[begins:ends]):
            continue
        brackets = _BRACKETS.match(text, ends)
        after = brackets.end() if brackets is not None else ends
        if _ANNOUNCES.match(text, after + 1) or _AFTER_VERB.search(text, max(start, begins - 20), begins):
            return Span(begins, ends)
        if first is None and (begins == start or text[begins - 1] in "\n" or text[begins - 2] in ".!?:"):
            first = Span(begins, ends)
    return first


def _end_of_name(text: str, at: int, end: int) -> int:
    """Return where a name that began with «управление», «фонд» ends: at a verb, a preposition, a mark."""
    good = at
    for _ in range(MOST_PARTS):
        part = _PART.match(text, at, end)
        if part is None:
            break
        word = (part["word"] or "").rstrip(".")
        if word and (word in _BREAKS or (_VERB.fullmatch(word) and not _NOT_VERBS.match(word))):
            break
        at = part.end()
        if word and part["word"].endswith("."):
            return at - 1  # the end of a sentence
        if (part["short"] or word) not in _MAY_STAND_INSIDE:
            good = at
        if part["quoted"] and not _OF_PLACE.match(text, at):
            break
    return good


def _is_name(printed: str) -> bool:
    return 4 <= len(printed) <= 160 and not _GENERIC.match(printed.strip(' .,;:-"'))


def _tidy(name: str) -> str:
    return name.strip(' .,;:-–—"').strip() if name.count("«") == name.count("»") else name.strip(" .,;:-–—")
