"""Where a person stands: the screen that /start, a stale button or a finished form leads to."""

from __future__ import annotations

from dataclasses import replace

from domain.calls.matching import concerns
from domain.calls.missed import LOOKED_BACK, Missed, cause
from domain.people import Visitor
from domain.ports import Beside, CallPage, Repositories
from handlers import season
from handlers.callbacks import ListKind
from handlers.forms import Form
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import calls as views
from handlers.views.forms import step_screen
from handlers.views.missed import missed_button, missed_screen
from handlers.views.onboarding import consent, stopped, welcome
from handlers.views.screen import Rows, Screen
from handlers.views.season import expected_button


async def current(visitor: Visitor, form: Form | None, tr: Translator, service: Service) -> Screen:
    """Return the person's current screen: the step they are at, or the open calls when nothing is asked of them."""
    waiting = asked(visitor, form, tr, service)
    return waiting or await page_of(ListKind.OPEN, 0, visitor, tr, service)


def asked(visitor: Visitor, form: Form | None, tr: Translator, service: Service, call: int = 0) -> Screen | None:
    """Return the question that waits for the person's answer, or None.

    Args:
        visitor: the person.
        form: the form in progress.
        tr: their language.
        service: texts and tables.
        call: the call that a link asked for, or 0.
    """
    if visitor.language is None:
        return welcome(service.texts, call)
    if not visitor.consented:
        return consent(tr, service.operator, call, again=visitor.consent_version > 0)
    if form is not None:
        return step_screen(form, tr, service)
    return None if visitor.onboarded else stopped(tr)


async def page_of(kind: ListKind, number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of a list, counted from 0: the last one when the list has become shorter, or why it is empty."""
    if kind is ListKind.MISSED:
        return await missed_page(number, visitor, tr, service)
    if kind is ListKind.EXPECTED:
        return await season.expected_page(number, visitor, tr, service)
    now = service.clock.now()
    async with service.store.read() as repositories:
        page = await _page(repositories, kind, number, visitor, service)
        if not page.calls and page.total:
            number = views.pages(page.total) - 1
            page = await _page(repositories, kind, number, visitor, service)
        if kind is ListKind.SAVED:
            return views.list_screen(kind, page, number, tr, service, now) if page.calls else views.no_saved(tr)
        since = now - LOOKED_BACK
        beside = Beside(0, expected=False)
        if number == 0:
            beside = await repositories.seen.beside(visitor.chat_id, visitor.person_id, visitor.shelf, since, now)
        if page.calls:
            screen = views.list_screen(kind, page, number, tr, service, now)
        else:
            screen = views.no_open(await repositories.subscriptions.of_chat(visitor.chat_id), tr, service)
    others: Rows = ((missed_button(beside.missed, tr),),) if beside.missed else ()
    others += ((expected_button(tr),),) if beside.expected else ()
    return replace(screen, rows=(*screen.rows, *others))


async def missed_page(number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of the calls that closed lately without the person seeing them, and why."""
    now = service.clock.now()
    who = (visitor.chat_id, visitor.person_id, visitor.shelf, now - LOOKED_BACK, now)
    async with service.store.read() as repositories:
        page = await repositories.seen.unseen(*who, number * views.PAGE, views.PAGE)
        if not page.calls and page.total:
            number = views.pages(page.total) - 1
            page = await repositories.seen.unseen(*who, number * views.PAGE, views.PAGE)
        mine = await repositories.subscriptions.of_chat(visitor.chat_id)
        made = await repositories.seen.subscribed(visitor.chat_id)
    found = [
        Missed(
            unseen.call,
            cause(
                unseen,
                [
                    (item, made[item.id])
                    for item in mine
                    if item.id in made and concerns(replace(item, paused=False), unseen.call, service.tree)
                ],
            ),
        )
        for unseen in page.calls
    ]
    return missed_screen(found, page.total, number, tr, service, now)


async def _page(
    repositories: Repositories, kind: ListKind, number: int, visitor: Visitor, service: Service
) -> CallPage:
    now, offset = service.clock.now(), number * views.PAGE
    if kind is ListKind.SAVED:
        return await repositories.calls.saved(visitor.shelf, now, offset, views.PAGE)
    return await repositories.calls.open_for(visitor.chat_id, visitor.shelf, now, offset, views.PAGE)
