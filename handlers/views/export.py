"""Exports in chat: the choice, how far a file is, and the words that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.exports import MOST_A_DAY, ExportJob, ExportState, Format, Level
from domain.language import Language
from domain.statistics.tables import Period
from handlers.export_callbacks import ExportAct, ExportJobAct, ExportJobPress, ExportPress
from handlers.exporting.choosing import (
    Choice,
    Place,
    before,
    day_number,
    month_of,
    quarter_of,
    year_of,
)
from handlers.exporting.figure_tables import level_name
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.charts import ends_of
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, paragraphs, press

_IN_ROW = 2
_LABEL = 40
_NAMES = {Language.KK: "Қазақша", Language.RU: "Русский"}


def place_words(place: Place, tr: Translator, service: Service) -> str:
    """Return of what a file is; plain text."""
    where = place_name(place.territory_id, service, tr)
    return where if place.office is None else f"{place.office.name(tr.language)}, {where}"


def period_words(period: Period, tr: Translator) -> str:
    """Return the days of filing, a common year once; plain text."""
    first, last = ends_of(period, tr)
    return tr("filed from {first} to {last}", first=first, last=last)


def choice_screen(
    choice: Choice,
    allowed: Sequence[Level],
    tr: Translator,
    service: Service,
    today: date,
    *,
    free: bool,
    more_places: bool,
    note: str | None = None,
) -> Screen:
    """Return the choice with everything that may be changed in it.

    Args:
        choice: what is chosen now.
        allowed: the levels that the reader may have of this place.
        tr: the reader's language.
        service: names of places.
        today: the local day.
        free: whether any days may be chosen.
        more_places: whether there is another place to choose.
        note: a sentence on top, when what was asked could not be had.
    """
    text = paragraphs(
        note,
        tr("<b>Figures and requests as a file</b>"),
        lines(
            esc(place_words(choice.place, tr, service)),
            tr("Requests {period}", period=period_words(choice.period, tr)),
            f"{choice.format.value.upper()} · {_NAMES[choice.language]} · {level_name(choice.level, tr)}",
        ),
        what_is_in_it(choice.level, tr),
        tr("Other days: write for example <code>/export 01.01.2026-31.03.2026</code>") if free else None,
    )
    rows: list[tuple[Button, ...]] = []
    if more_places:
        rows.append((_button(tr("Another place"), choice, ExportAct.PLACES),))
    rows += _periods(choice, tr, today, free=free)
    if len(allowed) > 1:
        rows += [(_pick(level_name(one, tr), choice, level=one),) for one in allowed]
    rows.append(tuple(_pick(one.value.upper(), choice, format=one) for one in Format))
    rows.append(tuple(_pick(_NAMES[one], choice, language=one) for one in Language))
    rows.append((_button(tr("✓ Make the file"), choice, ExportAct.MAKE),))
    return Screen(text, tuple(rows))


def what_is_in_it(level: Level, tr: Translator) -> str:
    """Return what a file of the level holds, and to whom it may be shown."""
    match level:
        case Level.PUBLIC:
            return tr("Only figures; small groups are hidden. It may be shown to anybody.")
        case Level.COUNCIL:
            return tr(
                "All figures, and a line for each request: days, office, outcome. There are no names of people or NGOs"
                " and no texts in it."
            )
        case Level.INTERNAL:
            return tr("The same, with figures of each seat. Please do not pass it on.")


def _periods(choice: Choice, tr: Translator, today: date, *, free: bool) -> Rows:
    year = year_of(today)
    offered = [(tr("This year"), year), (tr("Last year"), year_of(before(year)))]
    if free:
        month, quarter = month_of(today), quarter_of(today)
        offered = [
            (tr("This month"), month),
            (tr("Last month"), month_of(before(month))),
            (tr("This quarter"), quarter),
            (tr("Last quarter"), quarter_of(before(quarter))),
            *offered,
        ]
    buttons = [_pick(label, choice, period=period) for label, period in offered]
    return tuple(tuple(buttons[at : at + _IN_ROW]) for at in range(0, len(buttons), _IN_ROW))


def _pick(
    label: str,
    choice: Choice,
    *,
    period: Period | None = None,
    level: Level | None = None,
    format: Format | None = None,
    language: Language | None = None,
) -> Button:
    other = Choice(
        choice.place,
        period or choice.period,
        level or choice.level,
        format or choice.format,
        language or choice.language,
    )
    return _button(f"✓ {label}" if other == choice else label, other, ExportAct.SHOW)


def _button(label: str, choice: Choice, act: ExportAct) -> Button:
    data = ExportPress(
        act=act,
        place=choice.place.key,
        first=day_number(choice.period.first),
        last=day_number(choice.period.last),
        level=choice.level,
        format=choice.format,
        language=choice.language,
    )
    return press(label, data)


def places_screen(choice: Choice, found: Sequence[Place], tr: Translator, service: Service) -> Screen:
    """Return the places to choose from."""
    others = [
        _button(
            clip(place_words(place, tr, service), _LABEL),
            Choice(place, choice.period, choice.level, choice.format, choice.language),
            ExportAct.SHOW,
        )
        for place in found
    ]
    back = _button(tr("‹ Back"), choice, ExportAct.SHOW)
    now = tr("Now: {place}", place=esc(place_words(choice.place, tr, service)))
    text = paragraphs(tr("<b>Of which place?</b>"), now)
    return Screen(text, (*((one,) for one in others), (back,)))


def job_screen(
    job: ExportJob, place: Place, tr: Translator, service: Service, ahead: int = 0, note: str | None = None
) -> Screen:
    """Return how far an export is, with the way to stop it while there is one.

    Args:
        job: the export.
        place: of what it is.
        tr: the reader's language.
        service: names of places.
        ahead: exports that are made before it.
        note: a sentence on top.
    """
    about = describe(job, place, tr, service)
    if job.state not in (ExportState.WAITING, ExportState.RUNNING):
        return Screen(paragraphs(note, ended(job, tr, service), about))
    waits = tr.n("Before yours {n} file is being made.", "Before yours {n} files are being made.", ahead)
    text = paragraphs(
        note,
        tr("<b>The file is being made</b>"),
        about,
        lines(waits if ahead else None, tr("It will come here as a document. You need not wait: write and press on.")),
    )
    return Screen(text, (_cancel_row(job.id, tr),))


def _cancel_row(job_id: int, tr: Translator) -> tuple[Button, ...]:
    return (press(tr("Cancel the file"), ExportJobPress(act=ExportJobAct.CANCEL, id=job_id)),)


def progress_screen(job: ExportJob, place: Place, tr: Translator, service: Service, done: int, total: int) -> Screen:
    """Return how many requests are written already."""
    text = paragraphs(
        tr("<b>The file is being made</b>"),
        describe(job, place, tr, service),
        tr("Requests written: {done} of {total}", done=tr.number(done), total=tr.number(total)),
    )
    return Screen(text, (_cancel_row(job.id, tr),))


def describe(job: ExportJob, place: Place, tr: Translator, service: Service) -> str:
    """Return which file it is; HTML."""
    wanted = job.wanted
    return lines(
        esc(place_words(place, tr, service)),
        tr("Requests {period}", period=period_words(Period(wanted.first, wanted.last), tr)),
        f"{wanted.format.value.upper()} · {_NAMES[wanted.language]} · {level_name(wanted.level, tr)}",
    )


def ended(job: ExportJob, tr: Translator, service: Service) -> str:
    """Return how an export ended, in a sentence or two."""
    match job.state:
        case ExportState.CANCELLED:
            return tr("Cancelled: the file is not made.")
        case ExportState.REFUSED:
            return tr("The file was not sent: you no longer have the right to see these figures.")
        case ExportState.EMPTY:
            return tr("There is no file: no request was filed there in these days.")
        case ExportState.NO_ROOM:
            return tr(
                "The file could not be made: there is no room left on the server. Please tell {contact}.",
                contact=esc(service.operator.contact),
            )
        case ExportState.FAILED:
            return tr(
                "The file could not be made. Please try again later; if it fails again, tell {contact}.",
                contact=esc(service.operator.contact),
            )
        case ExportState.SENDING:
            return tr("The file is on its way: it cannot be stopped any more.")
        case _:
            return tr("✓ The file was sent.")


def caption(job: ExportJob, place: Place, tr: Translator, service: Service, part: int = 1, parts: int = 1) -> str:
    """Return what stands under the document; HTML."""
    moment: datetime = job.asked_at.astimezone(service.zone)
    return lines(
        tr("May come a second time: Telegram did not say whether the first one arrived.") if job.repeated else None,
        describe(job, place, tr, service),
        tr("As of {moment}", moment=f"{tr.date(moment.date())}, {moment:%H:%M}"),
        tr(
            "Part {part} of {parts}. Save all parts in one folder and open the first one with 7-Zip.",
            part=part,
            parts=parts,
        )
        if parts > 1
        else None,
    )


def one_at_a_time(tr: Translator) -> str:
    """Return why a second file is not begun."""
    return tr("One file is being made for you already. Wait for it, or cancel it.")


def enough_today(tr: Translator) -> str:
    """Return why no more files are made today."""
    return tr.n(
        "No more than {n} file a day: please ask again tomorrow.",
        "No more than {n} files a day: please ask again tomorrow.",
        MOST_A_DAY,
    )


def not_that_place(tr: Translator) -> str:
    """Return why the figures of a place are not given."""
    return tr("You may not have a file about that place. What you may have is below.")


def not_that_level(tr: Translator) -> str:
    """Return why what was pressed was not begun."""
    return tr("You may not have that file any more. What you may have is below.")


def not_begun_yet(tr: Translator) -> str:
    """Return why there can be no figures of days to come."""
    return tr("These days have not come yet.")


def wrong_days(tr: Translator) -> str:
    """Return why what was typed after the command is no period."""
    return tr(
        "I did not understand the days. Write the first and the last one, no more than ten years apart, for example"
        " <code>/export 01.01.2026-31.03.2026</code>"
    )


def reversed_days(tr: Translator) -> str:
    """Return why a period that ends before it begins is none."""
    return tr("The last day is before the first one. Write the earlier day first.")


def newer_form(tr: Translator) -> str:
    """Return what is said to a button of a form after which another one was opened."""
    return tr("You have opened a newer choice of a file after this one. Please go on there, or begin anew: /export")


def no_such_job(tr: Translator) -> str:
    """Return the answer to a press about an export that is not the reader's, or was forgotten."""
    return tr("There is no such file.")
