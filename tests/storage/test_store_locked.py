"""SQLite when things go wrong around it: locked by another process, no room left, killed in the middle."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain import ports
from domain.calendar_table import DayState, StoredChange
from domain.calls.corrections import Correction
from domain.calls.duplicates import AttachedText, Attachment, Basis, Doubt
from domain.calls.forecast import Opening, Series, forecast
from domain.calls.model import CallKind
from domain.calls.readings import Reading
from domain.duty import Attendance
from domain.errors import StorageBusy
from domain.exports import ExportState, Format, Level, Wanted
from domain.invitations import HOLDS, Invitation, Reply
from domain.journal import Head, NewEntry
from domain.language import Language
from domain.office_groups import OfficeGroup, RequestTopic
from domain.offices import By, Office, SeatRole
from domain.outbox import Gone, OutboxItem, OutboxKind, Parcel, Sent, Unknown
from domain.people import Dialogue, Role
from domain.ports import Harvest, Joining, Parting, Progress, Settled, Sorted, StandNow, UnreadPost
from domain.ports.figures import Progress as Reached
from domain.ports.figures import Wanted as WantedFigures
from domain.reports.model import Edition, Month
from domain.requests.clocks import Outcome
from domain.requests.draft import DraftPart, RequestDraft
from domain.requests.handover import ItemKind
from domain.requests.inbox import Heap, terms_of
from domain.requests.model import Card, Route, Stand
from domain.requests.promises import Promise, Verdict
from domain.requests.working_time import DEFAULT_HOURS
from domain.search import How, Meant, parse
from domain.sources import SourceState
from domain.statistics.counting import Behind
from domain.statistics.tables import By as Grouped
from domain.submissions import State
from storage.seed import seed
from storage.store import Repositories, SqlStore, open_store
from tests.storage.samples import (
    ABAI,
    NOW,
    PERSON,
    SOURCE,
    ZONE,
    add_call,
    add_people,
    add_request,
    call,
    group_chat,
    post,
    request_message,
    submission,
    subscription,
)

MONTH = Month(2026, 10)
STAND = Stand(Outcome.OPEN, NOW.date(), None, None, None)
SHELF = f"person:{PERSON}"
BY = By(PERSON, "head")
OFFICE = Office(1, ABAI, "А", "Б", ())
WANTED = Wanted(Level.PUBLIC, Format.XLSX, Language.KK, NOW.date(), NOW.date(), ABAI)
INVITATION = Invitation(1, 1, SeatRole.HEAD, None, PERSON, "head", NOW, NOW + HOLDS)


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the write lock, as another process would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def contents(path: Path) -> list[str]:
    """Return everything the file holds."""
    with closing(sqlite3.connect(path)) as other:
        return list(other.iterdump())


@pytest.fixture
async def impatient(sqlite_path: Path) -> AsyncIterator[SqlStore]:
    """A store with a call and a message in it, which waits for a lock for a moment only."""
    async with open_store(str(sqlite_path), zone=ZONE, patience=0.02) as store:
        async with store.write() as repositories:
            await add_people(repositories, PERSON)
            await repositories.subscriptions.put(subscription(), NOW)
            await repositories.calls.match(await add_call(repositories), 1, NOW)
        yield store


async def _change_calendar(repositories: Repositories) -> None:
    head = await repositories.journal.append(NewEntry("tested", "calendar", "bot"), NOW)
    await repositories.calendar.put(StoredChange(head.number, NOW.date(), DayState.OFF, "?"), PERSON, NOW)


ITEM = OutboxItem(1, PERSON, OutboxKind.ALERT, 1, 1, {}, 0, repeated=False)
OPENING = Opening(1, CallKind.GRANT, "Ішкі саясат басқармасы", ("Гранттар",), ("KZ",), NOW.date())
READINGS = [Reading("organiser", "Басқарма", "басқарма жариялайды", 0.5, SOURCE.id, "https://example.kz/p1")]
CORRECTION = Correction(1, "organiser", None, "Әкімдік", "басқарма", "https://example.kz/p1", ABAI, PERSON, NOW)
EXACTLY = [Meant(term, How.EXACT, {term.key: 0}) for term in parse("грант").terms]
Action = Callable[[Repositories], Awaitable[Any]]


async def _kept(repositories: Repositories) -> None:
    await repositories.kept_figures.begin(0, "UTC", 0, {2026: "a"})
    await repositories.kept_figures.put(1, [1], (), Reached(0, 2026, 1))


async def _part(repositories: Repositories) -> None:
    leaving = await repositories.sources.put_post(SOURCE.id, post("second"), "w2", 1, NOW)
    text = AttachedText(leaving, SOURCE, post("second"), "w2", NOW, NOW)
    out = Parting(call(id=1), call(id=1), call(), (text,), (Language.KK,), alert=True)
    await repositories.duplicates.part(out, PERSON, "KZ", NOW)


async def _invited(repositories: Repositories) -> int:
    (office,) = await repositories.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW)
    return await repositories.invitations.add("x", office, SeatRole.HEAD, None, BY, NOW, NOW + HOLDS)


async def _changed_office(repositories: Repositories, how: str) -> None:
    (office,) = await repositories.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW)
    if how == "rename":
        await repositories.offices.rename(replace(OFFICE, id=office), Language.KK, "В", BY, NOW)
    elif how == "set_hours":
        await repositories.offices.set_hours(office, DEFAULT_HOURS, DEFAULT_HOURS, BY, NOW)
    else:
        await repositories.offices.set_topics(replace(OFFICE, id=office), ["youth"], BY, NOW)


async def _written(repositories: Repositories) -> int:
    number = await add_request(repositories)
    return await repositories.request_messages.add(request_message(request_id=number))


async def _promised(repositories: Repositories) -> int:
    (office,) = await repositories.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW)
    request = await add_request(repositories)
    head = await repositories.journal.append(NewEntry("tested", "request:1", "bot"), NOW)
    day = NOW.date()
    return await repositories.promises.add(Promise(0, request, head.number, office, None, "?", NOW, day, day))


async def _template(repositories: Repositories) -> int:
    (office,) = await repositories.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW)
    return await repositories.templates.add(office, "Жоқ", "Орын жоқ", NOW)


async def _carded(repositories: Repositories) -> None:
    await repositories.request_cards.put(Card(PERSON, 1, await add_request(repositories), "card"), NOW)


async def _cosigned(repositories: Repositories) -> None:
    number = await add_request(repositories)
    request = await repositories.requests.get(number)
    assert request is not None and request.ngo_id is not None
    await repositories.cosigners.share(number, False, PERSON, NOW)
    await repositories.cosigners.join(number, request.ngo_id, PERSON, NOW)


async def _bound(repositories: Repositories) -> OfficeGroup:
    (office,) = await repositories.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW)
    group = OfficeGroup(-5, office, False, PERSON, NOW)
    await repositories.office_groups.bind(group)
    return group


async def _linked(repositories: Repositories) -> None:
    group = await _bound(repositories)
    await repositories.office_groups.add_link("x", group.office_id, BY, NOW, NOW + HOLDS)


async def _in_topic(repositories: Repositories) -> None:
    topic = RequestTopic(-5, 1, await add_request(repositories), 7)
    await repositories.office_groups.put_topic(topic, NOW)


async def _seated(repositories: Repositories) -> int:
    invitation = await repositories.invitations.get(await _invited(repositories))
    assert invitation is not None
    return await repositories.seats.take(invitation, PERSON, NOW)


async def _off_duty(repositories: Repositories) -> None:
    await repositories.duty.put(await _seated(repositories), Attendance(off=True), NOW)


async def _handed_over(repositories: Repositories) -> None:
    await repositories.handovers.begin(await _seated(repositories), NOW)


async def _reported(repositories: Repositories, how: str = "") -> None:
    report = await repositories.reports.draft(ABAI, MONTH, NOW, NOW)
    if report is None:
        return
    await repositories.reports.add_edition(report, Edition(1, "d", "{}", "", NOW), 1)
    if how == "put_offices":
        (office,) = await repositories.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW)
        await repositories.reports.put_offices(report, [office])
    elif how == "show":
        await repositories.reports.show(report, NOW.date(), NOW.date())
    elif how == "note_copies":
        await repositories.reports.note_copies(report, [PERSON])


async def _opened(repositories: Repositories) -> None:
    await repositories.invitations.note_opening(await _invited(repositories), PERSON, NOW)


async def _joined(repositories: Repositories) -> None:
    await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
    ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
    assert ngo is not None
    await repositories.organisations.join(replace(INVITATION, office_id=None, ngo_id=ngo.id), PERSON, NOW)


async def _drafted(repositories: Repositories, part: DraftPart | None = None) -> None:
    await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
    ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
    assert ngo is not None
    number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo.id), NOW)
    if part is not None:
        await repositories.request_drafts.add(number, part, NOW)


WRITES: dict[str, Action] = {
    "people.set_language": lambda r: r.people.set_language(PERSON, Language.RU, NOW),
    "people.give_consent": lambda r: r.people.give_consent(PERSON, 1, "x", NOW),
    "people.keep_text": lambda r: r.people.keep_text("a" * 64, Language.KK, "Келісім", NOW),
    "people.onboard": lambda r: r.people.onboard(PERSON, Role.NGO, "Qor", None, NOW),
    "people.set_reachable": lambda r: r.people.set_reachable(PERSON, False, NOW),
    "people.erase": lambda r: r.people.erase(PERSON, NOW),
    "dialogues.put": lambda r: r.dialogues.put(PERSON, PERSON, Dialogue("form"), NOW),
    "dialogues.forget": lambda r: r.dialogues.forget(NOW),
    "calls.save": lambda r: r.calls.save(SHELF, 1, PERSON, NOW),
    "calls.unsave": lambda r: r.calls.unsave(SHELF, 1),
    "calls.dismiss": lambda r: r.calls.dismiss(SHELF, 1, PERSON, NOW),
    "calls.undismiss": lambda r: r.calls.undismiss(SHELF, 1),
    "calls.add": lambda r: r.calls.add(call(), 1, NOW),
    "calls.replace": lambda r: r.calls.replace(call(id=1, revision=2), 1, NOW),
    "calls.match": lambda r: r.calls.match(1, 2, NOW),
    "readings.keep": lambda r: r.readings.keep(call(id=1), READINGS),
    "readings.forget": lambda r: r.readings.forget(1),
    "corrections.add": lambda r: r.corrections.add([CORRECTION]),
    "search.asked": lambda r: r.search.asked(PERSON, "грант", NOW),
    "search.refresh": lambda r: r.search.refresh(5),
    "search.forget": lambda r: r.search.forget(NOW),
    "seen.open": lambda r: r.seen.open(PERSON, 1),
    "seen.forget": lambda r: r.seen.forget(NOW),
    "duplicates.attach": lambda r: r.duplicates.attach(1, Attachment(Basis.FIRST), NOW),
    "duplicates.renew": lambda r: r.duplicates.renew(1, "{}", None),
    "duplicates.doubt": lambda r: r.duplicates.doubt([Doubt(1, 2, 0.5, ("name",))], NOW),
    "duplicates.forget": lambda r: r.duplicates.forget(NOW),
    "duplicates.lock": lambda r: r.duplicates.lock([1]),
    "duplicates.two": lambda r: r.duplicates.two(1, 2, PERSON, "KZ", NOW),
    "duplicates.join": lambda r: r.duplicates.join(
        Joining(call(id=1), call(id=2), call(id=1), True), PERSON, "KZ", NOW
    ),
    "duplicates.part": lambda r: _part(r),
    "coordinators.bootstrap": lambda r: r.coordinators.bootstrap([PERSON], NOW),
    "groups.put": lambda r: r.groups.put(group_chat(), NOW),
    "groups.set_language": lambda r: r.groups.set_language(PERSON, Language.RU, NOW),
    "groups.note_admin": lambda r: r.groups.note_admin(-5, PERSON, NOW),
    "groups.forget": lambda r: r.groups.forget(NOW),
    "groups.forget_admin": lambda r: r.groups.forget_admin(-5, PERSON),
    "submissions.add": lambda r: r.submissions.add(submission(), NOW),
    "submissions.save": lambda r: r.submissions.save(submission(id=1, revision=1, state=State.WITHDRAWN), NOW),
    "submissions.drop": lambda r: r.submissions.drop(1),
    "submissions.to_tell": lambda r: r.submissions.to_tell([PERSON]),
    "submissions.looked": lambda r: r.submissions.looked(PERSON),
    "submissions.forget": lambda r: r.submissions.forget(NOW),
    "subscriptions.put": lambda r: r.subscriptions.put(subscription(), NOW),
    "subscriptions.remove": lambda r: r.subscriptions.remove(PERSON, 1),
    "sources.sync": lambda r: r.sources.sync([SOURCE], NOW),
    "sources.record": lambda r: r.sources.record(SOURCE.id, SourceState(etag="x")),
    "sources.count_calls": lambda r: r.sources.count_calls(SOURCE.id, 1, NOW),
    "sources.put_post": lambda r: r.sources.put_post(SOURCE.id, post("new"), "w", None, NOW),
    "source_register.add": lambda r: r.source_register.add(replace(SOURCE, id="chat-1"), "x.kz", PERSON, NOW),
    "source_register.pause": lambda r: r.source_register.pause(SOURCE.id, PERSON, NOW),
    "source_register.resume": lambda r: r.source_register.resume(SOURCE.id),
    "source_register.rename": lambda r: r.source_register.rename(SOURCE.id, "А", "Б"),
    "source_register.remove": lambda r: r.source_register.remove(SOURCE.id, NOW),
    "source_register.move": lambda r: r.source_register.move(SOURCE.id, "https://example.kz/n", "example.kz/n"),
    "source_register.ask": lambda r: r.source_register.ask(SOURCE.id, NOW, NOW),
    "source_register.tell": lambda r: r.source_register.tell(NOW.date(), {}, []),
    "source_register.forget": lambda r: r.source_register.forget(NOW.date()),
    "outbox.put": lambda r: r.outbox.put([Parcel(PERSON, OutboxKind.NOTICE, "n")], NOW),
    "sources.keep": lambda r: r.sources.keep([Harvest(SOURCE.id, SourceState(), [(post("new"), "w")])], NOW),
    "sources.mark_read": lambda r: r.sources.mark_read(UnreadPost(1, SOURCE, post("p"), "w", None), None),
    "outbox.hasten": lambda r: r.outbox.hasten(PERSON, NOW),
    "outbox.claim": lambda r: r.outbox.claim("me", NOW, 5),
    "outbox.begin_sending": lambda r: r.outbox.begin_sending("me", [1]),
    "leases.take": lambda r: r.leases.take("sender", "me", 9.0),
    "leases.give_back": lambda r: r.leases.give_back("sender", "me"),
    "leases.forget": lambda r: r.leases.forget(),
    "outbox.forget": lambda r: r.outbox.forget(NOW),
    "outbox.release": lambda r: r.outbox.release([1], NOW),
    "outbox.settle": lambda r: r.outbox.settle([Settled(ITEM, Sent(1, NOW))], NOW),
    "outbox.as_digest": lambda r: r.outbox.as_digest(PERSON, NOW),
    "outbox.recover": lambda r: r.outbox.recover("me", NOW),
    "outbox.migrate_chat": lambda r: r.outbox.migrate_chat(PERSON, -5),
    "news.tell": lambda r: r.news.tell(1, 1, NOW),
    "reminders.choose": lambda r: r.reminders.choose(SHELF, 1, 7, True, NOW),
    "reminders.queue_due": lambda r: r.reminders.queue_due(NOW),
    "seasons.note_sorted": lambda r: r.seasons.note_sorted(Sorted(1, NOW.date(), NOW)),
    "seasons.put": lambda r: r.seasons.put([(Series([OPENING], [1]), forecast([OPENING], NOW.date()))], [2]),
    "seasons.watch": lambda r: r.seasons.watch(1, PERSON, NOW),
    "seasons.unwatch": lambda r: r.seasons.unwatch(1, PERSON),
    "seasons.queue_due": lambda r: r.seasons.queue_due(NOW),
    "history.note": lambda r: r.history.note(SOURCE.id, Progress("", 1), NOW),
    "offices.add": lambda r: r.offices.add([ABAI], ("А", "Б"), ["other"], BY, NOW),
    "offices.rename": lambda r: _changed_office(r, "rename"),
    "offices.set_topics": lambda r: _changed_office(r, "set_topics"),
    "offices.close": lambda r: r.offices.close(1, BY, NOW),
    "seats.take": lambda r: _seated(r),
    "seats.name": lambda r: r.seats.name(1, "Серік"),
    "seats.end": lambda r: r.seats.end(1, BY, NOW),
    "duty.put": lambda r: _off_duty(r),
    "handovers.begin": lambda r: _handed_over(r),
    "handovers.confirm": lambda r: r.handovers.confirm(1, ItemKind.REQUEST, [1], NOW),
    "handovers.finish": lambda r: r.handovers.finish(1, NOW),
    "exports.ask": lambda r: r.exports.ask(PERSON, 1, WANTED, NOW),
    "exports.claim": lambda r: r.exports.claim("me", NOW),
    "exports.renew": lambda r: r.exports.renew(1, "me", NOW),
    "exports.begin_sending": lambda r: r.exports.begin_sending(1, "me", NOW),
    "exports.put_back": lambda r: r.exports.put_back(1, "me", NOW, repeated=True, counts=True),
    "exports.finish": lambda r: r.exports.finish(1, "me", ExportState.SENT, NOW, 5),
    "exports.cancel": lambda r: r.exports.cancel(1, PERSON, NOW),
    "exports.forget": lambda r: r.exports.forget(NOW),
    "invitations.add": lambda r: _invited(r),
    "invitations.note_opening": lambda r: _opened(r),
    "invitations.answer": lambda r: r.invitations.answer(1, PERSON, Reply.ACCEPTED, NOW),
    "invitations.forget": lambda r: r.invitations.forget(NOW),
    "invitations.revoke": lambda r: r.invitations.revoke(1, BY, NOW),
    "organisations.settle": lambda r: r.organisations.settle(PERSON, ABAI),
    "organisations.join": lambda r: _joined(r),
    "organisations.leave": lambda r: r.organisations.leave(1, PERSON, BY, NOW),
    "organisations.act_for": lambda r: r.organisations.act_for(PERSON, 1),
    "office_groups.bind": lambda r: _bound(r),
    "office_groups.unbind": lambda r: r.office_groups.unbind(1),
    "office_groups.let_topics": lambda r: r.office_groups.let_topics(-5, True),
    "office_groups.add_link": lambda r: _linked(r),
    "office_groups.use_link": lambda r: r.office_groups.use_link(1, NOW),
    "office_groups.put_topic": lambda r: _in_topic(r),
    "office_groups.drop_topic": lambda r: r.office_groups.drop_topic(-5, 7),
    "office_groups.move": lambda r: r.office_groups.move(-5, -6),
    "office_groups.hasten": lambda r: r.office_groups.hasten(-5, NOW),
    "offices.set_hours": lambda r: _changed_office(r, "set_hours"),
    "requests.hold": lambda r: r.requests.hold(1),
    "requests.add": lambda r: add_request(r),
    "requests.put_stand": lambda r: r.requests.put_stand(1, STAND),
    "requests.put_place": lambda r: r.requests.put_place(1, None, None, Route.NOBODY),
    "requests.put_seat": lambda r: r.requests.put_seat(1, None),
    "requests.put_e_otinish": lambda r: r.requests.put_e_otinish(1, "1"),
    "requests.escalate": lambda r: r.requests.escalate(1),
    "request_drafts.begin": lambda r: _drafted(r),
    "request_drafts.hold": lambda r: r.request_drafts.hold(1, NOW),
    "request_drafts.put": lambda r: r.request_drafts.put(RequestDraft(1, PERSON, 1), NOW),
    "request_drafts.add": lambda r: _drafted(r, DraftPart(PERSON, 1, "?", NOW)),
    "request_drafts.edit": lambda r: r.request_drafts.edit(1, DraftPart(PERSON, 1, "?", NOW), NOW),
    "request_drafts.take_out": lambda r: r.request_drafts.take_out(1, (), NOW),
    "request_drafts.refused": lambda r: r.request_drafts.refused(1, "a"),
    "request_drafts.sent": lambda r: r.request_drafts.sent(1, 1, NOW),
    "request_drafts.drop": lambda r: r.request_drafts.drop(1),
    "request_drafts.forget": lambda r: r.request_drafts.forget(NOW),
    "request_messages.add": lambda r: _written(r),
    "request_messages.add_file": lambda r: r.request_messages.add_file(1, request_message(files=())),
    "request_messages.leave": lambda r: r.request_messages.leave(1, 1),
    "request_messages.hold": lambda r: r.request_messages.hold(1),
    "request_messages.rewrite": lambda r: r.request_messages.rewrite(1, "?"),
    "request_messages.undo": lambda r: r.request_messages.undo(1),
    "request_messages.set_kind": lambda r: r.request_messages.set_kind(1, "note"),
    "request_messages.edit": lambda r: r.request_messages.edit(1, "?", NOW),
    "templates.add": lambda r: _template(r),
    "templates.remove": lambda r: r.templates.remove(1),
    "request_cards.put": lambda r: _carded(r),
    "request_cards.drop": lambda r: r.request_cards.drop(PERSON, 1),
    "request_times.put_stands": lambda r: r.request_times.put_stands([StandNow(1, 1, STAND)]),
    "request_times.note_checked": lambda r: r.request_times.note_checked("?", 1),
    "kept_figures.begin": lambda r: r.kept_figures.begin(0, "UTC", 0, {2026: "a"}),
    "kept_figures.put": lambda r: _kept(r),
    "kept_figures.drop": lambda r: r.kept_figures.drop(),
    "promises.add": lambda r: _promised(r),
    "promises.move": lambda r: r.promises.move(1, NOW.date(), "?", 1, NOW),
    "promises.finish": lambda r: r.promises.finish(1, NOW),
    "promises.judge": lambda r: r.promises.judge(1, Verdict.KEPT),
    "promises.note_reminded": lambda r: r.promises.note_reminded(1, NOW.date()),
    "promises.note_asked": lambda r: r.promises.note_asked(1, NOW),
    "request_cards.forget_chat": lambda r: r.request_cards.forget_chat(PERSON),
    "operating.put": lambda r: r.operating.put("bot", "1", NOW),
    "operating.claim": lambda r: r.operating.claim("note:2026-W10", "sent", NOW),
    "operating.add": lambda r: r.operating.add("errors:2026-03-02", 2, NOW),
    "operating.forget": lambda r: r.operating.forget(NOW),
    "cosigners.share": lambda r: _cosigned(r),
    "cosigners.join": lambda r: _cosigned(r),
    "cosigners.unshare": lambda r: r.cosigners.unshare(1),
    "cosigners.leave": lambda r: r.cosigners.leave(1, 1),
    "updates.keep": lambda r: r.updates.keep([(1, "{}")], NOW),
    "updates.accept": lambda r: r.updates.accept([(2, "{}", PERSON)], "me", NOW, 9),
    "updates.take": lambda r: r.updates.take("me", 9),
    "updates.give_back": lambda r: r.updates.give_back("me"),
    "updates.done": lambda r: r.updates.done([1]),
    "updates.forget": lambda r: r.updates.forget(NOW),
    "reports.draft": lambda r: r.reports.draft(ABAI, MONTH, NOW, NOW),
    "reports.hold": lambda r: r.reports.hold(1),
    "reports.add_edition": lambda r: _reported(r),
    "reports.put_offices": lambda r: _reported(r, "put_offices"),
    "reports.show": lambda r: _reported(r, "show"),
    "reports.show_office": lambda r: r.reports.show_office(1, 1, NOW.date()),
    "reports.publish": lambda r: r.reports.publish(1, NOW),
    "reports.comment": lambda r: r.reports.comment(1, 1, "?", 1, NOW),
    "reports.subscribe": lambda r: r.reports.subscribe(ABAI, PERSON),
    "reports.unsubscribe": lambda r: r.reports.unsubscribe(ABAI, PERSON),
    "reports.note_copies": lambda r: _reported(r, "note_copies"),
    "journal.append": lambda r: r.journal.append(NewEntry("tested", "test", "bot"), NOW),
    "journal.publish": lambda r: r.journal.publish(NOW.date(), Head(1, "a" * 64)),
    "calendar.put": _change_calendar,
}
READS: dict[str, Action] = {
    "people.visitor": lambda r: r.people.visitor(PERSON, PERSON),
    "personal.of": lambda r: r.personal.of(PERSON),
    "personal.consents": lambda r: r.personal.consents(PERSON),
    "leases.held": lambda r: r.leases.held(),
    "people.languages": lambda r: r.people.languages([PERSON]),
    "calls.get": lambda r: r.calls.get(1),
    "calls.many": lambda r: r.calls.many([1]),
    "calls.open_for": lambda r: r.calls.open_for(PERSON, SHELF, NOW, 0, 5),
    "calls.count_suiting": lambda r: r.calls.count_suiting(subscription(), NOW),
    "calls.saved": lambda r: r.calls.saved(SHELF, NOW, 0, 5),
    "calls.neighbours": lambda r: r.calls.neighbours([NOW.date()], NOW),
    "readings.of_call": lambda r: r.readings.of_call(1),
    "corrections.of_call": lambda r: r.corrections.of_call(1),
    "corrections.texts": lambda r: r.corrections.texts(),
    "search.understand": lambda r: r.search.understand(parse("грант")),
    "search.page": lambda r: r.search.page(EXACTLY, NOW, 0, 5, closed=False),
    "search.query": lambda r: r.search.query(PERSON, 1),
    "seen.unseen": lambda r: r.seen.unseen(PERSON, PERSON, SHELF, NOW, NOW, 0, 5),
    "seen.beside": lambda r: r.seen.beside(PERSON, PERSON, SHELF, NOW, NOW),
    "search.nearest": lambda r: r.search.nearest(NOW, 0, 5),
    "seen.subscribed": lambda r: r.seen.subscribed(PERSON),
    "seen.sent_at": lambda r: r.seen.sent_at(PERSON, 1),
    "seen.notice": lambda r: r.seen.notice(1),
    "duplicates.bound": lambda r: r.duplicates.bound(1, "w", [NOW.date()], [1], NOW),
    "duplicates.doubts": lambda r: r.duplicates.doubts(["KZ"], NOW, 0, 5),
    "duplicates.pair": lambda r: r.duplicates.pair(1, 2),
    "duplicates.verdict": lambda r: r.duplicates.verdict(1, 2),
    "duplicates.where": lambda r: r.duplicates.where(1),
    "duplicates.count_texts": lambda r: r.duplicates.count_texts(1),
    "duplicates.home": lambda r: r.duplicates.home(1),
    "duplicates.texts": lambda r: r.duplicates.texts(1),
    "coordinators.of_territory": lambda r: r.coordinators.of_territory("KZ"),
    "coordinators.current": lambda r: r.coordinators.current(),
    "coordinators.territories": lambda r: r.coordinators.territories(PERSON),
    "kept_figures.state": lambda r: r.kept_figures.state(),
    "kept_figures.span": lambda r: r.kept_figures.span(),
    "kept_figures.touched": lambda r: r.kept_figures.touched(0, 5),
    "kept_figures.filed": lambda r: r.kept_figures.filed(NOW, NOW),
    "kept_figures.entries": lambda r: r.kept_figures.entries([1], 5),
    "kept_figures.sums": lambda r: r.kept_figures.sums(WantedFigures((), NOW, NOW.date()), tuple(Grouped)),
    "kept_figures.behind": lambda r: r.kept_figures.behind(
        WantedFigures((), NOW, NOW.date()), Grouped.OFFICE, 1, Behind.OVERDUE
    ),
    "timeliness.sightings": lambda r: r.timeliness.sightings(NOW, NOW),
    "groups.get": lambda r: r.groups.get(-5),
    "groups.many": lambda r: r.groups.many([-5]),
    "groups.of_admin": lambda r: r.groups.of_admin(PERSON),
    "groups.keeper": lambda r: r.groups.keeper(-5),
    "submissions.get": lambda r: r.submissions.get(1),
    "submissions.desk": lambda r: r.submissions.desk(PERSON, 1),
    "submissions.of_album": lambda r: r.submissions.of_album(PERSON, "a"),
    "submissions.of_person": lambda r: r.submissions.of_person(PERSON, 0, 5),
    "submissions.queue": lambda r: r.submissions.queue(["KZ"], State.WAITING, 0, 5),
    "submissions.counts": lambda r: r.submissions.counts(PERSON, NOW),
    "submissions.reviewers": lambda r: r.submissions.reviewers("KZ"),
    "subscriptions.of_chat": lambda r: r.subscriptions.of_chat(PERSON),
    "subscriptions.quiet_hours": lambda r: r.subscriptions.quiet_hours([PERSON]),
    "sources.due": lambda r: r.sources.due(NOW, 5),
    "sources.get": lambda r: r.sources.get(SOURCE.id),
    "sources.unread": lambda r: r.sources.unread(5),
    "sources.known": lambda r: r.sources.known(SOURCE.id, ["p"], []),
    "source_register.all": lambda r: r.source_register.all(),
    "source_register.one": lambda r: r.source_register.one("0" * 16),
    "source_register.at": lambda r: r.source_register.at("example.kz/feed"),
    "source_register.days": lambda r: r.source_register.days(NOW.date(), NOW.date()),
    "source_register.names": lambda r: r.source_register.names(),
    "source_register.count_added": lambda r: r.source_register.count_added(PERSON),
    "source_register.told": lambda r: r.source_register.told(),
    "outbox.next_due": lambda r: r.outbox.next_due(),
    "news.revisions": lambda r: r.news.revisions([(1, 1)]),
    "reminders.chosen": lambda r: r.reminders.chosen(SHELF, 1),
    "reminders.standing": lambda r: r.reminders.standing([(PERSON, 1)]),
    "seasons.sorted": lambda r: r.seasons.sorted(),
    "seasons.openings": lambda r: r.seasons.openings(0, 5, NOW.date()),
    "seasons.changed": lambda r: r.seasons.changed(NOW, NOW.date()),
    "seasons.of_call": lambda r: r.seasons.of_call(1, PERSON),
    "seasons.page": lambda r: r.seasons.page(PERSON, SHELF, NOW, 0, 5),
    "seasons.watched": lambda r: r.seasons.watched(PERSON),
    "history.around": lambda r: r.history.around([NOW.date()], NOW, NOW),
    "history.progress": lambda r: r.history.progress(SOURCE.id),
    "offices.many": lambda r: r.offices.many([1]),
    "offices.get": lambda r: r.offices.get(1),
    "offices.within": lambda r: r.offices.within([ABAI], 0, 5),
    "offices.counts": lambda r: r.offices.counts(),
    "seats.of_offices": lambda r: r.seats.of_offices([1]),
    "seats.many": lambda r: r.seats.many([1]),
    "seats.get": lambda r: r.seats.get(1),
    "duty.of_office": lambda r: r.duty.of_office(1),
    "handovers.of_office": lambda r: r.handovers.of_office(1),
    "handovers.waiting": lambda r: r.handovers.waiting(1, 0, 5),
    "handovers.partners": lambda r: r.handovers.partners(1, 5),
    "handovers.any_requests": lambda r: r.handovers.any_requests(1),
    "handovers.unrouted": lambda r: r.handovers.unrouted([ABAI], ["other"]),
    "routing.desks": lambda r: r.routing.desks([ABAI], NOW.date()),
    "routing.choices": lambda r: r.routing.choices(NOW.date()),
    "routing.open_of": lambda r: r.routing.open_of(1),
    "routing.astray": lambda r: r.routing.astray([ABAI], 0, 5),
    "seats.people": lambda r: r.seats.people(),
    "invitations.get": lambda r: r.invitations.get(1),
    "invitations.of_token": lambda r: r.invitations.of_token("x"),
    "invitations.waiting": lambda r: r.invitations.waiting(1, None, NOW),
    "invitations.open_of": lambda r: r.invitations.open_of(PERSON, NOW),
    "invitations.was_opened": lambda r: r.invitations.was_opened(1, PERSON),
    "invitations.opened_last": lambda r: r.invitations.opened_last(PERSON, NOW),
    "organisations.get": lambda r: r.organisations.get(1),
    "organisations.of_person": lambda r: r.organisations.of_person(PERSON),
    "organisations.members": lambda r: r.organisations.members(1),
    "organisations.within": lambda r: r.organisations.within([ABAI], 0, 5),
    "office_groups.of_office": lambda r: r.office_groups.of_office(1),
    "office_groups.of_chat": lambda r: r.office_groups.of_chat(-5),
    "office_groups.link": lambda r: r.office_groups.link("x"),
    "office_groups.waiting": lambda r: r.office_groups.waiting(1, 5),
    "office_groups.topic": lambda r: r.office_groups.topic(-5, 1),
    "office_groups.topic_at": lambda r: r.office_groups.topic_at(-5, 7),
    "office_groups.topics_of": lambda r: r.office_groups.topics_of(1),
    "offices.hours": lambda r: r.offices.hours(1),
    "inbox.page": lambda r: r.inbox.page(1, 1, Heap.OPEN, NOW.date(), NOW.date(), 0, 5),
    "inbox.search": lambda r: r.inbox.search(1, 1, terms_of("орын"), 0, 5),
    "request_drafts.of_person": lambda r: r.request_drafts.of_person(PERSON, 1),
    "request_drafts.get": lambda r: r.request_drafts.get(1),
    "request_drafts.at": lambda r: r.request_drafts.at(PERSON, 1),
    "request_drafts.filed": lambda r: r.request_drafts.filed(1, PERSON, NOW),
    "request_drafts.letters": lambda r: r.request_drafts.letters(1, NOW),
    "requests.get": lambda r: r.requests.get(1),
    "requests.many": lambda r: r.requests.many([1]),
    "requests.of_ngo": lambda r: r.requests.of_ngo(1, 0, 5),
    "requests.open_in": lambda r: r.requests.open_in(1),
    "requests.open_ids": lambda r: r.requests.open_ids(0, 5),
    "request_messages.get": lambda r: r.request_messages.get(1),
    "request_messages.of_request": lambda r: r.request_messages.of_request(1),
    "request_messages.at": lambda r: r.request_messages.at(PERSON, 1),
    "request_messages.of_album": lambda r: r.request_messages.of_album(PERSON, "a"),
    "request_messages.unsent": lambda r: r.request_messages.unsent(PERSON),
    "templates.of_office": lambda r: r.templates.of_office(1),
    "templates.get": lambda r: r.templates.get(1),
    "request_messages.leaving": lambda r: r.request_messages.leaving(NOW, 5),
    "request_messages.versions": lambda r: r.request_messages.versions(1),
    "request_times.nearing": lambda r: r.request_times.nearing(NOW.date(), 0, 5),
    "request_times.following": lambda r: r.request_times.following(0, 5, only_open=True),
    "request_times.spanning": lambda r: r.request_times.spanning(NOW.date(), NOW, 0, 5),
    "request_times.offices": lambda r: r.request_times.offices(NOW),
    "request_times.workload": lambda r: r.request_times.workload(1, None, NOW.date(), NOW.date(), 5),
    "request_times.checked": lambda r: r.request_times.checked(),
    "request_times.calendar_number": lambda r: r.request_times.calendar_number(),
    "promises.get": lambda r: r.promises.get(1),
    "promises.of_request": lambda r: r.promises.of_request(1),
    "promises.of_office": lambda r: r.promises.of_office(1, 0, 5),
    "promises.waiting": lambda r: r.promises.waiting(NOW.date(), NOW.date(), 0, 5),
    "request_cards.at": lambda r: r.request_cards.at(PERSON, 1),
    "request_cards.told": lambda r: r.request_cards.told(1, "card", None, None),
    "request_cards.of_request": lambda r: r.request_cards.of_request(1, "card"),
    "statistics.stretch": lambda r: r.statistics.stretch(NOW, NOW, 1, 0, 5),
    "statistics.offices": lambda r: r.statistics.offices(),
    "statistics.seats": lambda r: r.statistics.seats(),
    "exports.asked_since": lambda r: r.exports.asked_since(PERSON, NOW),
    "exports.get": lambda r: r.exports.get(1),
    "exports.unfinished": lambda r: r.exports.unfinished(PERSON),
    "exports.ahead": lambda r: r.exports.ahead(1),
    "reports.latest": lambda r: r.reports.latest(),
    "reports.unpublished": lambda r: r.reports.unpublished(),
    "reports.get": lambda r: r.reports.get(1),
    "reports.edition": lambda r: r.reports.edition(1),
    "reports.editions": lambda r: r.reports.editions(1),
    "reports.offices": lambda r: r.reports.offices(1),
    "reports.territories": lambda r: r.reports.territories(),
    "reports.of_territory": lambda r: r.reports.of_territory(ABAI, 0, 5),
    "reports.waiting_for": lambda r: r.reports.waiting_for(1),
    "reports.of_month": lambda r: r.reports.of_month(MONTH),
    "reports.published": lambda r: r.reports.published(),
    "reports.subscriptions": lambda r: r.reports.subscriptions(PERSON),
    "reports.readers": lambda r: r.reports.readers(ABAI),
    "reports.holders": lambda r: r.reports.holders(1),
    "operating.version": lambda r: r.operating.version(),
    "operating.figures": lambda r: r.operating.figures(NOW, NOW.date()),
    "operating.needs": lambda r: r.operating.needs(NOW),
    "operating.get": lambda r: r.operating.get("bot"),
    "operating.dated": lambda r: r.operating.dated("backup", NOW),
    "cosigners.of_request": lambda r: r.cosigners.of_request(1),
    "cosigners.joined": lambda r: r.cosigners.joined(1, 0, 5),
    "cosigners.offered": lambda r: r.cosigners.offered(1, [ABAI], 0, 5),
    "journal.of_subjects": lambda r: r.journal.of_subjects(["request:1"]),
    "updates.known": lambda r: r.updates.known([1]),
    "updates.unhandled": lambda r: r.updates.unhandled(),
    "journal.head": lambda r: r.journal.head(NOW),
    "journal.after": lambda r: r.journal.after(0, 5),
    "journal.published": lambda r: r.journal.published(),
    "calendar.changes": lambda r: r.calendar.changes(),
    "calendar.stored": lambda r: r.calendar.stored(NOW.date()),
    "calendar.latest": lambda r: r.calendar.latest(NOW.date()),
}


def test_every_method_of_every_repository_is_tried_below() -> None:
    declared = {
        f"{name}.{method}"
        for name, port in inspect.get_annotations(ports.Repositories, eval_str=True).items()
        for method, _ in inspect.getmembers(port, inspect.isfunction)
        if not method.startswith("_")
    }
    assert declared == WRITES.keys() | READS.keys()


@pytest.mark.parametrize("name", WRITES)
async def test_a_locked_database_is_busy_and_nothing_is_half_written(
    impatient: SqlStore, sqlite_path: Path, name: str
) -> None:
    with locked(sqlite_path):
        before = contents(sqlite_path)
        with pytest.raises(StorageBusy):
            async with impatient.write() as repositories:
                await WRITES[name](repositories)
        assert contents(sqlite_path) == before
    async with impatient.write() as repositories:
        await WRITES[name](repositories)  # and it works as soon as the lock is gone


@pytest.mark.parametrize("name", READS)
async def test_reading_does_not_wait_for_anothers_lock(impatient: SqlStore, sqlite_path: Path, name: str) -> None:
    with locked(sqlite_path):
        async with impatient.read() as repositories:
            await READS[name](repositories)


@pytest.mark.parametrize("name", READS)
async def test_looking_inside_a_unit_of_work_is_busy_too(impatient: SqlStore, sqlite_path: Path, name: str) -> None:
    with locked(sqlite_path), pytest.raises(StorageBusy):
        async with impatient.write() as repositories:
            await READS[name](repositories)


async def test_an_update_is_not_marked_handled_while_the_database_is_locked(
    impatient: SqlStore, sqlite_path: Path
) -> None:
    with locked(sqlite_path), pytest.raises(StorageBusy):
        async with impatient.write(7) as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
            raise AssertionError("a statement ran without the mark")
    async with impatient.write(7):
        pass


async def test_a_lock_that_is_let_go_in_time_is_waited_for(sqlite_path: Path) -> None:
    async with open_store(str(sqlite_path), zone=ZONE, patience=10) as store:
        with locked(sqlite_path) as other:
            tried = asyncio.Event()

            async def work() -> None:
                async with store.write() as repositories:
                    tried.set()
                    await repositories.people.set_language(PERSON, Language.KK, NOW)

            async with asyncio.TaskGroup() as group:
                group.create_task(work())
                await tried.wait()
                other.execute("COMMIT")
        async with store.read() as repositories:
            assert await repositories.people.languages([PERSON]) == {PERSON: Language.KK}


async def test_a_locked_database_can_be_neither_migrated_nor_seeded(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    async with open_store(str(path), zone=ZONE, patience=0.02, migrate=False) as store:
        with locked(path):
            with pytest.raises(StorageBusy):
                await store.migrate()
            assert contents(path) == ["BEGIN TRANSACTION;", "COMMIT;"]
        await store.migrate()
        with locked(path), pytest.raises(StorageBusy):
            await seed(store)
        await seed(store)


async def test_a_full_disk_is_busy_and_nothing_is_half_written(impatient: SqlStore, sqlite_path: Path) -> None:
    before = contents(sqlite_path)
    (pages,) = (await impatient._engine._writer.execute_fetchall("PRAGMA page_count"))[0]  # type: ignore[attr-defined]

    async def room(size: int) -> None:
        await impatient._engine._writer.execute_fetchall(f"PRAGMA max_page_count = {size}")  # type: ignore[attr-defined]

    await room(pages)
    with pytest.raises(StorageBusy):
        async with impatient.write() as repositories:
            await repositories.people.set_language(999, Language.KK, NOW)
            with suppress(StorageBusy):  # even a handler that goes on cannot commit the first half
                await repositories.updates.keep([(n, "x" * 4000) for n in range(50)], NOW)
            await repositories.people.set_language(998, Language.KK, NOW)
    assert contents(sqlite_path) == before
    await room(pages + 1000)
    async with impatient.write() as repositories:
        await repositories.updates.keep([(n, "x" * 4000) for n in range(50)], NOW)


async def test_an_ending_that_needs_several_statements_is_whole_or_not_at_all(
    impatient: SqlStore, sqlite_path: Path
) -> None:
    """Cancelled between the statements of one settling: the message is still as it was."""
    before = contents(sqlite_path)
    with pytest.raises(asyncio.CancelledError):
        async with impatient.write() as repositories:
            await repositories.outbox.settle([Settled(ITEM, Unknown("?"))], NOW)
            await repositories.outbox.settle([Settled(ITEM, Gone("blocked", unreachable=True))], NOW)
            raise asyncio.CancelledError
    assert contents(sqlite_path) == before


CRASHING = """
import asyncio, sys
from datetime import timezone
from domain.language import Language
from storage.store import open_store
from tests.storage.samples import NOW

async def main():
    async with open_store(sys.argv[1], zone=timezone.utc) as store:
        async with store.write(11) as repositories:
            for person in range(1, 500):
                await repositories.people.set_language(person, Language.KK, NOW)
            print("in the middle", flush=True)
            await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_process_killed_in_the_middle_leaves_nothing(sqlite_path: Path) -> None:
    before = contents(sqlite_path)
    process = subprocess.Popen(  # noqa: ASYNC220  the test has nothing else to do meanwhile
        [sys.executable, "-c", CRASHING, str(sqlite_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    try:
        assert process.stdout is not None and process.stdout.readline().strip() == b"in the middle"
    finally:
        process.kill()
        process.communicate()
    assert contents(sqlite_path) == before
    async with open_store(str(sqlite_path), zone=ZONE) as store, store.write(11) as repositories:
        assert await repositories.people.languages(list(range(1, 500))) == {}


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageBusy):
        async with open_store(str(tmp_path / "file" / "elshi.db"), zone=ZONE):
            raise AssertionError("opened")
