"""The language a post is written in."""

from __future__ import annotations

import re

from domain.calls.reading.text import Page

_KAZAKH_LETTERS = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
_WORDS = re.compile("[а-я]+")
_KAZAKH_WORDS = frozenset(
    (
        "жане", "ушин", "бойынша", "дейин", "мен", "бен", "пен", "арналган", "туралы", "облысынын", "кала", "болады",
        "жылгы", "жылдын", "конкурсы", "отинимдер", "каражат", "енбек", "немесе", "кажет", "бастап",
    )
)  # fmt: skip
_RUSSIAN_WORDS = frozenset(
    (
        "и", "в", "во", "на", "для", "по", "с", "до", "не", "из", "от", "к", "что", "или", "о", "при", "за", "будет",
        "это", "их", "все", "года", "у",
    )
)  # fmt: skip
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S*@\S+|(?<![\w-])[\w-]+(?:\.[\w-]+)*\.(?:kz|org|com|net|ru|int|info|me|pdf|docx?|xlsx?)\b\S*"
)
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|to|for|in|is|are|be|by|on|with|from|or|will|your|we|you|can)\b",
    re.IGNORECASE,
)
_SELDOM = 20  # one word in so many is a Russian link word at least, in Russian
# Kazakh typed without its own letters is known by how its words end.
_KAZAKH_ENDINGS = re.compile(
    r"[а-я]{2,}(?:(?:лар|лер|дар|дер|тар|тер)(?:[ыи]н?|га|ге|ды|ди|дан|ден|мен)?|(?:[лндт]?[ыи])?н[ыи]н|[дт][ыи]н|(?:ады|еди|айды|"
    r"ейди|илди|ылды|анды|енди|алады)|(?:уга|уге)|(?:ыныз|иниз)|сында|синде|арасында)(?![а-я])"
)
_RUSSIAN_ENDINGS = re.compile(
    r"[а-я]{2,}(?:ого|его|ому|ему|ых|их|ыми|ими|ость|ости|ение|ения|ается|уется|ится|ют|ет|ый|ий|ая|ое|ой|ов|ами|ах)(?![а-я])"
)
_CYRILLIC = re.compile("[а-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ]+")
_LATIN = re.compile("[a-zA-Z]+")


def read_language(page: Page) -> tuple[str, float]:
    """Return "kk", "ru" or "en" and how sure; the language of a mixed post is that of most of its words."""
    if page.latin:
        return "kk", 0.9
    head = page.plain[:6000]
    cyrillic = sum(map(len, _CYRILLIC.findall(head)))
    # In most texts all that is not Cyrillic, were it Latin to the last letter, is too little: it is not counted.
    latin = sum(map(len, _LATIN.findall(head))) if len(head) - cyrillic > cyrillic * 1.5 else 0
    if cyrillic and latin > cyrillic * 1.5:  # addresses are Latin whatever the language
        latin = sum(map(len, _LATIN.findall(_ADDRESS.sub(" ", head))))
    if latin > cyrillic * 1.5 and (not cyrillic or _ENGLISH_WORDS.search(head) is not None):
        return "en", 0.95 if latin > 40 else 0.6
    if not cyrillic:
        return "ru", 0.2
    folded = page.folded[:6000]
    kazakh = sum(map(head.count, _KAZAKH_LETTERS)) / cyrillic
    words = _WORDS.findall(folded)
    kazakh_words = sum(map(_KAZAKH_WORDS.__contains__, words))
    russian_words = sum(map(_RUSSIAN_WORDS.__contains__, words))
    if not kazakh and russian_words * _SELDOM <= len(words):
        kazakh_words += len(_KAZAKH_ENDINGS.findall(folded))
        russian_words += len(_RUSSIAN_ENDINGS.findall(folded))
    score = kazakh * 12 + (kazakh_words - russian_words) / max(4, kazakh_words + russian_words)
    sure = min(0.97, 0.6 + abs(score - 0.6) * 0.3)
    return ("kk" if score > 0.6 else "ru"), sure
