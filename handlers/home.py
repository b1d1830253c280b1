"""Where a person stands: the screen that /start, a stale button or a finished form leads to."""

from __future__ import annotations

from domain.people import Visitor
from domain.ports import CallPage, Repositories
from handlers.callbacks import ListKind
from handlers.forms import Form
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import calls as views
from handlers.views.forms import step_screen
from handlers.views.onboarding import consent, stopped, welcome
from handlers.views.screen import Screen


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
        return consent(tr, service.operator, call)
    if form is not None:
        return step_screen(form, tr, service)
    return None if visitor.onboarded else stopped(tr)


async def page_of(kind: ListKind, number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of a list, counted from 0: the last one when the list has become shorter, or why it is empty."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        page = await _page(repositories, kind, number, visitor, service)
        if not page.calls and page.total:
            number = views.pages(page.total) - 1
            page = await _page(repositories, kind, number, visitor, service)
        if page.calls:
            return views.list_screen(kind, page, number, tr, service, now)
        if kind is ListKind.SAVED:
            return views.no_saved(tr)
        return views.no_open(await repositories.subscriptions.of_chat(visitor.chat_id), tr, service)


async def _page(
    repositories: Repositories, kind: ListKind, number: int, visitor: Visitor, service: Service
) -> CallPage:
    now, offset = service.clock.now(), number * views.PAGE
    if kind is ListKind.SAVED:
        return await repositories.calls.saved(visitor.shelf, now, offset, views.PAGE)
    return await repositories.calls.open_for(visitor.chat_id, visitor.shelf, now, offset, views.PAGE)
