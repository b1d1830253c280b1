"""Choosing the period and the territory of figures, what the words mean, and why something is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.statistics.hiding import LEAST
from domain.statistics.measures import FEW
from domain.statistics.tables import Period
from domain.territory import Territory
from handlers.stats_asking import PUBLIC_SPANS, Span, WrongDays, earliest, packed, span
from handlers.stats_callbacks import Side, StatsAct, StatsPress
from handlers.texts import Translator
from handlers.views.figures import whose_rating
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press


def _to(asked: StatsPress, label: str, act: StatsAct, **changes: object) -> Button:
    return press(label, asked.model_copy(update={"act": act, **changes}))


def back(asked: StatsPress, tr: Translator) -> tuple[Button, ...]:
    """Return the way back to the table."""
    return (_to(asked, tr("‹ Back to the table"), StatsAct.TABLE, key=""),)


def period_name(which: Span, tr: Translator) -> str:
    """Return what a period is called on its button."""
    return {
        Span.THIS_MONTH: tr("This month"),
        Span.LAST_MONTH: tr("Last month"),
        Span.THIS_QUARTER: tr("This quarter"),
        Span.LAST_QUARTER: tr("Last quarter"),
        Span.THIS_YEAR: tr("This year"),
        Span.LAST_YEAR: tr("Last year"),
    }[which]


def periods(asked: StatsPress, chosen: Period, today: date, tr: Translator) -> Screen:
    """Ask for the period; of public figures only whole years, which do not overlap."""
    public = asked.side is Side.PUBLIC
    buttons = []
    for which in PUBLIC_SPANS if public else Span:
        days = span(which, today)
        label = f"{'✓ ' if days == chosen else ''}{period_name(which, tr)}"
        buttons.append(_to(asked, label, StatsAct.TABLE, days=packed(days), page=0, key=""))
    rows: Rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    rows += () if public else ((_to(asked, tr("Other days"), StatsAct.ASK),),)
    why = tr("Public figures are told by whole years, so that no small group can be found by subtraction.")
    text = paragraphs(
        tr("<b>Which days?</b>"), tr("A request belongs to the day on which it was filed."), why if public else None
    )
    return Screen(text, (*rows, back(asked, tr)))


def question(asked: StatsPress, tr: Translator, said: str | None = None) -> Screen:
    """Ask for days of one's own; `said` stands first (HTML)."""
    text = paragraphs(
        said,
        tr("<b>From which day to which?</b>"),
        tr("Write both days, like 01.03.2026 – 31.05.2026."),
    )
    return Screen(text, (back(asked, tr),))


def no_period(why: WrongDays, period: Period | None, today: date, tr: Translator) -> str:
    """Return why typed days make no period."""
    first = tr.date(period.first) if period is not None else ""
    last = tr.date(period.last) if period is not None else ""
    match why:
        case WrongDays.REVERSED:
            return tr("The last day, {last}, comes before the first, {first}.", first=first, last=last)
        case WrongDays.FUTURE:
            return tr("This period has not begun yet: its first day is {first}.", first=first)
        case WrongDays.LONG_AGO:
            return tr("Figures here begin on {day}.", day=tr.date(earliest(today)))
    return tr("I do not see two days here.")


def places(
    asked: StatsPress, here: Territory | None, units: Sequence[Territory], up: str | None, tr: Translator
) -> Screen:
    """Ask for the territory.

    Args:
        asked: the question so far.
        here: the unit whose parts are offered; None: the reader's own territories.
        units: what is offered.
        up: the unit above that may be looked at; "" is the list of one's own, None when there is no way up.
        tr: the reader's language.
    """
    buttons = [_to(asked, unit.short(tr.language), StatsAct.TABLE, place=unit.id, page=0, key="") for unit in units]
    rows: Rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    if here is not None:
        whole = tr("The whole of it: {place}", place=here.short(tr.language))
        rows = ((_to(asked, whole, StatsAct.TABLE, place=here.id, page=0, key=""),), *rows)
    if up is not None:
        rows += ((_to(asked, tr("‹ Wider"), StatsAct.PLACES, place=up, page=0, key=""),),)
    text = tr("<b>Which territory?</b>")
    if here is not None:
        text = paragraphs(text, esc(here.name(tr.language)))
    return Screen(text, (*rows, back(asked, tr)))


def words(asked: StatsPress, tr: Translator) -> Screen:
    """Say in plain words what the figures mean."""
    ratings = tr("Ratings of NGOs")
    text = paragraphs(
        tr("<b>What the words mean</b>"),
        tr("<b>Answered</b>: the NGO has an answer and has not called it formal, forwarded on or no answer."),
        tr(
            "<b>In time</b>: answered by the end of the 15th working day. All requests whose term is over are counted,"
            " also those without an answer."
        ),
        tr(
            "<b>Interval</b>: the share that was seen depends on chance, the more the fewer requests there are. With"
            " 95 percent confidence the true share lies between these two numbers, in percent."
        ),
        tr(
            "<b>Half within 9 days</b>: by that day half of the requests had an answer; 9 in 10 is told likewise."
            " Calendar days from the registration. A request without an answer counts as one that waits: silence"
            " improves nothing."
        ),
        tr(
            "<b>Overdue</b>: the reply date has passed, and the NGO still has no answer, be the request open, closed or"
            " sent on."
        ),
        lines(f"<b>{ratings}</b>", whose_rating(tr)),
        tr("<b>Too few to say</b>: fewer than {n} requests. Then only their number is told.", n=FEW),
        tr(
            "<b>Hidden</b>: in public figures groups of fewer than {n} requests are not told, and others with them, so"
            " that none is found by subtraction.",
            n=LEAST,
        ),
        tr("By office each office is told by its own clock: from when it received the request."),
        tr("The order ranks nobody."),
        tr("Public figures by topic and month are told for the whole country only, or they would tell hidden groups.")
        if asked.side is Side.PUBLIC
        else None,
    )
    return Screen(text, (back(asked, tr),))


def lost(side: Side, public: StatsPress, tr: Translator) -> Screen:
    """Say that the right to these figures has ended; what everybody may see is one press away."""
    said = {
        Side.TERRITORY: tr("You do not coordinate this territory now: its figures are not shown to you."),
        Side.OFFICE: tr("You hold no seat in an office now: its figures are not shown to you."),
        Side.PUBLIC: tr("These figures cannot be shown."),
    }[side]
    return Screen(said, ((_to(public, tr("Public figures"), StatsAct.TABLE),),))


def chart_sent(tr: Translator) -> str:
    """Return the toast of a chart that has just been sent."""
    return tr("The chart is below.")


def anew(tr: Translator) -> str:
    """Return what is said to days that belong to no question any more."""
    return tr("Please open the figures again: /stats")


def gone(tr: Translator) -> str:
    """Return the toast of a group that is not in the table any more."""
    return tr("This group is not in the table now.")


def not_yours(tr: Translator) -> str:
    """Return the toast of a list that is not shown."""
    return tr("The requests behind public figures are not shown.")
