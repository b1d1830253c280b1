"""The one way in which anything happens to a request: the log, how it stands after it, and who is told, in one unit.

Whoever calls has asked `standing.rights_to` whether the person may; here it is asked whether the request is in a state
for it. Texts and files are stored by the caller (`request_messages`), before or after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.calendar import WorkingCalendar
from domain.errors import NoSuchRequest, RequestUnfit
from domain.journal import Erasable
from domain.ports import NewRequest, Repositories
from domain.requests.clocks import RequestClocks, clocks_of
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request, RequestMessage, Route, stand
from domain.requests.record import entry_of, events_of, subject
from domain.requests.terms import Explanation, Terms
from domain.requests.transitions import Unfit, unfit
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from handlers.requests import telling
from handlers.service import Service


@dataclass(frozen=True, slots=True)
class Happened:
    """What is so after it: the request, its clocks, and the entry of the log that tells it."""

    request: Request
    clocks: RequestClocks
    entry: int


async def terms_in_force(repositories: Repositories, service: Service, law: WorkingCalendar) -> Terms:
    """Return the terms by the calendar in force.

    Args:
        repositories: of the unit of work.
        service: zone and settings.
        law: `await service.by_law(today)`, asked before a unit of work is opened: working it out may take long.
    """
    calendar = law.changed(await repositories.calendar.changes())
    return Terms(calendar, service.zone, first_day_is_next=service.first_day_is_next)


async def hours_of(repositories: Repositories, office_id: int | None) -> WorkingTime:
    """Return the working time by which a letter to the office is registered; the usual one when there is no office."""
    if office_id is None:
        return DEFAULT_HOURS
    return await repositories.offices.hours(office_id) or DEFAULT_HOURS


async def clocks_in_force(
    repositories: Repositories, terms: Terms, request_id: int, now: datetime
) -> tuple[list[RequestEvent], RequestClocks | None]:
    """Return what happened to the request, in order, and what its clocks show."""
    events = events_of(await repositories.journal.of_subjects([subject(request_id)]))
    return events, clocks_of(events, terms, now)


async def file(
    repositories: Repositories,
    service: Service,
    law: WorkingCalendar,
    new: NewRequest,
    letter: list[RequestMessage],
    now: datetime,
) -> tuple[Happened, Explanation]:
    """File a request: store it and its letter, log it, tell the office (or the coordinators) and the NGO's others.

    Args:
        repositories: of the unit of work.
        service: everything else.
        law: as for `terms_in_force`.
        new: the request, routed; its due dates are worked out here.
        letter: the messages that it is made of, `request_id` 0; the first one's moment is when it was sent. Their
            texts together are sealed in the log.
        now: the moment of handling.

    Returns:
        What is so now, and how the due date was counted.
    """
    terms = await terms_in_force(repositories, service, law)
    hours = await hours_of(repositories, new.office_id)
    explained = terms.explain(new.filed_at, hours)
    due = explained.due
    office_due = due if new.office_id is not None else None
    request_id = await repositories.requests.add(replace(new, due=due, office_due=office_due))
    event = RequestEvent(
        0, request_id, EventKind.FILED, new.filed_at, Actor.NGO, office_id=new.office_id, hours=hours, until=due
    )
    words = "\n\n".join(message.text for message in letter if message.text)
    facts = {"route": new.route.value, "topic": new.topic_id, "territory": new.territory_id, "ngo": new.ngo_id}
    head = await repositories.journal.append(entry_of(event, Erasable(new.author_id, words), facts), now)
    for message in letter:
        await repositories.request_messages.add(replace(message, request_id=request_id, entry=head.number))
    request = await repositories.requests.get(request_id)
    _, clocks = await clocks_in_force(repositories, terms, request_id, max(now, new.filed_at))
    assert request is not None and clocks is not None  # just written
    happened = Happened(request, clocks, head.number)
    await telling.letter(repositories, service, request, now)
    await telling.ngo(repositories, request, head.number, now, but=new.author_id)
    return happened, explained


async def happen(
    repositories: Repositories,
    service: Service,
    law: WorkingCalendar,
    event: RequestEvent,
    now: datetime,
    *,
    beside: Erasable | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Happened:
    """Let something happen to a request: check, log, work out how it stands, keep the cards under it true.

    Of a redirect (`event.office_id` is the receiving office, None for the coordinators) the place is stored too, and
    whoever receives it gets the letter. Taking it stores the seat in `facts["seat"]`, handing it over that in
    `facts["to"]`, freeing it none. Nobody else is told here: the caller tells the NGO (`telling.ngo`) or whom it
    concerns.

    Args:
        repositories: of the unit of work.
        service: everything else.
        law: as for `terms_in_force`.
        event: what happens; `number` is given by the log. Its moment: a message's date, a press's receipt.
        now: the moment of handling.
        beside: who did it and what they wrote: it can be erased.
        facts: more for the log: numbers, dates and words of ours.

    Raises:
        NoSuchRequest: there is none.
        RequestUnfit: it is in no state for this.
    """
    request = await repositories.requests.hold(event.request_id)
    if request is None:
        raise NoSuchRequest(event.request_id)
    terms = await terms_in_force(repositories, service, law)
    log = events_of(await repositories.journal.of_subjects([subject(request.id)]))
    if (why := unfit(request, event, log)) is not None:
        raise RequestUnfit(request.id, why)
    await _seat(repositories, request.id, event.kind, facts or {})
    if event.kind is EventKind.REDIRECTED:
        await repositories.requests.put_place(request.id, event.office_id, None, Route.REDIRECTED)
    if event.kind is EventKind.ESCALATED:
        await repositories.requests.escalate(request.id)
    head = await repositories.journal.append(entry_of(event, beside, facts), now)
    _, clocks = await clocks_in_force(repositories, terms, request.id, max(now, event.moment))
    assert clocks is not None  # it was filed
    await repositories.requests.put_stand(request.id, stand(clocks))
    after = await repositories.requests.get(request.id)
    assert after is not None
    if event.kind is EventKind.REDIRECTED:
        await telling.letter(repositories, service, after, now)
    await telling.refresh(repositories, after, now)
    return Happened(after, clocks, head.number)


async def _seat(repositories: Repositories, request_id: int, kind: EventKind, facts: Mapping[str, Any]) -> None:
    """Store which seat has the request after it was taken, freed or handed over: one winner of a race."""
    requests = repositories.requests
    if kind in (EventKind.FREED, EventKind.HANDED):
        await requests.put_seat(request_id, None)
    if kind in (EventKind.TAKEN, EventKind.HANDED):
        seat = facts["seat" if kind is EventKind.TAKEN else "to"]
        if not await requests.put_seat(request_id, int(seat)):
            raise RequestUnfit(request_id, Unfit.TAKEN)
