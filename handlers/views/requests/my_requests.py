"""The NGO's requests as a list: number, gist, office, state in words, days left or how long it is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.offices import Office
from domain.people import Ngo
from domain.ports import RequestPage
from domain.requests.clocks import Outcome
from domain.requests.model import Request
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.filing_callbacks import LetterAct, LetterPress, MyRequestsPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import in_rows, place_name
from handlers.views.inviting import office_title
from handlers.views.requests.cosigning import nearby_button
from handlers.views.screen import Rows, Screen, esc, lines, paragraphs, press

PAGE = 6
GIST_LIMIT = 120


def pages(total: int) -> int:
    """Return how many pages a list of so many requests has; an empty one has one."""
    return max(1, -(-total // PAGE))


def list_screen(
    page: RequestPage,
    offices: Mapping[int, Office],
    number: int,
    ngo: Ngo,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return a page of the NGO's requests, counted from 0; each is opened by its number.

    Args:
        page: the requests, open ones first.
        offices: the offices that have them.
        number: which page.
        ngo: whose they are.
        tr: speaks.
        service: names and the clock.
    """
    begin = press(tr("Write to an akimat"), LetterPress(act=LetterAct.BEGIN, id=0))
    title = tr("<b>Requests of your organisation</b>")
    if not page.items:
        empty = tr("There are none yet. Write to the akimat: it gets a reply date, and you see who has it.")
        return Screen(paragraphs(lines(title, esc(ngo.name, 200)), empty), ((begin,), (nearby_button(tr),)))
    now = service.clock.now()
    last = pages(page.total)
    where = tr("page {page} of {pages}", page=number + 1, pages=last) if last > 1 else None
    head = " · ".join(part for part in (title, where) if part)
    items = [_item(one, offices, tr, service, now) for one in page.items]
    opened = [press(one.number, RequestPress(act=RequestAct.OPEN, id=one.id)) for one in page.items]
    pager = []
    if number > 0:
        pager.append(press(tr("‹ Previous"), MyRequestsPress(page=number - 1)))
    if number + 1 < last:
        pager.append(press(tr("Next ›"), MyRequestsPress(page=number + 1)))
    rows: Rows = (*in_rows(opened, 3), *((tuple(pager),) if pager else ()), (begin,), (nearby_button(tr),))
    return Screen(paragraphs(lines(head, esc(ngo.name, 200)), *items), rows)


def _item(one: Request, offices: Mapping[int, Office], tr: Translator, service: Service, now: datetime) -> str:
    office = offices.get(one.office_id or 0)
    place = esc(place_name(one.territory_id, service, tr), 120)
    return lines(
        f"<b>{esc(one.number)}</b> {gist_of(one, tr)}",
        office_title(office, tr, service) if office else tr("With the coordinators: {place}", place=place),
        state(one, tr, service, now),
    )


def gist_of(one: Request, tr: Translator) -> str:
    """Return the first words of a request, or what it is without words; HTML."""
    return esc(one.gist, GIST_LIMIT) or tr("no words, only files")


def state(one: Request, tr: Translator, service: Service, now: datetime) -> str:
    """Return how a request stands for its NGO, from what its row tells: no list reads as many logs as it has lines."""
    today = service.today(now)
    due = tr.date(one.due, today)
    match one.outcome:
        case Outcome.OPEN if one.overdue(today):
            return tr.n(
                "The reply date has passed: {day}, {n} day ago",
                "The reply date has passed: {day}, {n} days ago",
                (today - one.due).days,
                day=due,
            )
        case Outcome.OPEN:
            left = tr.days_left((one.due - today).days)
            if one.seat_id is None:
                return tr("Waiting for an answer until {day} ({left})", day=due, left=left)
            return tr("Under consideration, the reply date is {day} ({left})", day=due, left=left)
        case Outcome.ANSWERED:
            day = tr.date(service.today(one.answered_at), today) if one.answered_at else due
            return tr("Answered: {day}", day=day)
        case Outcome.WITHDRAWN:
            return tr("Withdrawn")
        case Outcome.CLOSED_UNANSWERED:
            return tr("Closed without an answer")
        case Outcome.REDIRECTED:
            return tr("Sent on to another body")
