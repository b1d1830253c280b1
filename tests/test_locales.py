"""The catalogues are complete, alive, and each speaks its own language."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.demo.botapi.html import parse_html
from domain.language import Language
from handlers.texts import Texts, Translator

ROOT = Path(__file__).resolve().parent.parent
TRANSLATORS = {"tr", "_tr"}
KEYWORDS = {"tr": None, "n": (1, 2)}  # as in locales/babel.cfg

# The same word is right in both languages.
SAME_IN_BOTH = {
    "Grant": "the glossary has «грант» for both",
    "Currency": "«валюта» in both",
    "<b>No. {number}</b> · {state}": "«№» is read in both",
    "{share} percent ({low}–{high})": "numbers and a sign only",
    "{n} KB": "«КБ» in both",
    "Contest": "the law's Kazakh text says «конкурс»",
    "('{n} file', '{n} files')": "«файл» in both",
    "Telegram ID: {id}": "Telegram's own name for it",
}


def catalogue(language: Language) -> Catalog:
    with (ROOT / "locales" / language.value / "LC_MESSAGES" / "elshi.po").open("rb") as file:
        return read_po(file, locale=language.value)


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


CATALOGUES = {language: catalogue(language) for language in Language}
MESSAGES = [(language, message) for language, found in CATALOGUES.items() for message in found if message.id]


def extracted() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(ROOT / "handlers", [("**.py", "python")], keywords=KEYWORDS)
    return {tuple(item[2]) if isinstance(item[2], list | tuple) else item[2] for item in found}


@pytest.mark.parametrize("language", list(Language))
def test_the_catalogue_holds_exactly_what_the_program_says(language: Language) -> None:
    held = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in CATALOGUES[language] if m.id}
    assert held == extracted()
    assert not CATALOGUES[language].obsolete


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield each call with what is called, of `tr.n` the `tr`."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            plural = isinstance(call.func, ast.Attribute) and call.func.attr == "n"
            yield call, call.func.value if plural and isinstance(call.func, ast.Attribute) else call.func


def unreachable(source: str) -> tuple[int, list[str]]:
    """Return how many sentences a file says, and which of them never reach the translators."""
    tree = ast.parse(source)
    inside = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)}
    said, found = 0, []
    for call, who in calls(tree):
        name = who.id if isinstance(who, ast.Name) else who.attr if isinstance(who, ast.Attribute) else ""
        at_once = isinstance(who, ast.Call) and ast.unparse(who.func).endswith("in_language")
        if name not in TRANSLATORS and not at_once:
            continue
        said += 1
        given = call.args[: 1 if who is call.func else 2]
        literal = [isinstance(one, ast.Constant) and isinstance(one.value, str) for one in given]
        if at_once or not literal or not all(literal) or id(call) in inside:
            found.append(f"{call.lineno}: {ast.unparse(call)}")
    return said, found


def test_every_sentence_is_extractable() -> None:
    """Neither what is no literal nor what stands inside an f-string is found by Babel."""
    everything = 0
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        said, found = unreachable(path.read_text(encoding="utf-8"))
        everything += said
        assert not found, path
    assert everything > 1000


@pytest.mark.parametrize(
    "line",
    [
        "tr(f'{n} days')",
        "tr('Open' if n else 'Closed')",
        "tr.n('{n} day', f'{n} days', 3)",
        "self._tr(label)",
        "texts.in_language(one)('Open')",
        """f"<b>{tr('Open')}</b>\"""",
    ],
)
def test_a_sentence_that_is_not_extractable_is_seen(line: str) -> None:
    assert unreachable(f"found = {line}")[1]
    assert not unreachable("found = tr('Open') + tr.n('{n} day', '{n} days', 3) + f'<b>{opened}</b>'")[1]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def faults(language: Language, message: Message) -> list[str]:
    """What is wrong with one translation."""
    original, forms = ids(message)[0], strings(message)
    wanted = {name for text in ids(message) for name in names(text)}
    checks = {"fuzzy": not message.fuzzy}
    checks["forms"] = len(forms) == (CATALOGUES[language].num_plurals if message.pluralizable else 1)
    for text in forms:
        checks["missing"] = bool(text.strip())
        checks["placeholders"] = names(text) == wanted
        checks["spaces"] = text == text.strip() and "  " not in text
        checks["quotes"] = '"' not in text and text.count("«") == text.count("»")
        checks["tags"] = sorted(re.findall("<[^>]*>", text)) == sorted(re.findall("<[^>]*>", original))
        checks["commands"] = re.findall(r"(?<!<)/[a-z]{3,}", text) == re.findall(r"(?<!<)/[a-z]{3,}", original)
        try:
            parse_html(text)
        except ValueError:
            checks["html"] = False
        if not all(checks.values()):
            return [f"{name}: {text}" for name, good in checks.items() if not good]
    return []


@pytest.mark.parametrize("language", list(Language))
def test_every_message_is_translated_and_agrees_with_its_original(language: Language) -> None:
    assert [fault for message in CATALOGUES[language] if message.id for fault in faults(language, message)] == []


@pytest.mark.parametrize(
    "broken", ["", "Салалар {sphere}", "<b>Салалар: {spheres}", "<i>Салалар: {spheres}</i>", " Салалар: {spheres}"]
)
def test_a_broken_translation_is_noticed(broken: str) -> None:
    assert faults(Language.KK, Message("Spheres: {spheres}", broken))


def test_russian_strings_have_no_kazakh_letters() -> None:
    for message in CATALOGUES[Language.RU]:
        for text in strings(message) if message.id else []:
            assert not re.search("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", text), text


LATIN = {
    *("CSV", "JSON", "elshi", "verify"),
    *("Telegram", "ID", "V", "VI", "RSS", "robots", "txt", "gov", "kz", "Grants", "GIF", "SHA", "e", "Otinish"),
    *("Zip", "Excel", "CSV", "JSON"),
    "eotinish",
}
"""Words that are written in Latin letters in both languages."""


def test_no_letters_are_look_alikes_from_another_alphabet() -> None:
    """A Latin «i» in a Kazakh word looks right and is never found."""
    for _, message in MESSAGES:
        for text in strings(message):
            words = re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}|<[^>]*>|https?://\S+|@\w+|/[a-z]+", " ", text))
            for word in words:
                latin, cyrillic = re.search("[A-Za-z]", word), re.search("[А-Яа-яЁёәғқңөұүһіӘҒҚҢӨҰҮҺІ]", word)
                assert not (latin and cyrillic), word
                assert not latin or word in LATIN, word


def test_kazakh_is_not_russian() -> None:
    russian = {str(message.id): strings(message) for message in CATALOGUES[Language.RU] if message.id}
    same = set()
    for message in CATALOGUES[Language.KK]:
        if message.id and strings(message)[0] in russian[str(message.id)]:
            same.add(str(message.id))
    assert same == set(SAME_IN_BOTH)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        (Language.KK, ["1 күн қалды", "2 күн қалды", "5 күн қалды", "11 күн қалды", "21 күн қалды"]),
        (Language.RU, ["остался 1 день", "осталось 2 дня", "осталось 5 дней", "осталось 11 дней", "остался 21 день"]),
    ],
)
def test_days_left_for_1_2_5_11_21(texts: Texts, language: Language, forms: list[str]) -> None:
    tr = texts.in_language(language)
    assert [tr.days_left(days) for days in (1, 2, 5, 11, 21)] == forms


PLURALS = {
    "No copy of the database on {n} day.": (
        "Копия базы данных не сделана: {n} день.|Копия базы данных не сделана: {n} дня.|"
        "Копия базы данных не сделана: {n} дней."
    ),
    "{n} source is broken: /sources": (
        "Не работает {n} источник:|Не работают {n} источника:|Не работают {n} источников:"
    ),
    "{n} office has no officer.": "{n} подразделение без|{n} подразделения без|{n} подразделений без",
    "{n} open request has no office.": "{n} запрос ждёт|{n} запроса ждут|{n} запросов ждут",
    "{n} message was sent again: it is not known whether it arrived the first time.": (
        "{n} сообщение отправлено|{n} сообщения отправлены|{n} сообщений отправлены"
    ),
    "{n} error in the log of the bot.": (
        "В рабочем журнале бота {n} ошибка.|В рабочем журнале бота {n} ошибки.|В рабочем журнале бота {n} ошибок."
    ),
    "{n} letter still waits for an answer: the office keeps it without its words. If you want no answer, withdraw it"
    " first: /requests.": "{n} запрос ещё ждёт|{n} запроса ещё ждут|{n} запросов ещё ждут",
    "Overdue by {n} working day.": (
        "Просрочено на {n} рабочий день|Просрочено на {n} рабочих дня|Просрочено на {n} рабочих дней"
    ),
    "{n} working day left.": "Остался {n} рабочий день|Осталось {n} рабочих дня|Осталось {n} рабочих дней",
    "{n} organisation has joined.": (
        "Присоединилась {n} организация|Присоединились {n} организации|Присоединились {n} организаций"
    ),
    "within {n} minute": "в течение {n} минуты|в течение {n} минут|в течение {n} минут",
    "within {n} hour": "в течение {n} часа|в течение {n} часов|в течение {n} часов",
    "within {n} day": "в течение {n} дня|в течение {n} дней|в течение {n} дней",
    "at least {n} day": "не меньше {n} дня|не меньше {n} дней|не меньше {n} дней",
    "Times and shares of fewer than {n} case are not given: too few to say.": (
        "Если запросов меньше {n}|Если запросов меньше {n}|Если запросов меньше {n}"
    ),
    "Groups of fewer than {n} request are hidden, and others with them, so that none is found by subtraction.": (
        "Группы, где запросов меньше {n}|Группы, где запросов меньше {n}|Группы, где запросов меньше {n}"
    ),
    "Before yours {n} file is being made.": (
        "Перед вашим готовится {n} файл|Перед вашим готовятся {n} файла|Перед вашим готовятся {n} файлов"
    ),
    "No more than {n} file a day: please ask again tomorrow.": (
        "Не больше {n} файла в день|Не больше {n} файлов в день|Не больше {n} файлов в день"
    ),
    "{n} call found": "найден {n} конкурс|найдено {n} конкурса|найдено {n} конкурсов",
    "{n} call may open again": (
        "{n} конкурс может открыться снова|{n} конкурса могут открыться снова|{n} конкурсов могут открыться снова"
    ),
    "{n} open call": "{n} открытый конкурс|{n} открытых конкурса|{n} открытых конкурсов",
    "{n} closed call": "{n} закрытый конкурс|{n} закрытых конкурса|{n} закрытых конкурсов",
    "Closed lately, not seen by you: {n}": "|".join(["Недавно закрылись, вы не видели: {n}"] * 3),
    "{n} call closed in the last 30 days, and you did not see it": (
        "{n} конкурс закрылся|{n} конкурса закрылись|{n} конкурсов закрылись"
    ),
    "Notice given: {n} day": "Времени на заявку: {n} день|Времени на заявку: {n} дня|Времени на заявку: {n} дней",
    "{n} open call for you": "{n} открытый конкурс|{n} открытых конкурса|{n} открытых конкурсов",
    "{n} saved call": "{n} сохранённый конкурс|{n} сохранённых конкурса|{n} сохранённых конкурсов",
    "{n} new call for you": "{n} новый конкурс|{n} новых конкурса|{n} новых конкурсов",
    "And {n} more text.": "И ещё {n} текст.|И ещё {n} текста.|И ещё {n} текстов.",
    "Together with it goes {n} more text:": (
        "Вместе с ним уйдёт ещё {n} текст:|Вместе с ним уйдут ещё {n} текста:|Вместе с ним уйдут ещё {n} текстов:"
    ),
    "Possible duplicates: {n} pair": (
        "Возможные повторы: {n} пара|Возможные повторы: {n} пары|Возможные повторы: {n} пар"
    ),
    "{n} pair of calls may be one call": "{n} пара объявлений:|{n} пары объявлений:|{n} пар объявлений:",
    "{n} chat that has not heard of it is told.": (
        "Уведомление получит {n} чат,|Уведомление получат {n} чата,|Уведомление получат {n} чатов,"
    ),
    "And {n} more: /calls": "И ещё {n} конкурс:|И ещё {n} конкурса:|И ещё {n} конкурсов:",
    "{n} new call": "{n} новый конкурс|{n} новых конкурса|{n} новых конкурсов",
    "And {n} more call.": "И ещё {n} конкурс.|И ещё {n} конкурса.|И ещё {n} конкурсов.",
    "{n} more sphere ›": "Ещё {n} сфера ›|Ещё {n} сферы ›|Ещё {n} сфер ›",
    "{n} sphere chosen.": "Выбрана {n} сфера.|Выбрано {n} сферы.|Выбрано {n} сфер.",
    "It goes to {n} subscriber.": "Его получит {n} подписчик.|Его получат {n} подписчика.|Его получат {n} подписчиков.",
    "{n} announcement waits for you": "Вас ждёт {n} объявление|Вас ждут {n} объявления|Вас ждут {n} объявлений",
    "{n} published announcement": "{n} опубликованное объявление|{n} опубликованных объявления|"
    "{n} опубликованных объявлений",
    "{n} announcement from people waits for you.": "Вас ждёт {n} объявление,|Вас ждут {n} объявления,|"
    "Вас ждут {n} объявлений,",
    "{n} day left": "остался {n} день|осталось {n} дня|осталось {n} дней",
    "{n} item there now, the latest:": "Сейчас там {n} публикация|Сейчас там {n} публикации|Сейчас там {n} публикаций",
    "One coordinator may add {n} source at most. Remove one that is of no use.": (
        "Один координатор может добавить не больше {n} источника|"
        "Один координатор может добавить не больше {n} источников|"
        "Один координатор может добавить не больше {n} источников"
    ),
    "usually {n} item a week": "обычно {n} публикация|обычно {n} публикации|обычно {n} публикаций",
    "{n} day": "{n} день|{n} дня|{n} дней",
    "{n} source": "{n} источник|{n} источника|{n} источников",
    "{n} needs a look": "{n} требует|{n} требуют|{n} требуют",
    "{n} item a week": "{n} публикация|{n} публикации|{n} публикаций",
    "{n} new item in the last 7 days": (
        "За последние 7 дней {n} новая|За последние 7 дней {n} новые|За последние 7 дней {n} новых"
    ),
    "Read: {n} new item.": "Прочитано: {n} новая|Прочитано: {n} новые|Прочитано: {n} новых",
    "{n} new call.": "{n} новый конкурс.|{n} новых конкурса.|{n} новых конкурсов.",
    "{n} source needs a look": (
        "{n} источник требует внимания|{n} источника требуют внимания|{n} источников требуют внимания"
    ),
    "And {n} more source: /sources": "И ещё {n} источник:|И ещё {n} источника:|И ещё {n} источников:",
    "In the last {days} days {n} call would have suited this.": (
        "За последние 90 дней под это подошёл бы {n} конкурс.|За последние 90 дней под это подошли бы {n} конкурса."
        "|За последние 90 дней под это подошли бы {n} конкурсов."
    ),
    "News about {n} call": "Новости о {n} конкурсе|Новости о {n} конкурсах|Новости о {n} конкурсах",
    "{n} call: new ones and changes": "{n} конкурс: новые|{n} конкурса: новые|{n} конкурсов: новые",
    "{n} call for you: new ones and changes": "{n} конкурс для вас|{n} конкурса для вас|{n} конкурсов для вас",
    "Open the file: {n} deadline for your calendar.": (
        "Откройте файл: в нём {n} срок для|Откройте файл: в нём {n} срока|Откройте файл: в нём {n} сроков"
    ),
    "{n} saved call has no known deadline and is not in the file.": (
        "У {n} сохранённого конкурса|У {n} сохранённых конкурсов|У {n} сохранённых конкурсов"
    ),
    "{n} day before": "за {n} день|за {n} дня|за {n} дней",
    "I shall remind you {n} day before.": ("Напомню за {n} день до|Напомню за {n} дня до|Напомню за {n} дней до"),
    "I shall not remind you {n} day before.": "За {n} день до|За {n} дня до|За {n} дней до",
    "Saved. {n} message goes out.": (
        "Сохранено. Уйдёт {n} сообщение.|Сохранено. Уйдут {n} сообщения.|Сохранено. Уйдёт {n} сообщений."
    ),
    "from {least} to {n} year of age": "от 14 до {n} года|от 14 до {n} лет|от 14 до {n} лет",
    "from {n} year of age": "от {n} года|от {n} лет|от {n} лет",
    "up to {n} year of age": "до {n} года|до {n} лет|до {n} лет",
    "{n} message": "{n} сообщение|{n} сообщения|{n} сообщений",
    "{n} file": "{n} файл|{n} файла|{n} файлов",
    "The reply date has passed: {day}, {n} day ago": (
        "Срок ответа прошёл: x, {n} день|Срок ответа прошёл: x, {n} дня|Срок ответа прошёл: x, {n} дней"
    ),
    "waits {n} day": "ждёт {n} день|ждёт {n} дня|ждёт {n} дней",
    "{n} request found": "Найден {n} запрос|Найдено {n} запроса|Найдено {n} запросов",
    "{n} file comes with it.": "Приложен {n} файл.|Приложено {n} файла.|Приложено {n} файлов.",
    "The NGO added to it {n} time, on {when}.": (
        "НПО дополнила запрос {n} раз,|НПО дополнила запрос {n} раза,|НПО дополнила запрос {n} раз,"
    ),
    "{n} earlier step is not shown.": (
        "Ещё {n} прежний шаг не показан.|Ещё {n} прежних шага не показаны.|Ещё {n} прежних шагов не показаны."
    ),
    "{n} earlier message is not shown.": (
        "Ещё {n} прежнее сообщение не|Ещё {n} прежних сообщения не|Ещё {n} прежних сообщений не"
    ),
    "It leaves in {n} second. Until then you can undo it or change your message.": (
        "Отправится через {n} секунду.|Отправится через {n} секунды.|Отправится через {n} секунд."
    ),
    "The clock stopped {n} working day after the term: late.": (
        "Отсчёт остановлен через {n} рабочий день|Отсчёт остановлен через {n} рабочих дня|"
        "Отсчёт остановлен через {n} рабочих дней"
    ),
    "overdue by {n} working day": (
        "просрочено на {n} рабочий день|просрочено на {n} рабочих дня|просрочено на {n} рабочих дней"
    ),
    "{n} working day left": "остался {n} рабочий день|осталось {n} рабочих дня|осталось {n} рабочих дней",
    "{places} and {n} more": "x и ещё {n}|x и ещё {n}|x и ещё {n}",
    "and {n} more": "и ещё {n}|и ещё {n}|и ещё {n}",
    "{number}: {n} working day left to reply": (
        "№ 9: до срока ответа {n} рабочий день|№ 9: до срока ответа {n} рабочих дня"
        "|№ 9: до срока ответа {n} рабочих дней"
    ),
    "{n} working day over it, no answer yet.": (
        "Просрочено на {n} рабочий день,|Просрочено на {n} рабочих дня,|Просрочено на {n} рабочих дней,"
    ),
    "{n} item to confirm": ("Нужно подтвердить {n} пункт|Нужно подтвердить {n} пункта|Нужно подтвердить {n} пунктов"),
    "Noted: {n} item.": "Отмечен {n} пункт.|Отмечено {n} пункта.|Отмечено {n} пунктов.",
    "{n} request of its territory and topics has no office.": (
        "На его территории и по его темам {n} запрос остаётся|На его территории и по его темам {n} запроса остаются"
        "|На его территории и по его темам {n} запросов остаются"
    ),
    "More than half of the requests have had no answer in substance in {n} day.": (
        "Больше половины запросов не получили ответа по существу за {n} день."
        "|Больше половины запросов не получили ответа по существу за {n} дня."
        "|Больше половины запросов не получили ответа по существу за {n} дней."
    ),
    "Half of the requests had an answer in substance within {n} calendar day.": (
        "Половина запросов получила ответ по существу в течение {n} календарного дня."
        "|Половина запросов получила ответ по существу в течение {n} календарных дней."
        "|Половина запросов получила ответ по существу в течение {n} календарных дней."
    ),
    "{n} more figure differs.": (
        "Изменился ещё {n} показатель.|Изменились ещё {n} показателя.|Изменились ещё {n} показателей."
    ),
    "{n} figure differs; see the file.": (
        "Изменился {n} показатель;|Изменились {n} показателя;|Изменились {n} показателей;"
    ),
    "<b>{n} figure changes</b>": (
        "<b>Изменится {n} показатель|<b>Изменятся {n} показателя|<b>Изменятся {n} показателей"
    ),
    "In this period NGOs filed {n} request.": (
        "За этот период НПО подали {n} запрос.|За этот период НПО подали {n} запроса."
        "|За этот период НПО подали {n} запросов."
    ),
    "In twelve months NGOs filed {n} request.": (
        "За двенадцать месяцев НПО подали {n} запрос.|За двенадцать месяцев НПО подали {n} запроса."
        "|За двенадцать месяцев НПО подали {n} запросов."
    ),
    "In twelve months NGOs filed {n} request; in {month}: {new}.": (
        "За двенадцать месяцев НПО подали {n} запрос, из|За двенадцать месяцев НПО подали {n} запроса, из"
        "|За двенадцать месяцев НПО подали {n} запросов, из"
    ),
    "{n} request is without an answer after its reply date; the oldest one has waited for {days} days.": (
        "Без ответа с прошедшим сроком остаётся {n} запрос;|Без ответа с прошедшим сроком остаются {n} запроса;"
        "|Без ответа с прошедшим сроком остаются {n} запросов;"
    ),
    "{n} day left to keep the promise": (
        "До срока обещания {n} день|До срока обещания {n} дня|До срока обещания {n} дней"
    ),
}


@pytest.mark.parametrize("message", [m for m in CATALOGUES[Language.RU] if m.pluralizable], ids=lambda m: m.id[0])
def test_every_counted_sentence_is_right_for_1_2_5_11_21(texts: Texts, message: Message) -> None:
    one, few, many = PLURALS[message.id[0]].split("|")
    russian, kazakh = texts.in_language(Language.RU), texts.in_language(Language.KK)

    def said(tr: Translator, number: int) -> str:
        values = {
            "places": "x",
            "day": "x",
            "days": 90,
            "least": 14,
            "number": "№ 9",
            "when": "x",
            "month": "x",
            "new": "7",
        }
        return tr.n(*message.id, number, **{name: values[name] for name in names(message.id[0]) - {"n"}})

    for number, form in ((1, one), (2, few), (5, many), (11, many), (21, one), (22, few), (111, many)):
        assert said(russian, number).startswith(form.format(n=number))
    # After a numeral Kazakh keeps the singular.
    assert len({re.sub(rf"\b{number}\b", "#", said(kazakh, number)) for number in (1, 2, 5, 11, 21)}) == 1


def test_a_day_that_has_passed_has_nothing_left(texts: Texts) -> None:
    with pytest.raises(ValueError, match="passed"):
        texts.in_language(Language.KK).days_left(-1)
    assert texts.in_language(Language.KK).days_left(0) == "бүгін – соңғы күн"


@pytest.mark.parametrize("language", list(Language))
def test_what_compiles_the_catalogue_finds_nothing_wrong_in_it(language: Language) -> None:
    """A percent sign before a letter is taken for a placeholder then, and the program would not start."""
    assert [(message.id, errors) for message, errors in CATALOGUES[language].check()] == []


def test_a_compiled_catalogue_is_used_and_an_older_one_is_not(tmp_path: Path) -> None:
    import os
    import shutil

    from babel.messages.mofile import write_mo

    directory = tmp_path / "locales"
    shutil.copytree(ROOT / "locales", directory, ignore=shutil.ignore_patterns("*.mo"))
    source = directory / "kk" / "LC_MESSAGES" / "elshi.po"
    changed = catalogue(Language.KK)
    changed["Help"].string = "Жәрдем"
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, changed)
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert Texts.load(directory).in_language(Language.KK)("Help") == "Жәрдем"
    os.utime(source.with_suffix(".mo"), (900_000_000, 900_000_000))
    assert Texts.load(directory).in_language(Language.KK)("Help") == "Көмек"
    source.with_suffix(".mo").unlink()
    source.unlink()
    with pytest.raises(FileNotFoundError):
        Texts.load(directory)
