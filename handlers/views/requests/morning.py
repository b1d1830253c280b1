"""The morning digest of an official: counts first, then the most pressing requests with a button for each."""

from __future__ import annotations

from datetime import date

from domain.ports import WorkLoad
from domain.requests.model import Request
from domain.requests.terms import REMIND_BEFORE
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.texts import Translator
from handlers.views.screen import Screen, esc, lines, paragraphs, press

IN_ROW = 3


def digest(load: WorkLoad, today: date, tr: Translator, *, whole: bool) -> Screen:
    """Return the digest.

    Args:
        load: what is before the reader.
        today: the local day.
        tr: their language.
        whole: whether it is the whole office's, for its head.
    """
    title = tr("Requests of the office today") if whole else tr("Your requests today")
    counts = lines(
        tr("❗ The reply date has passed: {n}", n=tr.number(load.overdue)) if load.overdue else None,
        tr("⏰ To be answered today: {n}", n=tr.number(load.today)) if load.today else None,
        tr("📅 In the next {days} working days: {n}", days=tr.number(max(REMIND_BEFORE)), n=tr.number(load.soon))
        if load.soon
        else None,
        tr("✋ Taken by nobody: {n}", n=tr.number(load.untaken)) if load.untaken else None,
    )
    text = paragraphs(
        f"<b>{title}</b> · {tr.date(today, today)}, {tr.weekday(today)}",
        counts,
        lines(*(_line(request, today, tr) for request in load.first)),
        tr("All requests: /inbox"),
    )
    buttons = [press(one.number, RequestPress(act=RequestAct.OPEN, id=one.id)) for one in load.first]
    rows = tuple(tuple(buttons[start : start + IN_ROW]) for start in range(0, len(buttons), IN_ROW))
    return Screen(text, rows)


def _line(request: Request, today: date, tr: Translator) -> str:
    nearest = min(one for one in (request.due, request.office_due) if one is not None)
    gist = esc(request.gist, 60) if request.gist else ""
    words = f"{request.number} · {tr.date(nearest, today)}"
    return f"{words} · {gist}" if gist else words
