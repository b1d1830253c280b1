"""What becomes of an office's group: the bot is removed or silenced, is back again, the group moves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from domain.clock import micros
from domain.groups import GroupState
from domain.journal import Erasable, NewEntry
from domain.office_groups import CARDS_AGAIN, OfficeGroup
from domain.offices import By, SeatRole
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers.requests.telling import CARD, parcel
from handlers.views import office_groups as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice


async def place_changed(
    repositories: Repositories, chat_id: int, before: GroupState, after: GroupState, now: datetime
) -> None:
    """Follow a change of the bot's place in a chat, if it is an office's group.

    Lost: the head and the coordinators are told once; letters go to the officials' own chats all the while. Back after
    a removal: the cards of open requests are posted again. Back after a silence: what waited goes at once.
    """
    group = await repositories.office_groups.of_chat(chat_id)
    if group is None:
        return
    if after is not GroupState.ACTIVE:
        await tell(repositories, group, "office_group_lost", now, coordinators=True)
    elif before is GroupState.LEFT:
        await cards_again(repositories, group, f"back:{micros(now)}", now)
    else:
        await repositories.office_groups.hasten(chat_id, now)


async def followed(repositories: Repositories, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
    """Follow a group that became a supergroup, with its alerts and what it is to an office; twice does no harm.

    Messages have other numbers there, so that open requests get fresh cards: to a card that we cannot tell by its
    number nobody could reply.
    """
    moved = await repositories.office_groups.move(old_chat_id, new_chat_id)
    await repositories.outbox.migrate_chat(old_chat_id, new_chat_id)
    if moved is not None:
        await cards_again(repositories, moved, f"moved:{-old_chat_id}", now)


async def cards_again(repositories: Repositories, group: OfficeGroup, why: str, now: datetime) -> None:
    """Post the cards of the office's open requests into its group, the next reply dates first.

    Args:
        repositories: of the unit of work.
        group: where.
        why: what happened, in a word that is never used again: the same twice posts nothing.
        now: the moment of handling.
    """
    numbers = await repositories.office_groups.waiting(group.office_id, CARDS_AGAIN)
    known = await repositories.requests.many(numbers)
    parcels = [
        parcel(known[number], group.chat_id, CARD, f"{why}:{number}", office=group.office_id)
        for number in numbers
        if number in known
    ]
    await repositories.outbox.put(parcels, now)


async def release(repositories: Repositories, office_id: int, by: By, now: datetime) -> None:
    """Let the office's group go, log it, and tell the group and the heads; nothing when the office has none."""
    group = await repositories.office_groups.unbind(office_id)
    if group is None:
        return
    await repositories.journal.append(entry_of("office.group_unbound", group, by), now)
    await tell(repositories, group, "office_group_unbound", now, but=by.person_id)
    ids = {"about": "office_group_farewell"}
    farewell = Parcel(group.chat_id, OutboxKind.NOTICE, f"office_group_farewell:{micros(now)}", ids)
    await repositories.outbox.put([farewell], now)


def entry_of(kind: str, group: OfficeGroup, by: By) -> NewEntry:
    """Return the entry that logs a change of the office's group."""
    right = by.right.replace(":", "@", 1) if ":" in by.right else f"{by.right}@office:{group.office_id}"
    return NewEntry(kind, f"office:{group.office_id}", right, {"chat": group.chat_id}, Erasable(by.person_id))


async def tell(
    repositories: Repositories,
    group: OfficeGroup,
    about: str,
    now: datetime,
    *,
    coordinators: bool = False,
    but: int | None = None,
) -> None:
    """Queue a word about the group to the office's heads, and to the coordinators of its territory.

    Args:
        repositories: of the unit of work.
        group: the group.
        about: which word.
        now: the moment of handling.
        coordinators: whether they are told too; they are in any case when nobody heads the office.
        but: who did it and sees it on the screen.
    """
    office = await repositories.offices.get(group.office_id)
    if office is None or office.closed:
        return
    seats = (await repositories.seats.of_offices([office.id]))[office.id]
    people = [seat.person_id for seat in seats if seat.role is SeatRole.HEAD and seat.person_id is not None]
    if coordinators or not people:
        people += await repositories.coordinators.of_territory(office.territory_id)
    ids = {"about": about, "office": office.id, "chat": group.chat_id}
    key = f"{about}:{office.id}:{micros(now)}"
    parcels = [Parcel(person, OutboxKind.NOTICE, key, ids) for person in dict.fromkeys(people) if person != but]
    await repositories.outbox.put(parcels, now)


# --- what notices say -------------------------------------------------------------------------------------------------


async def write_lost(notice: Notice) -> Screen | None:
    """Tell that the bot cannot write to the office's group; nothing when it can again, or another one was bound."""
    office = await notice.repositories.offices.get(int(notice.ids["office"]))
    group = await notice.repositories.office_groups.of_office(int(notice.ids["office"]))
    if office is None or group is None:
        return None
    chat = await notice.repositories.groups.get(group.chat_id)
    if chat is None or chat.state is GroupState.ACTIVE:
        return None
    return views.lost(office, chat, notice.tr, notice.service)


async def write_bound(notice: Notice) -> Screen | None:
    """Tell that a group was bound to the office; nothing when it is not any more."""
    office = await notice.repositories.offices.get(int(notice.ids["office"]))
    group = await notice.repositories.office_groups.of_office(int(notice.ids["office"]))
    if office is None or group is None or group.chat_id != int(notice.ids["chat"]):
        return None
    return views.told_bound(office, await notice.repositories.groups.get(group.chat_id), notice.tr, notice.service)


async def write_unbound(notice: Notice) -> Screen | None:
    """Tell that the office has let its group go; nothing when it has one again."""
    office = await notice.repositories.offices.get(int(notice.ids["office"]))
    if office is None or await notice.repositories.office_groups.of_office(office.id) is not None:
        return None
    return views.told_unbound(office, notice.tr, notice.service)


async def write_farewell(notice: Notice) -> Screen | None:
    """Tell the group that it is the office's no more; nothing when it is an office's again."""
    if await notice.repositories.office_groups.of_chat(notice.chat_id) is not None:
        return None
    return views.farewell(notice.tr)


WRITERS: Mapping[str, Callable[[Notice], Awaitable[Screen | None]]] = {
    "office_group_lost": write_lost,
    "office_group_bound": write_bound,
    "office_group_unbound": write_unbound,
    "office_group_farewell": write_farewell,
}
