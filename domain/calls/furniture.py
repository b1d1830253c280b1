"""What stands around the words of a post: view counters, share bars, "3 days ago", cookie notes, links to other posts.

What changes by itself is left out of the fingerprint alone. Titles of other posts and the site's menu are left out when
a post is read: they speak of other calls. What people are shown keeps every word.
"""

from __future__ import annotations

import re

_NUMBER = r"\d[\d\s.,]{0,12}(?:\s?(?:тыс\.?|мың|млн|k|m)\b)?"
_VIEWS = (
    r"(?:просмотр(?:ов|ы|а|ено)?|прочитано|прочтений|қаралымдар|қаралым(?:\s+саны)?|қаралды|қаралған|оқылды|көрілім|"
    r"көрген(?:дер)?|views?|reads?|комментари(?:й|и|я|ев)|пікір(?:лер)?|comments?|лайк(?:ов|и|а)?|likes?|ұнату(?:лар)?|"
    r"репост(?:ов|ы|а)?|shares?|подписчик(?:ов|и|а)?|subscribers?|жазылушы(?:лар)?)"
)
_COUNTERS = re.compile(
    rf"(?:{_VIEWS}\s?[:–—-]?\s?{_NUMBER}|{_NUMBER}\s?(?:рет\s+)?{_VIEWS}(?![\w-])|[👁♥❤👍💬🔥]\ufe0f?\s?{_NUMBER})",
    re.IGNORECASE,
)
_UNITS = (
    r"(?:секунд\w*|минут\w*|час(?:а|ов)?|сағат|дн(?:я|ей)|день|күн|недел\w*|апта|месяц\w*|ай|год(?:а)?|лет|жыл|"
    r"seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?)"
)
# A countdown says each day something else about the same deadline.
_RELATIVE = re.compile(
    rf"(?<!\w)(?:\d{{1,3}}\s?{_UNITS}\s(?:назад|бұрын|ago|қалды|left)|осталось:?\s\d{{1,3}}\s?{_UNITS}|"
    rf"(?:только\sчто|жаңа\sғана|just\snow))(?!\w)",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?:(?:опубликовано|жарияланды|published)\s?:?\s?)?(?:сегодня|вчера|бүгін|кеше|today|yesterday)[,\s]*(?:(?:в|сағат|at)\s?)?"
    r"(?:\d{1,2}[:.]\d\d)?",
    re.IGNORECASE,
)
_NETWORKS = (
    r"(?:facebook|фейсбук|telegram|телеграм|whatsapp|ватсап|vk|вконтакте|вк|twitter|x|instagram|инстаграм|linkedin|ok|"
    r"одноклассники|viber|e-?mail|pinterest|mail\.ru)"
)
_SHARE = re.compile(
    rf"(?:поделиться|поделись|бөлісу|бөлісіңіз|share(?:\s+(?:this|on|via))?|tweet|жіберу|отправить|print|распечатать|"
    rf"басып\sшығару|копировать\sссылку|сілтемені\sкөшіру|copy\slink)?[\s:|,·•]*(?:{_NETWORKS}[\s|,·•/]*)*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:читать\s(?:далее|полностью|дал[её]е)|подробнее|толығырақ|толық\sоқу|read\smore|continue\sreading|"
    r"\d{1,3}\s?(?:min(?:ute)?s?\sread|мин(?:ут\w*)?\sчтения|мин(?:ут)?\sоқу))[\s.…→»>]*",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"cookie|куки(?!ш)", re.IGNORECASE)
_COOKIE_WORDS = re.compile(
    r"сайт|использ|соглас|принима|пайдалан|келіс|қабылда|website|we use|accept|consent|privacy", re.IGNORECASE
)
_WORDPRESS = re.compile(
    r"(?:the post|запись|сообщение|жазба)\s.{1,300}(?:appeared first on|впервые появил[аои]сь?(?:\sна)?)\s.{1,200}",
    re.IGNORECASE,
)
_LONGEST_NOTE = 400
_LONGEST_LABEL = 120
# Words without which there is none of the above: most texts have none of them, and looking is cheap.
_STEMS = (
    "просмотр", "прочит", "прочт", "қарал", "оқыл", "көрілім", "көрген", "view", "read", "коммент", "пікір", "comment",
    "лайк", "like", "ұнату", "репост", "share", "подписч", "subscr", "жазылушы", "👁", "♥", "❤", "👍", "💬", "🔥",
    "назад", "бұрын", "ago", "қалды", "left", "осталось", "только", "жаңа", "just", "сегодня", "вчера", "бүгін", "кеше",
    "today", "yesterday", "подел", "бөліс", "tweet", "жіберу", "отправить", "print", "распечат", "басып", "копировать",
    "көшіру", "copy", "facebook", "фейсбук", "telegram", "телеграм", "whatsapp", "ватсап", "vk", "контакте", "twitter",
    "instagram", "инстаграм", "linkedin", "viber", "mail", "pinterest", "читать", "подробн", "толығырақ", "толық",
    "cookie", "куки", "appeared", "появил",
)  # fmt: skip
# «Читайте также», and then titles of other posts.
_RELATED = re.compile(
    r"\W{0,4}(?:(?:читайте|читать|смотрите|смотреть|см\.?)\s+также|(?:другие|похожие|последние)\s+"
    r"(?:новости|записи|материалы|статьи|публикации)|материалы\s+по\s+теме|(?:предыдущая|следующая)\s+"
    r"(?:запись|новость|статья|публикация)|вам\s+(?:может\s+быть|будет)\s+интересно|"
    r"(?:тағы|сондай-ақ)\s+(?:да\s+)?оқыңыз(?:дар)?|(?:ұқсас|басқа|соңғы)\s+(?:жаңалықтар|материалдар|жазбалар|мақалалар)|"
    r"related(?:\s+(?:posts?|news|articles?|links|stories))?(?=\s*:|\s*$)|(?:see|read)\s+also|"
    r"you\s+(?:may|might)\s+also\s+like|(?:more|latest|other)\s+news)\b\s?[:.]?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_RELATED_STEMS = (
    "также", "новости", "записи", "материалы", "статьи", "публикаци", "интересно", "запись", "новость", "статья",
    "оқыңыз", "жаңалықтар", "материалдар", "жазбалар", "мақалалар", "related", "also", "news",
)  # fmt: skip
_LONGEST_TITLE = 160
_MENU = (
    "карта сайта", "версия для печати", "обратная связь", "противодействие коррупции", "государственные закупки",
    "государственные услуги", "вакансии", "обращения граждан", "политика конфиденциальности", "сайт картасы",
    "басып шығару нұсқасы", "кері байланыс", "сыбайлас жемқорлыққа қарсы", "мемлекеттік сатып алу",
    "мемлекеттік қызмет", "бос орындар", "бос жұмыс орындары", "азаматтардың өтініштері", "sitemap", "site map",
    "privacy policy", "vacancies", "procurement", "subscribe to our newsletter", "contact us",
)  # fmt: skip
_LONGEST_MENU = 600
_FEW = 3  # words of a menu that make a line one; a call may name a purchase and a vacancy


def without_other_posts(text: str) -> str:
    """Return a text without lists of other posts and lines of the site's menu."""
    lowered = text.lower()
    related = any(map(lowered.__contains__, _RELATED_STEMS))
    if not related and sum(map(lowered.__contains__, _MENU)) < _FEW:
        return text
    kept: list[str] = []
    listing = False
    for line in text.split("\n"):
        bare = line.strip()
        if related and (heading := _RELATED.match(bare)) is not None:
            listing = not heading["rest"].strip()
            continue
        if listing and (not bare or (len(bare) <= _LONGEST_TITLE and bare[-1] not in ".!?;")):
            continue
        listing = False
        if len(bare) <= _LONGEST_MENU and sum(item in bare.lower() for item in _MENU) >= _FEW:
            continue
        kept.append(line)
    return "\n".join(kept)


def without_furniture(text: str) -> str:
    """Return a text without what changes by itself; lines that hold nothing else are left out whole."""
    lowered = text.lower()
    if not any(stem in lowered for stem in _STEMS):
        return text
    return "\n".join(line for line in map(_line, text.split("\n")) if line)


def _line(line: str) -> str:
    lowered = line.lower()
    if not any(stem in lowered for stem in _STEMS):
        return line
    if len(line) <= _LONGEST_NOTE:
        if _COOKIES.search(line) and _COOKIE_WORDS.search(line):
            return ""
        if _WORDPRESS.fullmatch(line.strip()):
            return ""
    bare = _RELATIVE.sub(" ", _COUNTERS.sub(" ", line)).strip(" \t|·•/,-–—")
    if len(bare) <= _LONGEST_LABEL and any(pattern.fullmatch(bare) for pattern in (_DAYS, _SHARE, _MORE)):
        return ""
    return bare
