"""One call as a card, and several as a digest: what an alert shows, and what opens from a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from domain.calls.model import Call, CallEvent, CallKind, CallText
from domain.submissions import Author, Standing
from domain.territory import REPUBLIC
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress, SearchPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.applying import in_indices, lesser_lines
from handlers.views.screen import Button, Rows, Screen, esc, lines, one_line, paragraphs, press, visible

CARD_LIMIT = 600
"""Characters a person sees on a card at most (PRODUCT, Alert card)."""

TITLE_LIMIT = 180
TITLE_LEAST = 40
TITLE_ROOM = 90
"""What a title keeps before lesser lines give way to it."""
NAME_LIMIT = 90
LINE_TITLE_LIMIT = 110
SUMMARY_LEAST = 60
PLACES_SHOWN = 3
DIGEST_SHOWN = 8
DIGEST_SHOWN_TOGETHER = 15
URL_LIMIT = 2000

_CURRENCY = re.compile("[A-Z]{3}")
_HOST = re.compile(r"[^\x00-\x20\"<>\\^`{|}/]+\.[^\x00-\x20\"<>\\^`{|}/]+")

FROM_DIGEST = "n"
"""Opened from a digest: the digest stays, the card comes as a new message."""

FROM_SEARCH = "fg"
"""Opened from what a search found: open calls, closed ones."""

_NO_NEWS: Mapping[int, str] = {}

WITHOUT_MONEY = {CallKind.TRAINING, CallKind.EVENT, CallKind.VOLUNTEERING}


def kind_name(kind: CallKind, tr: Translator) -> str:
    """Return what kind of call it is, for people."""
    return _kind_names(tr).get(kind) or tr("Announcement")


@lru_cache(maxsize=4)
def _kind_names(tr: Translator) -> dict[CallKind, str]:
    return {
        CallKind.GRANT: tr("Grant"),
        CallKind.SSO: tr("State social order"),
        CallKind.PARTNERSHIP: tr("Strategic partnership"),
        CallKind.AWARD: tr("Award for NGOs"),
        CallKind.CSR: tr("Support from business"),
        CallKind.PARTICIPATORY_BUDGET: tr("Participatory budget"),
        CallKind.CONTEST: tr("Contest"),
        CallKind.TRAINING: tr("Training"),
        CallKind.EVENT: tr("Event"),
        CallKind.VOLUNTEERING: tr("Volunteering"),
    }


def closed(call: Call, now: datetime) -> bool:
    """Tell whether the call takes no more applications."""
    return call.cancelled or call.event is CallEvent.RESULT or (call.closes_at is not None and call.closes_at <= now)


def place_name(unit_id: str, service: Service, tr: Translator) -> str:
    """Return a territory's name; below an oblast always with the oblast, for many names recur."""
    unit = service.tree.get(unit_id)
    if unit is None:
        return unit_id
    if unit.id == REPUBLIC:
        return tr("the whole of Kazakhstan")
    parent = service.tree.get(unit.parent_id or REPUBLIC)
    if unit.level < 2 or parent is None:
        return unit.name(tr.language)
    return f"{unit.name(tr.language)} ({parent.name(tr.language)})"


def places(unit_ids: Sequence[str], service: Service, tr: Translator) -> str:
    """Return the territories on one line, the first three by name."""
    shown = ", ".join(place_name(unit_id, service, tr) for unit_id in unit_ids[:PLACES_SHOWN])
    more = len(unit_ids) - PLACES_SHOWN
    return tr.n("{places} and {n} more", "{places} and {n} more", more, places=shown) if more > 0 else shown


def _status(call: Call, tr: Translator, now: datetime) -> str | None:
    if call.cancelled:
        return tr("Cancelled by the organiser.")
    if call.event is CallEvent.RESULT:
        return tr("The results are out.")
    if closed(call, now):
        attended = call.kind in WITHOUT_MONEY
        return tr("Registration is closed.") if attended else tr("Applications are closed.")
    if call.event is CallEvent.EXTENDED:
        return tr("The deadline has been extended.")
    return None


def days_left(call: Call, tr: Translator, now: datetime, today: date) -> str | None:
    """Return how long the call stays open in words; None when it is over or nobody knows."""
    if call.deadline is None or closed(call, now):
        return None
    return tr.days_left(max(0, (call.deadline.day - today).days))


def _deadline(call: Call, text: CallText, tr: Translator, now: datetime, today: date) -> str | None:
    if call.deadline is None:
        return tr("Deadline: check at the source") if is_web(text.url) or not text.author else None
    left = days_left(call, tr, now, today)
    if text.author and call.kind in (CallKind.EVENT, CallKind.TRAINING):
        # Whoever announced it in the bot named the day on which it takes place.
        at = f" {call.deadline.at:%H:%M}" if call.deadline.at else ""
        when = f"{tr.date(call.deadline.day)}{at}"
        return tr("When: {when} (<b>{left}</b>)", when=when, left=left) if left else tr("When: {when}", when=when)
    until = tr.until(call.deadline)
    if left is None:
        return tr("Deadline: {until}", until=until)
    return tr("Deadline: {until} (<b>{left}</b>)", until=until, left=left)


def _amounts(call: Call, text: CallText, tr: Translator, service: Service) -> str | None:
    currency = call.currency if call.currency and _CURRENCY.fullmatch(call.currency) else None
    most = tr.money(call.amount_max, currency) if call.amount_max is not None else None
    total = tr.money(call.amount_total, currency) if call.amount_total is not None else None
    if call.amount_total is not None:
        total_short = tr.money(call.amount_total, currency, short=True)
        most_short = tr.money(call.amount_max, currency, short=True) if call.amount_max is not None else None
        # One style on a line: both in words or both in digits.
        if most_short is None or (most_short != most and total_short != total):
            most, total = most_short, total_short
    if most is None and call.award_mci is not None:
        known = call.published_at or call.first_seen_at
        most = in_indices(call.award_mci, service.today(known), tr, service)
    if most and total:
        return tr("Amount: up to {most}; {total} in all", most=most, total=total)
    if most:
        return tr("Amount: up to {most}", most=most)
    if total:
        return tr("Amount: {total} in all", total=total)
    nowhere = bool(text.author) and not is_web(text.url)
    return None if nowhere or call.kind in WITHOUT_MONEY else tr("Amount: check at the source")


def _organiser(call: Call, source_id: str, tr: Translator, service: Service) -> str | None:
    """Return who announces the call; None when nobody knows or when the line of the source says the same."""
    sources = {one_line(name).casefold() for name in service.source_names.get(source_id, ())}
    if not call.organiser or one_line(call.organiser).casefold() in sources:
        return None
    return tr("Organiser: {name}", name=esc(call.organiser, NAME_LIMIT))


def alert_card(
    call: Call,
    tr: Translator,
    service: Service,
    *,
    now: datetime,
    repeated: bool = False,
    saved: bool = False,
    back: str = "",
    news: str | None = None,
    correctable: bool = False,
) -> Screen:
    """Return the card of a call, at most 600 visible characters.

    Args:
        call: what is shown.
        tr: the reader's language.
        service: names of places and sources, the zone.
        now: the current instant, aware.
        repeated: an earlier sending may have arrived: the card says so.
        saved: it is on the reader's shelf.
        back: the list it was opened from (see `Back`), or "" for a card that stands alone.
        news: one line on top that says why the card comes now (handlers.views.news).
        correctable: the reader coordinates all its territories.
    """
    text = call.text_in(tr.language.value)
    today = service.today(now)
    organiser = _organiser(call, text.source_id, tr, service)
    where = tr("Where: {places}", places=esc(places(call.territories, service, tr), 200)) if call.territories else None
    amounts, until = _amounts(call, text, tr, service), _deadline(call, text, tr, now, today)
    source = _source(text, tr, service)
    who, corrected = lesser_lines(call, tr)
    linked = is_web(text.url)

    def card(title_limit: int, who: str | None, corrected: str | None) -> str:
        kind = kind_name(call.kind, tr)
        note = tr("You may have had this notice before.") if repeated else None
        # News of an open call, of a cancellation or of results say what the status would say.
        status = None if news and (call.closes_at is None or call.closes_at > now) else _status(call, tr, now)
        first = None if news is None else f"<b>{news}</b>"
        head = lines(note, first, status if status != news else None, kind, f"<b>{esc(text.title, title_limit)}</b>")
        facts = lines(organiser, who, amounts, where, until, corrected, source)
        return paragraphs(head, facts, tr("Full conditions are at the source.") if linked else None)

    shown = card(TITLE_LIMIT, who, corrected)
    room = CARD_LIMIT - len(visible(shown)) - 2
    if text.summary and room >= SUMMARY_LEAST:
        # Published without an address: its own words are the only conditions there are.
        shown = paragraphs(shown, esc(text.summary, room))
    # Too long: a long title is cut first, then who may apply is left out, then what was corrected, then more of the
    # title; all of it is behind the button "Where from?".
    length = min(TITLE_LIMIT, len(one_line(text.title)))
    for least, lesser in (
        (TITLE_ROOM, (who, corrected)),
        (TITLE_ROOM, (None, corrected)),
        (TITLE_ROOM, (None, None)),
        (TITLE_LEAST, (None, None)),
    ):
        if len(visible(shown)) <= CARD_LIMIT:
            break
        excess = len(visible(card(TITLE_LIMIT, *lesser))) - CARD_LIMIT
        shown = card(max(least, length - max(0, excess)), *lesser)
    over = closed(call, now)
    return Screen(shown, _card_rows(call.id, tr, text.url, over=over, saved=saved, back=back, correctable=correctable))


def coordinator_of(unit_id: str, service: Service, tr: Translator) -> str:
    """Return "the coordinator of the place", for people."""
    unit = service.tree.get(unit_id)
    if unit is None or unit.id == REPUBLIC:
        return tr("the coordinator of the republic")
    return tr("the coordinator, {place}", place=unit.name(tr.language))


def _source(text: CallText, tr: Translator, service: Service) -> str:
    """Return where the words come from, or who published them through the bot."""
    author = Author.parse(text.author)
    if author is None:
        return tr("Source: {name}", name=esc(service.source_name(text.source_id, tr.language), 60))
    known = author.standing is Standing.COORDINATOR
    return tr("Published by: {name}", name=esc(coordinator_of(author.name, service, tr) if known else author.name, 90))


@lru_cache(maxsize=256)
def _card_rows(
    call_id: int, tr: Translator, url: str, *, over: bool, saved: bool, back: str, correctable: bool
) -> Rows:
    # Many people open the same card; packing its buttons takes longer than its words.
    def act(label: str, what: CallAct) -> Button:
        return press(label, CallPress(act=what, id=call_id, back=back))

    # Two in a row, what is pressed most comes first: keep it or not, read the conditions, the deadline, ask about it,
    # pass it on; then what explains the card, and for coordinators to correct it.
    buttons = [
        act(tr("★ Remove from saved"), CallAct.UNSAVE) if saved else act(tr("☆ Save"), CallAct.SAVE),
        act(tr("Not for us"), CallAct.DISMISS),
        *([Button(tr("Open the source"), url=url)] if is_web(url) else []),
        *([] if over else [act(tr("Add to calendar"), CallAct.CALENDAR)]),
        act(tr("Ask the akimat"), CallAct.ASK),
        act(tr("Share"), CallAct.SHARE),
        *([act(tr("Reminders"), CallAct.REMIND)] if saved else []),
        act(tr("Why did I get this?"), CallAct.WHY),
        act(tr("Where from?"), CallAct.WHENCE),
        *([act(tr("Correct"), CallAct.CORRECT)] if correctable else []),
    ]
    return in_rows(buttons, 2) + back_row(back, tr)


def in_rows(buttons: Sequence[Button], width: int) -> Rows:
    """Return the buttons in rows of so many."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def dismissed_card(call: Call, tr: Translator, *, back: str = "") -> Screen:
    """Return what stays of a card after "not for us": its name and the way back."""
    title = esc(call.text_in(tr.language.value).title, TITLE_LIMIT)
    undo = press(tr("Undo"), CallPress(act=CallAct.UNDISMISS, id=call.id, back=back))
    text = paragraphs(f"<b>{title}</b>", tr("Marked as not for you. It is no longer in your list."))
    return Screen(text, ((undo,), *back_row(back, tr)))


def back_row(back: str, tr: Translator) -> Rows:
    """Return the button to the page of the list a card was opened from; nothing when it stands alone."""
    if not back or back == FROM_DIGEST:
        return ()
    if back[0] in FROM_SEARCH:
        number, _, page = back[1:].partition(".")
        results = SearchPress(id=int(number), page=int(page), closed=back[0] == FROM_SEARCH[1])
        return ((press(tr("‹ Back to the results"), results),),)
    data = ListPress(kind=ListKind(back[0]), page=int(back[1:]))
    return ((press(tr("‹ Back to the list"), data),),)


def is_web(url: str) -> bool:
    """Tell whether Telegram takes the address for a button: http or https, a host with a dot, of bearable length."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = parts.scheme in {"http", "https"} and host is not None and _HOST.fullmatch(host) is not None
    return plain and len(url) <= URL_LIMIT and not any(char.isspace() for char in url)


def call_line(number: int, call: Call, tr: Translator, service: Service, now: datetime, news: str | None = None) -> str:
    """Return a call as two lines of a list; three with `news`, what changed since its reader heard of it."""
    today = service.today(now)
    title = esc(call.text_in(tr.language.value).title, LINE_TITLE_LIMIT)
    kind = kind_name(call.kind, tr)
    if closed(call, now):
        state = (_status(call, tr, now) or "").removesuffix(".")
    elif call.deadline is None:
        state = tr("Deadline: check at the source")
    else:
        left = days_left(call, tr, now, today)
        state = f"{tr.until(call.deadline, today)} · {left}"
    return lines(f"{number}. <b>{title}</b>", news, f"{kind} · {state}")


def number_row(calls: Sequence[Call], first: int, back: str) -> tuple[Button, ...]:
    """Return the numbered buttons that open the calls of a list."""
    return tuple(Button(str(first + index), data=_open_data(call.id, back)) for index, call in enumerate(calls))


@lru_cache(maxsize=1024)
def _open_data(call_id: int, back: str) -> str:
    # Everybody's lists show the same calls; packing takes longer than the rest of a line.
    return CallPress(act=CallAct.OPEN, id=call_id, back=back).pack()


def digest_card(
    calls: Sequence[Call],
    tr: Translator,
    service: Service,
    *,
    now: datetime,
    news: Mapping[int, str] = _NO_NEWS,
    together: bool = False,
) -> Screen:
    """Return several calls as one message, each opened by its number; the rest are found by /calls.

    `news` says what changed, by call id, in those whose reader has heard of them before. A group or channel
    (`together`) has no list of its own, so that more are shown.
    """
    shown = calls[: DIGEST_SHOWN_TOGETHER if together else DIGEST_SHOWN]
    items = [call_line(index, call, tr, service, now, news.get(call.id)) for index, call in enumerate(shown, start=1)]
    more = len(calls) - len(shown)
    head = _digest_head(calls, tr, news, together=together)
    if together:
        rest = tr.n("And {n} more call.", "And {n} more calls.", more) if more > 0 else None
    else:
        rest = tr.n("And {n} more: /calls", "And {n} more: /calls", more) if more > 0 else None
    buttons = number_row(shown, 1, FROM_DIGEST)
    return Screen(paragraphs(f"<b>{head}</b>", *items, rest), in_rows(buttons, 5))


def _digest_head(calls: Sequence[Call], tr: Translator, news: Mapping[int, str], *, together: bool) -> str:
    if news and all(call.id in news for call in calls):
        return tr.n("News about {n} call", "News about {n} calls", len(calls))
    if together:
        if news:
            return tr.n("{n} call: new ones and changes", "{n} calls: new ones and changes", len(calls))
        return tr.n("{n} new call", "{n} new calls", len(calls))
    if news:
        return tr.n("{n} call for you: new ones and changes", "{n} calls for you: new ones and changes", len(calls))
    return tr.n("{n} new call for you", "{n} new calls for you", len(calls))


def act_toast(act: CallAct, tr: Translator, *, reminded: bool = False) -> str | None:
    """Return what is said over the chat after an act; `reminded` when a saved call has a deadline that comes."""
    if act is CallAct.SAVE and reminded:
        return tr("Saved. I shall remind you before the deadline. You will find the call under “Saved”.")
    return {
        CallAct.SAVE: tr("Saved. You will find it under “Saved”."),
        CallAct.UNSAVE: tr("Removed from saved."),
        CallAct.UNDISMISS: tr("The call is in your list again."),
    }.get(act)
