"""Promises as people see them: the office's list and reminders, the NGO's question and what it said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.calls.model import LocalMoment
from domain.ports import PromisePage
from domain.requests.model import Request
from domain.requests.promises import JUDGED, Promise, Verdict
from handlers.requests.promise_callbacks import OwnPromisePress, PromiseAct, VerdictPress
from handlers.texts import Translator
from handlers.views.requests.pieces import beginning
from handlers.views.requests.reminders import open_button
from handlers.views.screen import Button, Screen, esc, lines, one_line, paragraphs, press

PAGE = 5
WORDS = 300
ON_CARD, WORDS_ON_CARD = 2, 100
"""Promises that a card shows, and the length of each one's words there, in pairs of bytes: a card has little room."""


def verdict_word(verdict: Verdict, tr: Translator) -> str:
    """Return what the NGO says of a promise, in a word or two."""
    return {
        Verdict.OPEN: tr("not judged yet"),
        Verdict.KEPT: tr("kept"),
        Verdict.PARTLY: tr("partly kept"),
        Verdict.BROKEN: tr("not kept"),
    }[verdict]


def _day(promise: Promise, today: date, tr: Translator) -> str:
    day = tr.date(promise.day, today)
    return tr("{day} (at first {first})", day=day, first=tr.date(promise.first_day, today)) if promise.moved else day


def _until(promise: Promise, today: date, tr: Translator) -> str:
    until = tr.until(LocalMoment(promise.day), today)
    if not promise.moved:
        return until
    return tr("{day} (at first {first})", day=until, first=tr.date(promise.first_day, today))


def _words(promise: Promise) -> str | None:
    return f"«{esc(promise.text, WORDS)}»" if promise.text else None


def _quoted(text: str) -> str:
    return f"«{_short(text)}»" if text else "…"


def _short(text: str) -> str:
    return beginning(one_line(text), WORDS_ON_CARD)


def _state(promise: Promise, today: date, tr: Translator) -> str | None:
    """Return how a promise stands; None while its day is still to come."""
    if promise.state is not Verdict.OPEN:
        return tr("The NGO says: {verdict}.", verdict=verdict_word(promise.state, tr))
    if promise.done_at is not None:
        return tr("The office says: done. The NGO has not judged yet.")
    return tr("The date has passed.") if today > promise.day else None


def summary(promises: Sequence[Promise], today: date, tr: Translator) -> str | None:
    """Return the lines about promises on the card of a request (HTML), the last two; None when there are none."""
    if not promises:
        return None
    told = [
        lines(
            tr(
                "🤝 Promised {until}: {words}",
                until=_until(one, today, tr),
                words=_quoted(one.text),
            ),
            tr("Moved because: {reason}", reason=_short(one.reason)) if one.reason else None,
            _state(one, today, tr),
        )
        for one in promises[-ON_CARD:]
    ]
    return paragraphs(*told)


def verdict_rows(promise: Promise, today: date, tr: Translator) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons by which the NGO judges; what it says now is ticked."""
    labels = {Verdict.KEPT: tr("Kept"), Verdict.PARTLY: tr("Partly"), Verdict.BROKEN: tr("Not kept")}
    row = tuple(
        press(f"✓ {labels[one]}" if promise.state is one else labels[one], VerdictPress(id=promise.id, verdict=one))
        for one in JUDGED
    )
    return (row,)


# --- the office ------------------------------------------------------------------------------------------------------


def list_screen(page: PromisePage, number: int, today: date, tr: Translator, note: str | None = None) -> Screen:
    """Return a page, counted from 0, of the office's promises; `note` is what was just done."""
    last = max(1, -(-page.total // PAGE))
    where = tr("page {page} of {pages}", page=number + 1, pages=last) if last > 1 else None
    title = " · ".join(part for part in (tr("<b>Promises of the office</b>"), where) if part)
    items = [
        lines(f"{place}. № {one.request_id} · <b>{_day(one, today, tr)}</b>", _words(one), _state(one, today, tr))
        for place, one in enumerate(page.items, start=number * PAGE + 1)
    ]
    empty = tr("There are no promises that wait to be kept or judged.") if not items else None
    rows: list[tuple[Button, ...]] = []
    for place, one in enumerate(page.items, start=number * PAGE + 1):
        if not one.pending:
            continue
        done = press(
            tr("✓ Done: {number}", number=place), OwnPromisePress(act=PromiseAct.DONE_ASK, id=one.id, page=number)
        )
        move = press(
            tr("Another date: {number}", number=place), OwnPromisePress(act=PromiseAct.MOVE, id=one.id, page=number)
        )
        rows.append((done,) if one.moved or today > one.day else (done, move))
    pager = []
    if number > 0:
        pager.append(press(tr("‹ Previous"), OwnPromisePress(act=PromiseAct.LIST, page=number - 1)))
    if number + 1 < last:
        pager.append(press(tr("Next ›"), OwnPromisePress(act=PromiseAct.LIST, page=number + 1)))
    rows += [tuple(pager)] if pager else []
    return Screen(paragraphs(note, title, *items, empty), tuple(rows))


def list_button(tr: Translator) -> Button:
    """Return the button that opens the office's promises, for whoever shows its work."""
    return press(tr("🤝 Promises of the office"), OwnPromisePress(act=PromiseAct.LIST))


def done_question(promise: Promise, page: int, today: date, tr: Translator) -> Screen:
    """Ask before the office says that a promise is done."""
    text = paragraphs(
        tr("<b>Is the promise done?</b>"),
        lines(f"№ {promise.request_id} · {_day(promise, today, tr)}", _words(promise)),
        tr("The NGO is asked at once whether it was kept. This cannot be undone."),
    )
    yes = press(tr("✓ Yes, it is done"), OwnPromisePress(act=PromiseAct.DONE, id=promise.id, page=page))
    back = press(tr("‹ Back to the list"), OwnPromisePress(act=PromiseAct.LIST, page=page))
    return Screen(text, ((yes,), (back,)))


def done(tr: Translator) -> str:
    """Return what was done."""
    return tr("✓ Noted. The NGO is asked whether the promise was kept.")


def over(promise: Promise, tr: Translator) -> str:
    """Return why nothing more can be done with a promise."""
    if promise.state is Verdict.OPEN:
        return tr("The office has said already that it is done. The NGO is asked.")
    return tr("The NGO has judged already: {verdict}.", verdict=verdict_word(promise.state, tr))


def due(promise: Promise, request: Request, today: date, tr: Translator) -> Screen:
    """Remind the office that a promise's day comes, is here or has passed."""
    left = (promise.day - today).days
    if left > 0:
        title = tr.n("{n} day left to keep the promise", "{n} days left to keep the promise", left)
    elif left == 0:
        title = tr("The promise is due today")
    else:
        title = tr("The date of the promise has passed")
    text = paragraphs(
        f"<b>🤝 {title}</b>",
        lines(f"{request.number} · {_day(promise, today, tr)}", _words(promise)),
        tr("If it is done, press the button: the NGO is asked whether it was kept."),
    )
    mark = press(tr("✓ It is done"), OwnPromisePress(act=PromiseAct.DONE_ASK, id=promise.id))
    move = press(tr("Another date"), OwnPromisePress(act=PromiseAct.MOVE, id=promise.id))
    first = (mark,) if promise.moved or left < 0 else (mark, move)
    return Screen(text, (first, open_button(request.id, tr)))


def judged(promise: Promise, request: Request, today: date, tr: Translator) -> Screen:
    """Tell the office what the NGO says of its promise."""
    text = paragraphs(
        tr("<b>The NGO has judged the promise: {verdict}</b>", verdict=verdict_word(promise.state, tr)),
        lines(f"{request.number} · {_day(promise, today, tr)}", _words(promise)),
    )
    return Screen(text, (open_button(request.id, tr),))


# --- the NGO ---------------------------------------------------------------------------------------------------------


def ask(promise: Promise, request: Request, today: date, tr: Translator) -> Screen:
    """Ask the NGO whether a promise was kept; show what it said, when it did."""
    said = None
    if promise.state is not Verdict.OPEN:
        said = tr("You said: {verdict}. You can change it here.", verdict=verdict_word(promise.state, tr))
    elif promise.done_at is not None:
        said = tr("The akimat says that it is done.")
    text = paragraphs(
        tr("<b>Was the promise kept?</b>"),
        lines(f"{request.number} · {_day(promise, today, tr)}", _words(promise)),
        said,
    )
    return Screen(text, (*verdict_rows(promise, today, tr), open_button(request.id, tr)))


def moved(promise: Promise, request: Request, today: date, tr: Translator) -> Screen:
    """Tell the NGO that a promise has another day."""
    text = paragraphs(
        tr("<b>The akimat moved the date of its promise</b>"),
        lines(f"{request.number} · {_day(promise, today, tr)}", _words(promise)),
        tr("Reason: {reason}", reason=esc(promise.reason, WORDS)) if promise.reason else None,
        tr("The first date stays in the record. It cannot be moved again."),
    )
    return Screen(text, (open_button(request.id, tr),))


def thanks(tr: Translator) -> str:
    """Return the toast after a verdict."""
    return tr("Thank you, it is noted.")


def too_early(promise: Promise, today: date, tr: Translator) -> str:
    """Return why a promise cannot be called broken yet."""
    return tr("The date is {day}. You can say so after it.", day=tr.date(promise.day, today))
