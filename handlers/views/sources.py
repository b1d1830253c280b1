"""The list of sources with their health, and the card of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.calls.timeliness import Grouping
from domain.source_address import holds_a_secret, shown
from domain.source_health import Condition, Health, Watched
from domain.sources import Source
from handlers.callbacks import AddAct, AddPress, SourceAct, SourcePress, SourcesPage, TimelinessPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import is_web, place_name
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press
from handlers.views.source_words import what_broke

PAGE = 8
NAME_LIMIT = 80
ADDRESS_LIMIT = 200

_FOR_PROGRAMS = frozenset({"govkz", "goszakup", "grants_gov"})
"""Kinds whose address shows a person nothing."""

Found = tuple[Watched, Health]

_MARKS = {
    Condition.ROT: "🔴",
    Condition.FAILING: "🔴",
    Condition.REFUSED: "⛔",
    Condition.SILENT: "🟡",
    Condition.STUMBLING: "🟡",
    Condition.NEEDS_TOKEN: "⚪",
    Condition.NEW: "⚪",
    Condition.WELL: "🟢",
    Condition.PAUSED: "⏸",
    Condition.OFF: "⏸",
}


def name_of(source: Source, tr: Translator) -> str:
    """Return the source's name in the reader's language."""
    return source.name_kk if tr.language == "kk" else source.name_ru


def moment(at: datetime, tr: Translator, service: Service, now: datetime) -> str:
    """Return a local day and time in words; the year is left out when it is this one."""
    local = at.astimezone(service.zone)
    return f"{tr.date(local.date(), service.today(now))}, {local:%H:%M}"


def in_words(found: Found, reader: int, tr: Translator, service: Service, now: datetime) -> str:
    """Return how a source is, as a few words for a line; HTML."""
    watched, how = found
    match how.condition:
        case Condition.ROT:
            return tr("the page was rebuilt, nothing is found on it")
        case Condition.FAILING if how.since is None:
            return tr("could not be read even once")
        case Condition.FAILING:
            assert how.since is not None
            return tr("cannot be read, last success on {day}", day=_day(how.since, tr, service, now))
        case Condition.REFUSED:
            return tr("refused by the site")
        case Condition.SILENT if how.usual:
            usual = tr.n("usually {n} item a week", "usually {n} items a week", how.usual)
            return tr("{usual}, none for {days}", usual=usual, days=_days(how.silent_days, tr))
        case Condition.SILENT:
            return tr("nothing for {days}, much longer than usual", days=_days(how.silent_days, tr))
        case Condition.STUMBLING:
            return tr("the last try failed, it will be repeated")
        case Condition.NEEDS_TOKEN:
            return tr("needs the operator's token")
        case Condition.NEW:
            return tr("not read yet")
        case Condition.PAUSED if watched.paused_by == reader:
            return tr("paused by you")
        case Condition.PAUSED:
            return tr("paused by another coordinator")
        case Condition.OFF:
            return tr("switched off in the operator's list")
    return tr("quiet this week") if how.usual and not how.this_week else tr("well")


def _day(at: datetime, tr: Translator, service: Service, now: datetime) -> str:
    return tr.date(service.today(at), service.today(now))


def _days(count: int, tr: Translator) -> str:
    return tr.n("{n} day", "{n} days", count)


def pages(total: int) -> int:
    """Return how many pages a list of so many sources has; an empty one has one."""
    return max(1, -(-total // PAGE))


def list_screen(found: Sequence[Found], page: int, reader: int, tr: Translator, service: Service) -> Screen:
    """Return a page (counted from 0) of the sources, which come worst first; the last one when there are fewer."""
    now = service.clock.now()
    last = pages(len(found))
    page = min(page, last - 1)
    part = found[page * PAGE : (page + 1) * PAGE]
    add = press(tr("＋ Add a source"), AddPress(act=AddAct.BEGIN))
    if not part:
        text = paragraphs(tr("<b>Sources</b>"), tr("There are no sources in your territory yet."))
        return Screen(text, ((add,),))
    head = tr.n("{n} source", "{n} sources", len(found))
    alarming = sum(how.alarming for _, how in found)
    broken = tr.n("{n} needs a look", "{n} need a look", alarming) if alarming else tr("all is well")
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    title = " · ".join(part for part in (f"<b>{head}</b>", broken, where) if part)
    first = page * PAGE + 1
    items = [_line(first + index, one, reader, tr, service, now) for index, one in enumerate(part)]
    numbers = [
        press(str(first + index), SourcePress(act=SourceAct.OPEN, key=watched.key, page=page))
        for index, (watched, _) in enumerate(part)
    ]
    rows: list[tuple[Button, ...]] = [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]
    pager = []
    if page > 0:
        pager.append(press(tr("‹ Previous"), SourcesPage(page=page - 1)))
    if page + 1 < last:
        pager.append(press(tr("Next ›"), SourcesPage(page=page + 1)))
    rows += [tuple(pager)] if pager else []
    return Screen(
        paragraphs(title, *items, tr("Press a number to open a source.")),
        (*rows, (add,), (press(tr("⏱ How early we tell"), TimelinessPress(by=Grouping.SOURCE, days=90)),)),
    )


def _line(number: int, one: Found, reader: int, tr: Translator, service: Service, now: datetime) -> str:
    watched, how = one
    words = in_words(one, reader, tr, service, now)
    usual = None
    if how.usual and how.condition is not Condition.SILENT:
        usual = tr.n("{n} item a week", "{n} items a week", how.usual)
    state = " · ".join(part for part in (words, usual) if part)
    return f"{number}. {_MARKS[how.condition]} <b>{_name(watched.source, tr)}</b>\n{state}"


def _name(source: Source, tr: Translator) -> str:
    return esc(name_of(source, tr), NAME_LIMIT) or esc(shown(source.url), NAME_LIMIT)


def kind_name(kind: str, tr: Translator) -> str:
    """Return what kind of source it is, for people."""
    return {
        "feed": tr("news feed (RSS)"),
        "page": tr("web page"),
        "telegram_channel": tr("Telegram channel"),
        "govkz": tr("gov.kz, documents and events of a state body"),
        "goszakup": tr("register of state procurement"),
        "grants_gov": tr("Grants.gov, grants of the United States"),
    }.get(kind, esc(kind, 40))


def card(
    found: Found,
    reader: int,
    tr: Translator,
    service: Service,
    *,
    page: int = 0,
    manages: bool = False,
    note: str | None = None,
) -> Screen:
    """Return the card of a source.

    Args:
        found: the source and its health.
        reader: who looks.
        tr: their language.
        service: names of places, the zone, the clock.
        page: the page of the list it was opened from.
        manages: the reader may change it: only then there are buttons for it.
        note: a sentence to stand first (what came of a press); HTML.
    """
    watched, how = found
    source, state = watched.source, watched.state
    now = service.clock.now()
    words = in_words(found, reader, tr, service, now)
    title = lines(f"<b>{_name(source, tr)}</b>", f"{_MARKS[how.condition]} {words}")
    broke = what_broke(how.code, how.detail, tr) if how.code else None
    if how.condition is Condition.SILENT:
        broke = tr("Open the site: perhaps it has moved or publishes elsewhere now.")
    facts = lines(
        tr("Kind: {kind}", kind=kind_name(source.kind, tr)),
        tr("Address: {address}", address=esc(shown(source.url), ADDRESS_LIMIT)),
        tr("Territory: {place}", place=esc(place_name(source.territory_id, service, tr))),
        _items(how, tr),
        tr("Calls read from it in a year: {count}", count=tr.number(how.calls)),
        tr("Last success: {when}", when=moment(state.last_ok_at, tr, service, now)) if state.last_ok_at else None,
        _tried(found, tr, service, now),
        _next(found, tr, service, now),
    )
    moved = None
    if state.moved_to and not holds_a_secret(state.moved_to):
        address = esc(shown(state.moved_to), ADDRESS_LIMIT)
        moved = tr("The site says that it has moved for good: {address}", address=address)
    text = paragraphs(note, title, broke, facts, moved)
    return Screen(text, _card_rows(found, page, tr, manages=manages))


def _items(how: Health, tr: Translator) -> str:
    week = tr.n("{n} new item in the last 7 days", "{n} new items in the last 7 days", how.this_week)
    if how.usual is None:
        return week
    return tr("{week}; usually {usual} a week", week=week, usual=tr.number(how.usual))


def _tried(found: Found, tr: Translator, service: Service, now: datetime) -> str | None:
    state = found[0].state
    tries = [at for at in (state.last_ok_at, state.last_error_at) if at is not None]
    return tr("Last try: {when}", when=moment(max(tries), tr, service, now)) if tries else None


def _next(found: Found, tr: Translator, service: Service, now: datetime) -> str | None:
    watched, how = found
    if how.condition in (Condition.PAUSED, Condition.OFF):
        return None
    due = watched.state.next_poll_at
    if due is None or due <= now:
        return tr("Next try: soon")
    return tr("Next try: {when}", when=moment(due, tr, service, now))


def _card_rows(found: Found, page: int, tr: Translator, *, manages: bool) -> Rows:
    watched, how = found

    def act(label: str, what: SourceAct) -> Button:
        return press(label, SourcePress(act=what, key=watched.key, page=page))

    rows: list[tuple[Button, ...]] = []
    state = watched.state
    if manages:
        paused = watched.paused_at is not None
        pause = act(tr("▶ Resume"), SourceAct.RESUME) if paused else act(tr("⏸ Pause"), SourceAct.PAUSE)
        rows.append((act(tr("↻ Read now"), SourceAct.READ), pause))
        if how.condition is Condition.OFF:
            rows.clear()
        if state.moved_to and not holds_a_secret(state.moved_to):
            rows.append((act(tr("Use the new address"), SourceAct.FOLLOW),))
        if watched.in_chat:
            names = (act(tr("Name in Kazakh"), SourceAct.NAME_KK), act(tr("Name in Russian"), SourceAct.NAME_RU))
            rows += [names, (act(tr("Remove the source"), SourceAct.REMOVE_ASK),)]
    shown_in_browser = is_web(watched.source.url) and watched.source.kind not in _FOR_PROGRAMS
    if shown_in_browser and not holds_a_secret(watched.source.url):
        rows.append((Button(tr("Open the site"), url=watched.source.url),))
    rows.append((press(tr("‹ Back to the list"), SourcesPage(page=page)),))
    return tuple(rows)


def remove_question(watched: Watched, page: int, tr: Translator) -> Screen:
    """Ask before a source is taken off the list."""
    yes = SourcePress(act=SourceAct.REMOVE, key=watched.key, page=page)
    back = SourcePress(act=SourceAct.OPEN, key=watched.key, page=page)
    text = paragraphs(
        tr("<b>Remove the source “{name}”?</b>", name=_name(watched.source, tr)),
        tr("It will not be read any more. The calls found in it stay."),
    )
    return Screen(text, ((press(tr("Remove"), yes),), (press(tr("‹ Back"), back),)))


def reading(watched: Watched, tr: Translator) -> Screen:
    """Return what stands there while a source is being polled."""
    return Screen(tr("Reading “{name}” …", name=_name(watched.source, tr)))


def ask_name(language: str, tr: Translator) -> Screen:
    """Ask for a source's name in one of the languages."""
    text = tr("Write the name in Kazakh.") if language == "kk" else tr("Write the name in Russian.")
    return Screen(paragraphs(f"<b>{text}</b>", tr("People will see it on cards. To leave: /cancel")))


def bad_name(tr: Translator) -> Screen:
    """Say what a name needs."""
    return Screen(tr("A name needs at least two letters. Write it again, or leave: /cancel"))


def only_coordinators(tr: Translator) -> Screen:
    """Say whom the list of sources is for."""
    return Screen(tr("The list of sources is for coordinators. Calls for you: /calls"))


def not_yours(tr: Translator) -> str:
    """Return the answer to somebody who coordinates elsewhere."""
    return tr("This source is looked after by the coordinators of its territory.")


def gone(tr: Translator) -> str:
    """Return the answer to a button of a source that is not on the list any more."""
    return tr("This source is not on the list any more.")


def only_added(tr: Translator) -> str:
    """Return the answer to renaming or removing a source of the operator's list."""
    return tr("This source is in the operator's list: only the operator can rename or remove it.")


def switched_off(tr: Translator) -> str:
    """Return the answer to reading or pausing what the operator has switched off."""
    return tr("The operator has switched this source off: only the operator can switch it on.")


def done(act: SourceAct, tr: Translator) -> str | None:
    """Return what is said over the chat after an act."""
    return {
        SourceAct.PAUSE: tr("Paused: the source is not read until you resume it."),
        SourceAct.RESUME: tr("Resumed: the source will be read soon."),
        SourceAct.FOLLOW: tr("The new address is in use."),
        SourceAct.REMOVE: tr("The source was removed."),
    }.get(act)


def taken(tr: Translator) -> str:
    """Return why a source cannot follow to its new address."""
    return tr("The new address is on the list already, as another source.")


def asked_just_now(until: datetime, tr: Translator, service: Service) -> str:
    """Return why the source is not polled again at once."""
    return tr("It was read a moment ago. Again from {time}.", time=f"{until.astimezone(service.zone):%H:%M}")


def outcome(posts: int, calls: int, error: str | None, tr: Translator) -> str:
    """Return what came of polling a source now; HTML."""
    if error is not None:
        return tr("It could not be read.")
    if not posts:
        return tr("Read: nothing new.")
    found = tr.n("Read: {n} new item.", "Read: {n} new items.", posts)
    return f"{found} {_calls(calls, tr)}" if calls else found


def _calls(count: int, tr: Translator) -> str:
    return tr.n("{n} new call.", "{n} new calls.", count)


def notice(
    broken: Sequence[Found], recovered: Sequence[Watched], reader: int, tr: Translator, service: Service
) -> Screen:
    """Return the morning's message about sources: which need a look, and which have recovered."""
    now = service.clock.now()
    head = tr.n("{n} source needs a look", "{n} sources need a look", len(broken)) if broken else tr("Sources")
    items = [_line(number, one, reader, tr, service, now) for number, one in enumerate(broken[:PAGE], start=1)]
    more = len(broken) - PAGE
    rest = tr.n("And {n} more source: /sources", "And {n} more sources: /sources", more) if more > 0 else None
    names = ", ".join(f"«{_name(one.source, tr)}»" for one in recovered[:PAGE])
    well = tr("Works again: {names}", names=names) if recovered else None
    numbers = tuple(
        press(str(number), SourcePress(act=SourceAct.OPEN, key=watched.key))
        for number, (watched, _) in enumerate(broken[:PAGE], start=1)
    )
    rows = tuple(numbers[at : at + 4] for at in range(0, len(numbers), 4))
    return Screen(paragraphs(f"<b>{head}</b>", *items, rest, well, tr("All sources: /sources")), rows)
