"""The register of state procurement (OWS v3, GraphQL) to posts: the state social order, which is trade method 52.

The interface opens to the operator's own token only. Announcements come newest first (`id` falls), at most 200 at a
time; the last id of a page asks for what follows it. Times are local and carry no zone. An announcement in two
languages becomes two posts that state the same and bear one number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from domain.calls.model import CallEvent, CallKind, LocalMoment, Post, Stated
from scrapers.base import Document, Question, Reading
from scrapers.interface import NotJson, line, loaded, local, name, published, rows, table, whole, words
from scrapers.item_dates import LOCAL
from scrapers.posts import MAX_ENTRIES, MAX_TEXT, MAX_TITLE

SSO = 52
PAGE = 100
"""Announcements asked for at a time; the interface gives at most 200."""
DAYS = 60
"""How far back announcements are looked after: their terms move and their states change."""
HOST = "ows.goszakup.gov.kz"
SITE = "https://goszakup.gov.kz"

QUERY = """
query($limit: Int, $after: Int, $filter: TrdBuyFiltersInput) {
  TrdBuy(limit: $limit, after: $after, filter: $filter) {
    id numberAnno nameRu nameKz totalSum countLots publishDate startDate endDate repeatStartDate repeatEndDate
    refTradeMethodsId refBuyStatusId RefBuyStatus { nameRu nameKz code }
    customerBin customerNameRu customerNameKz orgNameRu kato
    Lots {
      id lotNumber nameRu nameKz descriptionRu descriptionKz amount refLotStatusId plnPointKatoList
      RefLotsStatus { nameRu code }
    }
  }
}
"""

_MOST_LOTS = 100
_MOST_CODES = 40
_LOT_TEXT = 600
_ENDED = re.compile(r"отмен|отказ|не\s*состоял|несостоявш|аннулир|cancel|refus|fail|notheld", re.IGNORECASE)
_DECIDED = re.compile(r"заверш|состоял|итоги опубл", re.IGNORECASE)
_NO_TOKEN = re.compile(r"unauthenticated|unauthori[sz]ed|access denied|(?:invalid|expired) token", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Labels:
    """The words around what is stated, in one language."""

    head: str
    customer: str
    lot: str
    term: str
    total: str
    state: str
    money: str
    path: str


_LABELS = {
    "kk": _Labels(
        "Мемлекеттік әлеуметтік тапсырыс, № {number} хабарландыру",
        "Тапсырыс беруші: {name}",
        "{number}-лот. {words}",
        "Өтінімдерді қабылдау: {opens} – {closes}",
        "Жалпы сомасы: {sum} теңге",
        "Мәртебесі: {state}",
        "{sum} теңге",
        "kz",
    ),
    "ru": _Labels(
        "Государственный социальный заказ, объявление № {number}",
        "Заказчик: {name}",
        "Лот {number}. {words}",
        "Приём заявок: {opens} – {closes}",
        "Общая сумма: {sum} тенге",
        "Статус: {state}",
        "{sum} тенге",
        "ru",
    ),
}


def announcements(options: Mapping[str, Any], token: str, now: datetime, after: int | None = None) -> Question:
    """Return what asks for a page of announcements: the newest ones, or those that follow an id."""
    since = now.astimezone(LOCAL).date() - timedelta(days=options.get("days", DAYS))
    variables: dict[str, Any] = {
        "limit": options.get("size", PAGE),
        "filter": {"refTradeMethodsId": SSO, "publishDate": [since.isoformat()]},
    }
    if after is not None:
        variables["after"] = after
    return Question(json.dumps({"query": QUERY, "variables": variables}).encode(), token)


def parse(document: Document) -> Reading:
    """Read a page of announcements.

    Returns:
        Posts, one for each language of an announcement, with KATO codes as `stated.regions`; `numbers` are the lowest
        and highest id, `total` how many announcements the page has, `more` whether others follow. Or the problem
        not_json, browser_check, not_a_list, token_refused or api_error.
    """
    try:
        answer = table(loaded(document))
    except NotJson as error:
        return Reading(problem=error.problem)
    listed = table(answer.get("data")).get("TrdBuy")
    errors = rows(answer.get("errors"), 3)
    if errors and not listed:
        said = line(errors[0].get("message"), 200)
        return Reading(problem="token_refused" if _NO_TOKEN.search(said) else "api_error", detail=said)
    if not isinstance(listed, list):
        return Reading(problem="not_a_list")
    items = rows(listed, MAX_ENTRIES)
    ids = [number for item in items if (number := _id(item)) is not None]
    posts: dict[str, Post] = {}
    for item in items:
        for post in _posts(item, document):
            posts.setdefault(post.external_id, post)
    more = table(table(answer.get("extensions")).get("pageInfo")).get("hasNextPage")
    return Reading(
        tuple(posts.values()),
        numbers=(min(ids), max(ids)) if ids else None,
        total=len(items),
        more=more if isinstance(more, bool) else None,
    )


def may_carry_token(url: str) -> bool:
    """Tell whether an address is the register's own, by TLS, or on this very machine (the demo's)."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and parts.hostname == HOST) or parts.hostname in {"127.0.0.1", "localhost", "::1"}


def _id(item: Mapping[str, Any]) -> int | None:
    number = name(item.get("id"))
    return int(number) if number.isascii() and number.isdecimal() else None


def _posts(item: Mapping[str, Any], document: Document) -> Iterator[Post]:
    number = line(item.get("numberAnno"), 60) or name(item.get("id"))
    method = name(item.get("refTradeMethodsId"))
    if not number or method not in {"", str(SSO)}:
        return
    titles = {"kk": line(item.get("nameKz"), MAX_TITLE), "ru": line(item.get("nameRu"), MAX_TITLE)}
    if titles["kk"] == titles["ru"]:
        titles["kk"] = ""  # many an announcement is written once and pasted twice
    lots = rows(item.get("Lots"), _MOST_LOTS)
    home = SITE if urlsplit(document.url).hostname == HOST else document.url.partition("/v3/")[0]
    for lang, title in titles.items():
        if title:
            stated = _stated(item, lots, number, lang)
            yield Post(
                f"{number}:{lang}",
                f"{home}/{_LABELS[lang].path}/announce/index/{name(item.get('id')) or number.partition('-')[0]}",
                title,
                _text(item, lots, number, stated, lang),
                published(item.get("publishDate"), document.now),
                stated,
            )


def _stated(item: Mapping[str, Any], lots: list[Mapping[str, Any]], number: str, lang: str) -> Stated:
    again = local(item.get("repeatEndDate")) is not None  # the second round's term is the one that counts
    first, last = ("repeatStartDate", "repeatEndDate") if again else ("startDate", "endDate")
    opens, deadline = local(item.get(first)), local(item.get(last))
    largest = max((sum_ for lot in lots if not _ended(lot) and (sum_ := whole(lot.get("amount")))), default=None)
    total = whole(item.get("totalSum"))
    if total == largest:
        total = None  # a single lot: one sum says it all
    codes = _codes(item, lots)
    state = (
        line(table(item.get("RefBuyStatus")).get("nameRu"), 120) or f"refBuyStatusId {name(item.get('refBuyStatusId'))}"
    )
    facts = (
        ("kind", f"refTradeMethodsId: {SSO}", True),
        ("lang", "nameKz" if lang == "kk" else "nameRu", True),
        ("event", f"RefBuyStatus: {state}", True),
        ("opens", f"{first}: {item.get(first)}", opens),
        ("deadline", f"{last}: {item.get(last)}", deadline),
        ("amount_max", f"Lots.amount: {largest}", largest),
        ("amount_total", f"totalSum: {line(str(item.get('totalSum')), 40)}", total),
        ("regions", f"kato: {', '.join(codes)}", codes),
    )
    return Stated(
        kind=CallKind.SSO,
        event=_event(item, lots),
        opens=opens,
        deadline=deadline,
        amount_max=largest,
        amount_total=total,
        currency="KZT" if largest or total else None,
        regions=codes,
        organiser=_customer(item, lang) or None,
        number=number,
        lang=lang,
        printed=tuple((field, said) for field, said, value in facts if value),
    )


def _event(item: Mapping[str, Any], lots: list[Mapping[str, Any]]) -> CallEvent:
    status = table(item.get("RefBuyStatus"))
    said = f"{line(status.get('nameRu'), 200)} {line(status.get('code'), 60)}"
    if _ENDED.search(said) or (lots and all(map(_ended, lots))):
        return CallEvent.CANCELLED
    # CompleteWaiting is the code of a purchase whose results are still being drawn up.
    return CallEvent.RESULT if _DECIDED.search(line(status.get("nameRu"), 200)) else CallEvent.OPENED


def _ended(lot: Mapping[str, Any]) -> bool:
    status = table(lot.get("RefLotsStatus"))
    return bool(_ENDED.search(f"{line(status.get('nameRu'), 200)} {line(status.get('code'), 60)}"))


def _codes(item: Mapping[str, Any], lots: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the KATO codes of delivery, of the announcement or else of its lots, each once."""
    for listed in (item.get("kato"), [code for lot in lots for code in _listed(lot.get("plnPointKatoList"))]):
        codes = [code for code in map(name, _listed(listed)) if len(code) == 9 and code.isdecimal()]
        if codes:
            return tuple(dict.fromkeys(codes))[:_MOST_CODES]
    return ()


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str | int) else []


def _customer(item: Mapping[str, Any], lang: str) -> str:
    keys = ("customerNameKz",) if lang == "kk" else ()
    return next((said for key in (*keys, "customerNameRu", "orgNameRu") if (said := line(item.get(key), 200))), "")


def _text(item: Mapping[str, Any], lots: list[Mapping[str, Any]], number: str, stated: Stated, lang: str) -> str:
    say = _LABELS[lang]
    lines = [say.head.format(number=number)]
    if stated.organiser:
        lines.append(say.customer.format(name=stated.organiser))
    lines += [say.lot.format(number=place, words=_lot(lot, lang)) for place, lot in enumerate(lots, 1)]
    if stated.deadline is not None:
        opens = _shown(stated.opens) if stated.opens is not None else "…"
        lines.append(say.term.format(opens=opens, closes=_shown(stated.deadline)))
    if stated.amount_total is not None:
        lines.append(say.total.format(sum=_sum(stated.amount_total)))
    status = table(item.get("RefBuyStatus"))
    state = line(status.get("nameKz"), 120) if lang == "kk" else line(status.get("nameRu"), 120)
    if state:
        lines.append(say.state.format(state=state))
    return "\n".join(part if part.endswith((".", "…")) else f"{part}." for part in lines)[:MAX_TEXT]


def _lot(lot: Mapping[str, Any], lang: str) -> str:
    ends = ("Kz", "Ru") if lang == "kk" else ("Ru", "Kz")
    said = (
        next((x for end in ends if (x := words(lot.get(key + end), _LOT_TEXT))), "") for key in ("name", "description")
    )
    parts = list(dict.fromkeys(part.replace("\n", " ").rstrip(".") for part in said if part))
    amount = whole(lot.get("amount"))
    if amount is not None:
        parts.append(_LABELS[lang].money.format(sum=_sum(amount)))
    return " – ".join(parts) or line(lot.get("lotNumber"), 60)


def _shown(moment: LocalMoment) -> str:
    return f"{moment.day:%d.%m.%Y}" + (f" {moment.at:%H:%M}" if moment.at else "")


def _sum(amount: int) -> str:
    return f"{amount:,}".replace(",", "\u00a0")
