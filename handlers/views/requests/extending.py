"""The questions of a longer term, and why one is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from domain.requests.clocks import Reckoning
from domain.requests.terms import EXTENSION_MONTHS, Refusal, Terms
from handlers.requests.desk_callbacks import ExtendAct, ExtendPress
from handlers.requests.reasons import LIMIT
from handlers.texts import Translator
from handlers.views.screen import Button, Screen, esc, lines, paragraphs, press

if TYPE_CHECKING:
    from handlers.requests.extending import Draft


def _cancel(draft: Draft, tr: Translator) -> tuple[Button, ...]:
    return (press(tr("Cancel"), ExtendPress(act=ExtendAct.CANCEL, run=draft.run)),)


def _number(draft: Draft) -> str:
    return f"№ {draft.request_id}"


def ask_reason(draft: Draft, tr: Translator, *, again: bool = False) -> Screen:
    """Ask why the term is to be longer."""
    said = tr("A reason has two words at least and {limit} characters at most.", limit=tr.number(LIMIT))
    text = paragraphs(
        said if again else None,
        tr("<b>{number}: why is more time needed?</b>", number=_number(draft)),
        tr("Write the reason. The NGO reads it. By law the head or the deputy decides on a longer term."),
    )
    return Screen(text, (_cancel(draft, tr),))


def ask_day(draft: Draft, days: Sequence[date], latest: date, tr: Translator, said: str | None = None) -> Screen:
    """Ask for the new date; `said` stands first."""
    text = paragraphs(
        said,
        tr("<b>{number}: the new reply date?</b>", number=_number(draft)),
        tr("Choose it, or write it with the year. The latest one allowed: {day}.", day=tr.date(latest)),
    )
    rows = [(press(tr.date(day), ExtendPress(act=ExtendAct.DAY, run=draft.run, day=day.toordinal())),) for day in days]
    return Screen(text, (*rows, _cancel(draft, tr)))


def confirm(draft: Draft, clock: Reckoning, tr: Translator) -> Screen:
    """Return what a longer term would be, and the question whether it is to be."""
    text = paragraphs(
        tr("<b>{number}: extend the term?</b>", number=_number(draft)),
        lines(
            tr("Reply date now: {day}", day=tr.date(clock.due_now)),
            tr("New reply date: <b>{day}</b>", day=tr.date(draft.day)),
            tr("The reason: {reason}", reason=esc(draft.reason, LIMIT)),
        ),
        tr("The NGO is told at once. Figures are given by the first date too."),
    )
    yes = press(tr("✓ Confirm"), ExtendPress(act=ExtendAct.CONFIRM, run=draft.run))
    return Screen(text, ((yes,), _cancel(draft, tr)))


def refusal(why: Refusal, clock: Reckoning, terms: Terms, tr: Translator) -> str:
    """Return why a term is not extended; plain."""
    match why:
        case Refusal.TOO_LATE:
            return tr(
                "A term can be extended only before its last day, {day}. That day has come.", day=tr.date(clock.due_now)
            )
        case Refusal.TOO_FAR:
            return tr(
                "That is too far: a term can be extended by {n} months at most, until {day}.",
                n=EXTENSION_MONTHS,
                day=tr.date(terms.latest_extension(clock.due)),
            )
        case Refusal.NOT_LATER:
            return tr("The new date must be later than the present one, {day}.", day=tr.date(clock.due_now))
    return tr("A longer term needs a reason.")


def no_day(tr: Translator) -> str:
    """Return what is said when no date was understood."""
    return tr("I see no date here. Write it like 25.03.2027.")


def left(draft: Draft, tr: Translator) -> str:
    """Return that the extension was left."""
    return tr("{number}: the term stays as it is.", number=_number(draft))


def done(draft: Draft, tr: Translator) -> str:
    """Return that the term is extended."""
    return tr(
        "<b>{number}: the term is extended</b>, the new reply date is {day}. The NGO is told.",
        number=_number(draft),
        day=tr.date(draft.day),
    )
