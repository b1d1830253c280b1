"""The working calendar in words: its list, the questions of a change, and what the change would move."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from domain.calendar import WorkingCalendar
from domain.calendar_table import REASON_LIMIT, YEARS_BACK, DayState, Moved, Useless
from domain.days_off import DayKind, NamedDay
from domain.requests.terms import TERM_DAYS
from handlers.callbacks import WorkdayAct, WorkdayPress
from handlers.day_words import day_words
from handlers.requests.moving import Moves
from handlers.texts import Translator
from handlers.views.screen import Button, Screen, esc, lines, paragraphs, press
from handlers.workday_draft import Draft

PAGE = 12
WORDS_LIMIT = 200


def only_republic(tr: Translator) -> Screen:
    """Return whom the calendar is for."""
    return Screen(tr("The working calendar is changed by coordinators of the republic."))


def pages(total: int) -> int:
    """Return how many pages a list of so many days has; an empty one has one."""
    return max(1, -(-total // PAGE))


def list_screen(
    days: Sequence[NamedDay],
    ours: Collection[date],
    awaited: Sequence[int],
    page: int,
    today: date,
    tr: Translator,
    note: str | None = None,
) -> Screen:
    """Return a page (counted from 0) of the days, the last one when there are fewer.

    Args:
        days: days off and worked days that are no plain weekends.
        ours: those of them that the table changed.
        awaited: years whose transfers are not known yet.
        page: which page.
        today: the local day.
        tr: speaks.
        note: what was just done; HTML.
    """
    last = pages(len(days))
    page = min(page, last - 1)
    shown = days[page * PAGE : (page + 1) * PAGE]
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    title = " · ".join(part for part in (tr("<b>Days off and working days</b>"), where) if part)
    text = paragraphs(
        note,
        title,
        lines(*(_line(one, one.day in ours, today, tr) for one in shown)),
        tr("✎ – changed by coordinators.") if any(one.day in ours for one in shown) else None,
        *(tr("The transfers ordered for {year} are not known yet. Add them here later.", year=one) for one in awaited),
        tr("Saturdays and Sundays are off and not listed. Reply dates are counted by this calendar."),
    )
    rows: list[tuple[Button, ...]] = [
        (press(tr("↩ Take back: {day}", day=tr.date(one.day, today)), _back(one.day, page)),)
        for one in shown
        if one.day in ours
    ]
    pager = []
    if page > 0:
        pager.append(press(tr("‹ Previous"), WorkdayPress(act=WorkdayAct.LIST, page=page - 1)))
    if page + 1 < last:
        pager.append(press(tr("Next ›"), WorkdayPress(act=WorkdayAct.LIST, page=page + 1)))
    rows += [tuple(pager)] if pager else []
    rows += [
        (press(tr("＋ Day off"), WorkdayPress(act=WorkdayAct.OFF)),),
        (press(tr("＋ Working day"), WorkdayPress(act=WorkdayAct.WORKED)),),
    ]
    return Screen(text, tuple(rows))


def _back(day: date, page: int) -> WorkdayPress:
    return WorkdayPress(act=WorkdayAct.BACK, day=day.toordinal(), page=page)


def _line(one: NamedDay, ours: bool, today: date, tr: Translator) -> str:
    mark = "✎ " if ours else ""
    return f"{mark}<b>{tr.date(one.day, today)}</b>, {tr.weekday(one.day)} – {esc(day_words(one, tr), WORDS_LIMIT)}"


def ask_day(draft: Draft, tr: Translator, said: str | None = None) -> Screen:
    """Ask for the day; `said` stands first (HTML)."""
    off = draft.state is DayState.OFF
    ask = tr("<b>Which day will be off?</b>") if off else tr("<b>Which day will be worked?</b>")
    example = tr("Write the date with the year, like 25.03.2027.")
    return Screen(paragraphs(said, ask, example), (_cancel(draft, tr),))


def ask_reason(draft: Draft, tr: Translator, *, again: bool = False) -> Screen:
    """Ask for the reason."""
    limit = tr.number(REASON_LIMIT)
    said = tr("The reason needs at least three letters and at most {limit} characters.", limit=limit) if again else None
    text = paragraphs(
        said,
        f"<b>{tr.date(draft.day)}</b>, {tr.weekday(draft.day)}",
        tr("<b>Why?</b> Name the order or the decision, its number and date."),
        tr("Everybody whose reply date is counted by this day can see the reason. Please name no people."),
    )
    return Screen(text, (_cancel(draft, tr),))


def preview(
    draft: Draft,
    before: WorkingCalendar,
    after: WorkingCalendar,
    found: Sequence[Moved],
    requests: Moves,
    today: date,
    tr: Translator,
    *,
    reason: str = "",
    note: str | None = None,
) -> Screen:
    """Return what a change does to the day and to reply dates, and the question whether it is to be.

    Args:
        draft: the change.
        before: the calendar in force.
        after: the calendar with the change.
        found: the reply dates that move, by the day of receipt.
        requests: the open requests whose dates move.
        today: the local day.
        tr: speaks.
        reason: why, or the reason of what is taken back; may be empty.
        note: what stands first; HTML.
    """
    taken_back = draft.state is DayState.USUAL
    text = paragraphs(
        note,
        tr("<b>Take this change back?</b>") if taken_back else tr("<b>Change the calendar?</b>"),
        lines(
            f"<b>{tr.date(draft.day)}</b>, {tr.weekday(draft.day)}",
            tr("Now: {state}", state=_state(before, draft.day, tr)),
            tr("Then: {state}", state=_state(after, draft.day, tr)),
        ),
        tr("What was written: {reason}", reason=esc(reason, WORDS_LIMIT)) if taken_back and reason else None,
        _moves(found, today, tr),
        _requests(requests, today, tr),
        tr("This day has passed. Dates that people were told already stay in the records as they were told.")
        if draft.day < today
        else None,
        tr("The change is written to the log together with who made it."),
    )
    confirm = press(tr("✓ Confirm"), WorkdayPress(act=WorkdayAct.CONFIRM, run=draft.run))
    return Screen(text, ((confirm,), _cancel(draft, tr)))


def _state(calendar: WorkingCalendar, day: date, tr: Translator) -> str:
    """Return whether a day is off or worked, and why when there is more to say; HTML."""
    reason = calendar.why(day)
    word = tr("worked") if calendar.is_working(day) else tr("off")
    if reason is None or reason.kind is DayKind.WEEKEND:
        return word
    return f"{word} ({esc(day_words(NamedDay(day, reason), tr), WORDS_LIMIT)})"


def _moves(found: Sequence[Moved], today: date, tr: Translator) -> str:
    if not found:
        return tr("No reply date of requests received in the last {n} working days moves.", n=tr.number(TERM_DAYS))
    moves = (
        tr(
            "received {day}: reply date {before} → {after}",
            day=tr.date(one.received, today),
            before=tr.date(one.before, today),
            after=tr.date(one.after, today),
        )
        for one in found
    )
    return lines(tr("<b>Reply dates that move</b>"), *moves)


def _requests(found: Moves, today: date, tr: Translator) -> str:
    """Return which open requests move."""
    if not found.total:
        return tr("No open request is moved.")
    rest = found.total - len(found.first)
    return lines(
        tr("<b>Open requests that are moved: {n}</b>", n=tr.number(found.total)),
        *(f"№ {one.id}: {tr.date(one.before, today)} → {tr.date(one.after, today)}" for one in found.first),
        tr.n("and {n} more", "and {n} more", rest) if rest else None,
    )


def _cancel(draft: Draft, tr: Translator) -> tuple[Button, ...]:
    return (press(tr("Cancel"), WorkdayPress(act=WorkdayAct.CANCEL, run=draft.run)),)


def no_day(tr: Translator) -> str:
    """Return what is said when no date was understood."""
    return tr("I see no date here.")


def of_no_use(why: Useless, day: date, today: date, tr: Translator) -> str:
    """Return why a change is not taken; HTML."""
    named = f"{tr.date(day)}, {tr.weekday(day)}"
    match why:
        case Useless.WEEKEND:
            return tr("{day}: Saturdays and Sundays are off anyway, there is nothing to change.", day=named)
        case Useless.ALREADY_OFF:
            return tr("{day}: it is a day off already.", day=named)
        case Useless.ALREADY_WORKED:
            return tr("{day}: it is a working day already.", day=named)
        case Useless.NOT_IN_TABLE:
            return tr("{day}: the change has been taken back already.", day=named)
    first, last = today.year - YEARS_BACK, today.year + 1
    return tr("The calendar can be changed from {first} to {last}.", first=first, last=last)


def press_a_button(tr: Translator) -> str:
    """Return what is said when something was written where a button is expected."""
    return tr("Please press a button below.")


def changed_meanwhile(tr: Translator) -> str:
    """Return what is said when another coordinator was faster."""
    return tr("Another coordinator changed this day meanwhile. Please look again.")


def stored(draft: Draft, today: date, tr: Translator) -> str:
    """Return what was done; HTML."""
    day = f"<b>{tr.date(draft.day, today)}</b>"
    if draft.state is DayState.USUAL:
        return tr("Taken back: {day}.", day=day)
    if draft.state is DayState.OFF:
        return tr("Day off added: {day}.", day=day)
    return tr("Working day added: {day}.", day=day)


def done(tr: Translator) -> str:
    """Return the toast of a stored change."""
    return tr("The calendar is changed.")
