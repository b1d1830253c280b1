"""Who announces a call."""

from __future__ import annotations

import re

from domain.calls.reading.text import Page, fold, rule, stems

_LABEL = re.compile(
    r"(?:^|\n)\W{0,4}(?:организатор|заказчик|организация|донор|уйымдастырушы|тапсырыс беруши|демеуши|organi[sz]er|"
    r"donor agency|donor|agency|implemented by)[а-яa-z ]{0,24}\s?[:-]\s?(?P<who>[^\n;]{3,140})"
)
_RUSSIAN = rule(
    r"""
    (?<![а-яa-z])(?P<who>(?:(?:гу|кгу|гкп|нао|тоо|ао|оф|кф|оо|чф|оюл|роо|чу)\s+"[^"\n]{3,120}"
    |(?:[а-я]+(?:ое|ый|ая)\s+)?(?:управление|отдел|департамент|комитет|министерство|акимат|аппарат|палата|посольство|
    фонд|центр|ассоциация|альянс|объединение|общественный\s+совет|общественный\s+фонд|корпоративный\s+фонд|компания|
    оператор|штаб|делегация|представительство|агентство)
    (?:\s+(?!объявл|проводит|начина|отбир|набира|готов|выдел|ежегодно|запуст|пригласи|намерен|дает|поддерж|ждет|ждут|
    и\s+эколог|приглаш|откры|ищет|сообща|уведом|отбер|проси|собира|начн|запуска|принима|зов|продл|назвал|
    [а-я]+ый\s+год)(?:г\.|[^\s.;:!?\n(]+)){0,14}?))
    (?=\s+(?:объявл|проводит|приглаш|откры|ищ[еу]т|сообща|уведом|отбер|проси|собира|начн|начина|отбир|запуска|
    принима|зов[еу]т|продл|предлага|готов|набира|ждет|информиру|при\s+поддержке|совместно|-\s)|[.,;:()\n])
    """
)
_KAZAKH = rule(
    r"""
    (?P<who>(?:"[^"\n]{3,110}"\s*(?:мм|кмм|кеақ|ққ|қб|жшс|ақ|зтб|қоры|қоғамдық\s+қоры|қоғамдық\s+бірлестігі|
    корпоративтік\s+қоры|орталығы|компаниясы)
    |(?:"[^"\n]{2,60}"\s+)?(?:[а-я-]+\s+){1,7}?(?:басқармасы|бөлімі|департаменті|комитеті|министрлігі|әкімдігі|әкім\s+аппараты|орталығы|
    альянсы|қоры|қауымдастығы|штабы|палатасы|елшілігі|кеңесі|бірлестігі|компаниясы|операторы|мекемесі)))(?![а-я])
    """
)
_ENGLISH = rule(
    r"""
    (?<![a-z-])(?P<who>(?:(?:the|an?)\s+)?(?:[a-z'.&-]+\s+){0,5}?(?:embassy|delegation|foundation|fund|agency|
    mission|ministry|
    council|alliance|centre|center|association|institute|project\s+"[^"\n]{3,60}")(?:\s+(?:of|in|to|
    for)\s+(?:the\s+)?[a-z]+(?:\s+(?!to\b|is\b|are\b|will\b|has\b)[a-z]+)?)?)
    (?=\s+(?:invites?|announces?|calls?|is\s|are\s|launch|opens?|seeks?|offers?|will\s|,))
    """
)
_GENERIC = rule(
    r"""
    (?:общественн[а-я]+\s+(?:объединение|фонд)|фонд|центр|компания|организация|объединение|оператор|ассоциация|
    [а-я-]+(?:\s[а-я-]+)?\s+облысының\s+орталығы|қор[ы]?|бағдарламасының\s+операторы|орталығы)$
    """
)
_STOP = stems("""бағдарламасының|этот|данный|каждый|любой|тіркелген|барлық|кез келген|кімдер""")


def read_organiser(page: Page, lang: str) -> tuple[str | None, float]:
    """Return the organiser's name as printed, and how sure; (None, 0.0) when the text names nobody."""
    labelled = _LABEL.search(page.folded)
    if labelled is not None:
        return _tidy(page.shown(labelled.start("who"), labelled.end("who"))), 0.85
    pattern = {"kk": _KAZAKH, "ru": _RUSSIAN, "en": _ENGLISH}[lang]
    body = page.title_end + 1
    for start, end in ((body, len(page.folded)), (0, page.title_end)):
        match = pattern.search(page.folded, start, min(end, start + 2500))
        if match is not None and not _STOP.match(page.folded, match.start("who")):
            name = _tidy(page.shown(match.start("who"), match.end("who")))
            if 4 <= len(name) <= 160 and not _GENERIC.match(fold(name)):
                return name, 0.75 if start else 0.6
    return None, 0.0


def _tidy(name: str) -> str:
    return name.strip(' .,;:-–—"').strip() if name.count("«") == name.count("»") else name.strip(" .,;:-–—")
