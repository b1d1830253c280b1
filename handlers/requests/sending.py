"""From a letter to a request: the preview, sending it once, and its receipt."""

from __future__ import annotations

import json
from datetime import datetime

from domain.calendar import WorkingCalendar
from domain.errors import NoSuchRequest
from domain.people import Ngo, Visitor
from domain.ports import NewRequest, Repositories
from domain.requests.draft import RequestDraft, Unfit
from domain.requests.events import EventKind
from domain.requests.limits import DAY, TWICE_WITHIN, limit, same
from domain.requests.model import Route, gist
from domain.requests.record import event_of, subject
from domain.requests.terms import Explanation
from handlers.presenting import Given
from handlers.requests.drafting import WRITE, call_of, hush, letter_of, listen, standing, step
from handlers.requests.filing_callbacks import LetterPress
from handlers.requests.happening import file, hours_of, terms_in_force
from handlers.requests.routing import find_office
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import filing as letter_views
from handlers.views.requests import sending as views
from handlers.views.screen import Answer, Screen


async def preview(draft_id: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the letter as it would go now, or what is still missing."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.read() as repositories:
        draft, ngo = await letter_of(repositories, visitor, draft_id)
        return await _preview(repositories, draft, ngo, law, tr, service, now)


async def _preview(
    repositories: Repositories,
    draft: RequestDraft,
    ngo: Ngo,
    law: WorkingCalendar,
    tr: Translator,
    service: Service,
    now: datetime,
    *,
    note: str | None = None,
    again: bool = False,
) -> Screen:
    missing = await _missing(repositories, draft, tr, service)
    if missing is not None:
        return missing
    way, found = await _way(repositories, draft, law, service, now)
    call = await call_of(repositories, draft.call_id)
    return views.preview(draft, ngo, way, found, call, tr, service, note=note, again=again)


async def _missing(repositories: Repositories, draft: RequestDraft, tr: Translator, service: Service) -> Screen | None:
    """Return the screen that asks for what the letter lacks: a place or a topic that there still is, words or files."""
    if step(draft, service) != WRITE:
        gone = draft.territory_id is not None and draft.topic_id is not None
        return await standing(repositories, draft, tr, service, letter_views.topic_gone(tr) if gone else None)
    if draft.empty:
        return await standing(repositories, draft, tr, service, letter_views.not_taken(Unfit.EMPTY, tr))
    return None


async def _way(
    repositories: Repositories, draft: RequestDraft, law: WorkingCalendar, service: Service, now: datetime
) -> tuple[views.Way, Explanation]:
    office_id, route = await find_office(repositories, service, draft.territory_id or "", draft.topic_id or "", now)
    office = await repositories.offices.get(office_id) if office_id is not None else None
    terms = await terms_in_force(repositories, service, law)
    return views.Way(office, route), terms.explain(now, await hours_of(repositories, office_id))


async def send(
    pressed: LetterPress, visitor: Visitor, tr: Translator, service: Service, *, again: bool = False
) -> Given:
    """File the letter; however often and late it is pressed, once.

    The letter itself is what is spent, not the update: a press that comes again after a crash shows the receipt that
    nobody has seen yet.
    """
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    note: str | None = None
    async with service.store.write() as repositories:
        held = await repositories.request_drafts.hold(pressed.id, now)
        draft, ngo = await letter_of(repositories, visitor, pressed.id)
        if held and draft.sent_as is None:
            problem = await _problem(repositories, pressed, draft, ngo, law, tr, service, now, again=again)
            if problem is not None:
                await listen(repositories, visitor, draft, step(draft, service), now)
                return problem
            way, _ = await _way(repositories, draft, law, service, now)
            new = _request(draft, way, visitor, tr, now)
            happened, _ = await file(repositories, service, law, new, draft.letter(), now)
            await repositories.request_drafts.sent(draft.id, happened.request.id, now)
            await hush(repositories, visitor, now)
            request_id = happened.request.id
            if (way.office.id if way.office else 0) != pressed.office:
                note = views.went_elsewhere(way, tr, service)
        else:
            assert draft.sent_as is not None  # it could not be held, and it is there
            request_id = draft.sent_as
    toast = views.done(tr) if draft.sent_as is None else views.sent_before(tr)
    return Answer(screens=(await receipt_of(request_id, tr, service, note),), toast=toast)


async def _problem(
    repositories: Repositories,
    pressed: LetterPress,
    draft: RequestDraft,
    ngo: Ngo,
    law: WorkingCalendar,
    tr: Translator,
    service: Service,
    now: datetime,
    *,
    again: bool,
) -> Screen | None:
    """Return why the letter does not go now: it lacks something, has changed, has to wait, or has just gone."""
    if (missing := await _missing(repositories, draft, tr, service)) is not None:
        return missing
    note, twice = None, False
    filed, waiting = await repositories.request_drafts.filed(ngo.id, draft.person_id, now - DAY)
    reached = limit(filed, waiting, now)
    if reached is not None:
        note = views.limited(reached, tr, service)
    elif pressed.revision != draft.revision:
        note = views.changed(tr)
    elif not again:
        files = [file.unique_id for part in draft.parts for file in part.files]
        lately = await repositories.request_drafts.letters(ngo.id, now - TWICE_WITHIN)
        before = same(draft.words, files, lately)
        request = await repositories.requests.get(before) if before is not None else None
        if request is not None:
            note, twice = views.same_again(request, tr, service), True
    if note is None:
        return None
    return await _preview(repositories, draft, ngo, law, tr, service, now, note=note, again=twice)


def _request(draft: RequestDraft, way: views.Way, visitor: Visitor, tr: Translator, now: datetime) -> NewRequest:
    assert draft.territory_id is not None and draft.topic_id is not None  # nothing is missing
    return NewRequest(
        ngo_id=draft.ngo_id,
        author_id=visitor.person_id,
        territory_id=draft.territory_id,
        topic_id=draft.topic_id,
        call_id=draft.call_id,
        language=tr.language,
        gist=gist(draft.words),
        filed_at=now,
        route=way.route,
        office_id=way.office.id if way.office else None,
    )


async def receipt_of(request_id: int, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Return the receipt of a request, from what was logged when it was filed.

    Raises:
        NoSuchRequest: there is none, or its filing is not in the log.
    """
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        request = await repositories.requests.get(request_id)
        rows = await repositories.journal.of_subjects([subject(request_id)])
        row, event = next(
            ((row, event) for row in rows if (event := event_of(row)) and event.kind is EventKind.FILED), (None, None)
        )
        if request is None or row is None or event is None:
            raise NoSuchRequest(request_id)
        office = await repositories.offices.get(event.office_id) if event.office_id is not None else None
        known = await repositories.organisations.get(request.ngo_id) if request.ngo_id is not None else None
        terms = await terms_in_force(repositories, service, law)
        hours = event.hours or await hours_of(repositories, event.office_id)
        found = terms.explain(request.filed_at, hours)
        call = await call_of(repositories, request.call_id)
    _, _, _, _, _, facts, seal, *_ = row
    filed = views.Filed(
        request=request,
        ngo=known[0].name if known else "",
        way=views.Way(office, Route(json.loads(facts).get("route", Route.NOBODY))),  # it may have been sent on since
        found=found,
        told=event.until or found.due,
        seal=seal,
        call=call,
    )
    return views.receipt(filed, tr, service, note)
