"""The questions of a promise that an official makes, or moves to another day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.requests.promises import (
    REASON_LIMIT,
    TEXT_LIMIT,
    YEARS_AHEAD,
    Fixed,
    Promise,
    WrongDay,
)
from handlers.requests.promise_callbacks import PromiseStepAct, PromiseStepPress
from handlers.requests.promise_draft import Draft
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.screen import Button, Screen, esc, paragraphs, press

SHOWN = 1000


def _button(label: str, act: PromiseStepAct, draft: Draft, day: date | None = None) -> Button:
    return press(label, PromiseStepPress(act=act, run=draft.run, day=day.toordinal() if day else 0))


def _cancel(draft: Draft, tr: Translator) -> tuple[Button, ...]:
    return (_button(tr("Cancel"), PromiseStepAct.CANCEL, draft),)


def not_left_yet(tr: Translator) -> str:
    """Return why nothing can be promised under an answer that can still be undone."""
    return tr("The answer is on its way. Press again in a moment.")


def ask_text(draft: Draft, as_is: str | None, tr: Translator) -> Screen:
    """Ask what is promised; `as_is` are the answer's words, when they can be taken."""
    text = paragraphs(
        tr("<b>What does the office promise?</b>"),
        tr("Write it in one sentence: what will be done. The NGO sees it and says later whether it was kept."),
        f"«{esc(as_is, SHOWN)}»" if as_is else None,
    )
    own = ((_button(tr("Take the words of the answer"), PromiseStepAct.AS_IS, draft),),) if as_is else ()
    return Screen(text, (*own, _cancel(draft, tr)))


def ask_reason(draft: Draft, promise: Promise, tr: Translator, service: Service) -> Screen:
    """Ask why a promise is moved."""
    today = service.today(service.clock.now())
    text = paragraphs(
        tr("<b>Why is the date moved?</b>"),
        f"№ {promise.request_id} · {tr.date(promise.day, today)}",
        f"«{esc(promise.text, 300)}»" if promise.text else None,
        tr("The NGO sees the reason. The date can be moved once, and the first one stays in the record."),
    )
    return Screen(text, (_cancel(draft, tr),))


def bad_words(draft: Draft, tr: Translator) -> Screen:
    """Say what the words need."""
    limit = tr.number(REASON_LIMIT if draft.moving else TEXT_LIMIT)
    text = tr("At least three letters and at most {limit} characters, please. Write it again.", limit=limit)
    return Screen(text, (_cancel(draft, tr),))


def ask_day(draft: Draft, usual: Sequence[date], today: date, tr: Translator, said: str | None = None) -> Screen:
    """Ask for the day; `said` stands first (HTML)."""
    labels = (tr("In a week"), tr("In two weeks"), tr("In a month"), tr("End of the quarter"))
    rows = tuple(
        (_button(f"{label} · {tr.date(day, today)}", PromiseStepAct.DAY, draft, day),)
        for label, day in zip(labels, usual, strict=True)
    )
    text = paragraphs(
        said,
        tr("<b>What is the new date?</b>") if draft.moving else tr("<b>By which day?</b>"),
        tr("Press a button or write the date, like 25.03.2027."),
    )
    return Screen(text, (*rows, _cancel(draft, tr)))


def no_day(tr: Translator) -> str:
    """Return what is said when no date was understood."""
    return tr("I see no date here.")


def bad_day(why: WrongDay, tr: Translator) -> str:
    """Return why a day is none for a promise."""
    match why:
        case WrongDay.PAST:
            return tr("This day has passed.")
        case WrongDay.SAME:
            return tr("This is the date already.")
    return tr("A promise reaches {years} years ahead at most.", years=tr.number(YEARS_AHEAD))


def cannot_move(why: Fixed, tr: Translator) -> str:
    """Return why a promise's day stays."""
    match why:
        case Fixed.MOVED:
            return tr("The date was moved once already. It cannot be moved again.")
        case Fixed.PAST:
            return tr("The date has passed: it cannot be moved any more.")
    return tr("The promise is over: nothing more can be changed.")


def preview(draft: Draft, today: date, tr: Translator, said: str | None = None) -> Screen:
    """Return what is about to be recorded, and the question whether it is to be."""
    assert draft.day is not None  # it was named before
    text = paragraphs(
        said,
        tr("<b>Move the date?</b>") if draft.moving else tr("<b>Give the promise?</b>"),
        f"№ {draft.request} · <b>{tr.date(draft.day, today)}</b>, {tr.weekday(draft.day)}",
        f"«{esc(draft.text, SHOWN)}»",
        tr("The NGO is told at once. It is written to the log and stays with the office when people change."),
    )
    rows = (
        (_button(tr("✓ Confirm"), PromiseStepAct.CONFIRM, draft),),
        (_button(tr("Another date"), PromiseStepAct.OTHER_DAY, draft),),
        _cancel(draft, tr),
    )
    return Screen(text, rows)


def press_a_button(tr: Translator) -> str:
    """Return what is said when something was written where a button is expected."""
    return tr("Please press a button below.")


def recorded(draft: Draft, today: date, tr: Translator) -> Screen:
    """Return what was done."""
    assert draft.day is not None  # as above
    said = tr("The date is moved, the NGO is told.") if draft.moving else tr("The promise is given, the NGO is told.")
    text = paragraphs(
        f"<b>✓ {said}</b>",
        f"№ {draft.request} · {tr.date(draft.day, today)}, {tr.weekday(draft.day)}",
        tr("I shall remind the office in time. All promises: /promises"),
    )
    return Screen(text)
