"""Everything that speaks Telegram to a person: routers, their short handlers, and the views they show.

`dispatcher` is what the composition root runs; `publish_commands` is called once at start.
"""

from __future__ import annotations

from aiogram import Dispatcher

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

__all__ = ["dispatcher", "publish_commands"]


def dispatcher(service: Service, *, pause: float = 0.5) -> Dispatcher:
    """Return a dispatcher with all routers.

    Dialogues live in our own storage, so aiogram's FSM stays off. Groups are sorted out first; typed answers and the
    fallback come after every command.

    Args:
        service: what handlers are given.
        pause: seconds before an answer lost on the network is sent again.
    """
    root = Dispatcher(disable_fsm=True)
    root.update.outer_middleware(Reception(service, pause=pause))
    root.include_routers(
        in_groups.router(),
        chats.router(),
        calls.router(),
        timely.router(),
        season.router(),
        searching.router(),
        inline.router(),
        alerts.router(),
        facets.router(),
        filing.router(),
        mine.router(),
        otinish.router(),
        onboarding.router(),
        groups.router(),
        filling.router(),
        privacy.router(),
        sources.router(),
        source_adding.router(),
        timeliness.router(),
        export.router(),
        stats.router(),
        workdays.router(),
        submitting.router(),
        correcting.router(),
        amending.router(),
        reviewing.router(),
        duplicates.router(),
        offices.router(),
        office_card.router(),
        office_hours.router(),
        duty.router(),
        redirecting.router(),
        astray.router(),
        office_groups.router(),
        inviting.router(),
        organisation.router(),
        promising.router(),
        promises.router(),
        inbox.router(),
        handover.router(),
        letter.router(),
        taking.router(),
        extending.router(),
        closing.router(),
        template_list.router(),
        history.router(),
        opening.router(),
        own.router(),
        joining.router(),
        overdue.router(),
        fallback.router(),
        replying.router(),
        editing.router(),
        adding.replies(),
        source_adding.answers(),
        workdays.answers(),
        stats_days.answers(),
        filling.answers(),
        facets.answers(),
        office_card.answers(),
        writing.answers(),
        office_hours.answers(),
        duty.answers(),
        redirecting.answers(),
        promising.answers(),
        inbox.answers(),
        extending.answers(),
        closing.answers(),
        template_list.answers(),
        adding.answers(),
        answering.router(),
        replying.plain(),
        submitting.posts(),
        searching.words(),
        chats.last(),
        fallback.last(),
    )
    return root
