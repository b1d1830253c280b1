"""Everything that speaks Telegram to a person: routers, their short handlers, and the views they show.

`dispatcher` is what the composition root runs; `publish_commands` is called once at start.
"""

from __future__ import annotations

from aiogram import Dispatcher, Router

from handlers import (
    alerts,
    amending,
    answering,
    calls,
    chats,
    correcting,
    duplicates,
    duty,
    export,
    facets,
    fallback,
    filling,
    groups,
    inline,
    inviting,
    office_card,
    office_groups,
    office_hours,
    offices,
    onboarding,
    organisation,
    privacy,
    reports,
    reviewing,
    searching,
    season,
    source_adding,
    sources,
    stats,
    stats_days,
    submitting,
    timeliness,
    timely,
    workdays,
)
from handlers.commands import publish_commands
from handlers.flood import Flood
from handlers.middlewares import Reception
from handlers.requests import (
    adding,
    astray,
    closing,
    editing,
    extending,
    filing,
    handover,
    history,
    in_groups,
    inbox,
    joining,
    letter,
    mine,
    opening,
    otinish,
    overdue,
    own,
    promises,
    promising,
    redirecting,
    replying,
    taking,
    template_list,
    writing,
)
from handlers.service import Service
from handlers.switchboard import Switchboard

__all__ = ["dispatcher", "publish_commands"]


def dispatcher(service: Service, *, pause: float = 0.5, flood: Flood | None = None) -> Dispatcher:
    """Return a dispatcher with all routers.

    Dialogues live in our own storage, so aiogram's FSM stays off. Groups are sorted out first; typed answers and the
    fallback come after every command.

    Args:
        service: what handlers are given.
        pause: seconds before an answer lost on the network is sent again.
        flood: counts what each person does, and refuses what is too much; without it nobody is refused.
    """
    root = Switchboard()
    root.update.outer_middleware(Reception(service, pause=pause, flood=flood))
    for router in (
        in_groups.router,
        chats.router,
        calls.router,
        timely.router,
        season.router,
        searching.router,
        inline.router,
        alerts.router,
        facets.router,
        filing.router,
        mine.router,
        otinish.router,
        onboarding.router,
        groups.router,
        filling.router,
        privacy.router,
        sources.router,
        source_adding.router,
        timeliness.router,
        stats.router,
        export.router,
        workdays.router,
        submitting.router,
        correcting.router,
        amending.router,
        reviewing.router,
        duplicates.router,
        reports.router,
        offices.router,
        office_card.router,
        office_hours.router,
        duty.router,
        redirecting.router,
        astray.router,
        office_groups.router,
        inviting.router,
        organisation.router,
        promising.router,
        promises.router,
        inbox.router,
        handover.router,
        letter.router,
        taking.router,
        extending.router,
        closing.router,
        template_list.router,
        history.router,
        opening.router,
        own.router,
        joining.router,
        overdue.router,
        fallback.router,
        replying.router,
        editing.router,
        adding.replies,
        source_adding.answers,
        workdays.answers,
        stats_days.answers,
        filling.answers,
        facets.answers,
        office_card.answers,
        writing.answers,
        office_hours.answers,
        reports.answers,
        duty.answers,
        redirecting.answers,
        promising.answers,
        inbox.answers,
        extending.answers,
        closing.answers,
        template_list.answers,
        adding.answers,
        answering.router,
        replying.plain,
        submitting.posts,
        searching.words,
        chats.last,
        fallback.last,
    ):
        root.include_router(_without_the_idle(router()))  # each at once: all of them together would be the peak
    return root


def _without_the_idle(router: Router) -> Router:
    """Return the router without its observers of events that it handles none of: two dozen in each, 3 MB in all.

    An event goes past a router without an observer of its kind to the next one, as it does past one without handlers.
    """
    for name, observer in list(router.observers.items()):
        if not observer.handlers and not len(observer.outer_middleware):
            del router.observers[name]
            delattr(router, name)
    return router
