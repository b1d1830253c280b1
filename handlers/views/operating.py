"""What whoever runs the bot is told: one short note a week, and what cannot wait for it."""

from __future__ import annotations

from domain.operating import Needs
from handlers.texts import Translator
from handlers.views.screen import Screen, lines, paragraphs


def week_note(needs: Needs, tr: Translator) -> Screen:
    """Return the week's note: a line for each thing that needs a person; one line when there is none."""
    told = []
    if needs.failed_backups:
        told.append(
            tr.n("No copy of the database on {n} day.", "No copy of the database on {n} days.", needs.failed_backups)
        )
    if needs.broken_sources:
        told.append(tr.n("{n} source is broken: /sources", "{n} sources are broken: /sources", needs.broken_sources))
    if needs.empty_offices:
        told.append(tr.n("{n} office has no officer.", "{n} offices have no officer.", needs.empty_offices))
    if needs.unrouted:
        told.append(tr.n("{n} open request has no office.", "{n} open requests have no office.", needs.unrouted))
    if needs.doubtful:
        told.append(
            tr.n(
                "{n} message was sent again: it is not known whether it arrived the first time.",
                "{n} messages were sent again: it is not known whether they arrived the first time.",
                needs.doubtful,
            )
        )
    if needs.errors:
        told.append(tr.n("{n} error in the log of the bot.", "{n} errors in the log of the bot.", needs.errors))
    told += _lacking(needs.awaited or None, needs.no_mci or None, tr)
    title = tr("<b>Elshi: the past week</b>")
    if not told:
        return Screen(paragraphs(title, tr("All is well. Nothing needs you.")))
    return Screen(paragraphs(title, lines(*(f"• {one}" for one in told))))


def next_year(awaited: int | None, no_mci: int | None, tr: Translator) -> Screen | None:
    """Return what is missing for a year; None when nothing is."""
    told = _lacking(awaited, no_mci, tr)
    if not told:
        return None
    why = []
    if awaited:
        why.append(
            tr(
                "Without them, reply dates in that year may be wrong by a day."
                " Coordinators of the republic enter them: /calendar"
            )
        )
    if no_mci:
        why.append(tr("Without it, sums in MCI are shown without tenge. The operator of the bot enters it."))
    return Screen(paragraphs(tr("<b>Data for the year are missing</b>"), lines(*told), lines(*why)))


def no_copy(tr: Translator) -> Screen:
    """Return that the night's copy was not made."""
    return Screen(
        paragraphs(
            tr("<b>The copy of the database was not made</b>"),
            tr("The bot tries again every hour. The reason is in its log."),
        )
    )


def _lacking(awaited: int | None, no_mci: int | None, tr: Translator) -> list[str]:
    told = []
    if awaited:
        told.append(tr("Transferred days off of {year} are not entered yet.", year=awaited))
    if no_mci:
        told.append(tr("The monthly calculation index (MCI) of {year} is not entered yet.", year=no_mci))
    return told
