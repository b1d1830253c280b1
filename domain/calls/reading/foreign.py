"""Whether a call is another country's own: only its organisations may answer."""

from __future__ import annotations

from domain.calls.reading import signals
from domain.calls.reading.text import Page, rule, stems

_SUBJECT_FOREIGN = rule(
    rf"""
    (?:registered|based|operating|located|working|residents?|citizens?|organi[sz]ations?|ngos?|csos?|groups?|
    зарегистрирован[а-я]*|действующ[а-я]*|граждан[а-я]*|жител[а-я]*|нпо|ннo|ннo|нко|организаци[а-я]*|молодеж[а-я]*|
    журналист[а-я]*|активист[а-я]*)
    \s+(?:only\s+)?(?:(?:в|из)\s+[а-я]+\s+(?:крае|края|области|республик[еи]|округ[еа])\s+)?(?:(?:in|from|of|из|в|во|на\s+территории)\s+)?(?:the\s+)?(?:(?:республик[а-я]*|
    republic\s+of)\s+)?(?:{signals.FOREIGN})
    """
)
_FOREIGN = rule(rf"(?<![а-яa-z])(?:{signals.FOREIGN})")
_FOREIGN_PEOPLE = rule(
    r"""
    (?<![а-яa-z])(?:узбекистанск|кыргызск|кыргызстанск|таджикск|российск|белорусск|украинск|грузинск|армянск|
    georgian|uzbek|kyrgyz|tajik|russian|ukrainian|armenian|өзбек|қырғыз)[а-я]*\s+(?:нпо|нко|ннo|организаци|неком|
    общественн|граждан|молод|ngo|cso|civil|non|organi|ұйым|үеұ)
    """
)
_HOME = stems(
    """
    казахстан|қазақстан|kazakh|рк\\b|қр\\b|центральн[а-я]* ази|орталық азия|central asia|страны снг|тмд ел|
    все[хм]? стран|any country|worldwide|all countries|globally|international
    """
)
# «Организации других стран, включая Казахстан, не могут…» names the country only to shut it out.
_BARRED = stems(
    """
    не могут|не может|не вправе|не допуска|не участву|только приглаш|без финансирован|других стран|другие страны|
    cannot|may not|
    not eligible|other countries|қатыса алмайды|алмайды|қатыспайды|басқа елдер|өзге елдер
    """
)
_SHUT_OUT = stems(
    """
    не могут|не может|не вправе|не допуска|не участву|не приним|cannot|may not|not eligible|ineligible|not open|
    қатыса алмайды|бере алмайды|қатыспайды|қабылданбайды
    """
)
# «Организации РК, имеющие долги, не могут…» shuts out some, not the country.
_SOME = stems(
    """
    имеющ|получ|ранее|задолж|долг|политическ|партии|партий|религи|коммерческ|физическ|государственн|пределами|
    иностран|
    шетел|бұрын|берешек|қарыз|саяси|діни|мемлекеттік|коммерциялық|that\b|who\b|which|already|political|religious|
    government|foreign|individuals|for-profit|commercial
    """
)
_ELSEWHERE = rule(
    r"""
    соседн[а-я]+\s+(?:государств|стран|республик)|(?:исключительно|только)\s+на\s+(?:его|ее|их|своей)\s+территори|
    көрші\s+(?:ел|мемлекет)[а-я]*|neighbou?ring\s+(?:countr|state)
    """
)
# Money of another country, and Kazakhstan is not named: nobody pays in it here.
_THEIR_MONEY = stems("рубл[еяь]|сумов|кыргызских сом|сомони|манат|гривн|драм\\b|лари\\b|тугрик")


def only_foreign(page: Page, *, home: bool) -> bool:
    """Tell whether only organisations of another country may answer.

    Args:
        page: the post.
        home: a place in Kazakhstan was read in it.
    """
    text = page.folded
    named = [page.sentences[page.sentence_at(match.start())] for match in _HOME.finditer(text)]
    for one in named:
        if _SHUT_OUT.search(text, one.start, one.end) and _SOME.search(text, one.start, one.end) is None:
            return True
    if home or any(_BARRED.search(text, one.start, one.end) is None for one in named):
        return False
    if _SUBJECT_FOREIGN.search(page.folded) or _FOREIGN_PEOPLE.search(page.folded) or _ELSEWHERE.search(page.folded):
        return True
    if _THEIR_MONEY.search(page.folded) is not None:
        return True
    return _FOREIGN.search(page.folded, 0, page.title_end) is not None
