"""Offices for coordinators: lists by territory, making offices, and the organisations of a territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.offices import MOST_IN_TERRITORY, Office, Seat, SeatRole
from domain.ports import NgoPage, OfficePage
from domain.territory import Territory
from handlers.office_callbacks import (
    NgoAct,
    NgoPress,
    OfficeAct,
    OfficePress,
    PlaceAct,
    PlacePress,
)
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import holder_name
from handlers.views.requests.astray import button as astray_button
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 8


def only_coordinators(tr: Translator) -> Screen:
    """Say whom the list of offices is for."""
    return Screen(tr("The list of offices is for coordinators. Calls for you: /calls"))


def regions(units: Sequence[Territory], counted: Mapping[str, int], tr: Translator, astray: int = 0) -> Screen:
    """Return the territories that the coordinator may choose from, each with the number of its offices."""
    buttons = [
        press(_counted(unit, counted.get(unit.id, 0), tr), PlacePress(act=PlaceAct.LIST, place=unit.id))
        for unit in units
    ]
    text = paragraphs(tr("<b>Offices</b>"), tr("Choose a territory. The number of its offices stands beside it."))
    return Screen(text, (*_astray_row(astray, tr), *_two_in_row(buttons)))


def _astray_row(count: int, tr: Translator) -> Rows:
    """Return the way to requests that need an office, while there are any."""
    return ((astray_button(count, tr),),) if count else ()


def _counted(unit: Territory, count: int, tr: Translator) -> str:
    return f"{unit.short(tr.language)} · {count}" if count else unit.short(tr.language)


def _two_in_row(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _pager(act: PlaceAct, place: str, page: int, total: int, tr: Translator) -> Rows:
    row = []
    if page > 0:
        row.append(press(tr("‹ Previous"), PlacePress(act=act, place=place, page=page - 1)))
    if (page + 1) * PAGE < total:
        row.append(press(tr("Next ›"), PlacePress(act=act, place=place, page=page + 1)))
    return (tuple(row),) if row else ()


def _regions_row(tr: Translator) -> Rows:
    return ((press(tr("‹ Territories"), PlacePress(act=PlaceAct.REGIONS)),),)


def list_screen(
    found: OfficePage,
    seats: Mapping[int, Sequence[Seat]],
    place: str,
    page: int,
    lack: int,
    tr: Translator,
    service: Service,
    *,
    several: bool,
    astray: int = 0,
) -> Screen:
    """Return a page of the offices of a territory.

    Args:
        found: the offices.
        seats: who sits in them.
        place: the territory.
        page: counted from 0.
        lack: how many districts and cities have no office yet.
        tr: the reader's language.
        service: names of places.
        several: the reader coordinates more than this territory.
        astray: how many open requests of the reader's territories nobody of an office reads.
    """
    title = tr("<b>Offices: {place}</b>", place=esc(place_name(place, service, tr)))
    items = [
        _line(page * PAGE + number, office, seats.get(office.id, ()), tr, service)
        for number, office in enumerate(found.items, start=1)
    ]
    numbers = [
        press(str(page * PAGE + number), OfficePress(act=OfficeAct.OPEN, id=office.id))
        for number, office in enumerate(found.items, start=1)
    ]
    rows: Rows = tuple(tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4))
    rows += _astray_row(astray, tr)
    rows += _pager(PlaceAct.LIST, place, page, found.total, tr)
    rows += ((press(tr("＋ One office"), PlacePress(act=PlaceAct.PICK, place=place)),),)
    if lack:
        whole = press(tr("＋ In every district and city"), PlacePress(act=PlaceAct.WHOLE_ASK, place=place))
        rows += ((whole,),)
    rows += ((press(tr("Organisations of the territory"), PlacePress(act=PlaceAct.NGOS, place=place)),),)
    rows += _regions_row(tr) if several else ()
    empty = tr("There are no offices here yet.") if not found.total else tr("Press a number to open an office.")
    return Screen(paragraphs(title, *items, empty), rows)


def _line(number: int, office: Office, seats: Sequence[Seat], tr: Translator, service: Service) -> str:
    heads = [seat for seat in seats if seat.role is SeatRole.HEAD]
    officers = len(seats) - len(heads)
    who = tr("nobody sits here yet") if not seats else None
    head = tr("head: {name}", name=holder_name(heads[0], tr, 60)) if heads else (tr("no head") if seats else None)
    rest = tr("officers: {number}", number=officers) if officers else None
    state = " · ".join(part for part in (who, head, rest) if part)
    name = esc(office.name(tr.language), 70)
    return f"{number}. <b>{name}</b>, {esc(place_name(office.territory_id, service, tr), 100)}\n{state}"


def pick_place(units: Sequence[Territory], counted: Mapping[str, int], place: str, tr: Translator) -> Screen:
    """Ask in which territory a new office is made."""
    buttons = [
        press(
            _counted(unit, counted.get(unit.id, 0), tr),
            PlacePress(act=PlaceAct.ADD, place=unit.id, known=counted.get(unit.id, 0)),
        )
        for unit in units
    ]
    text = paragraphs(
        tr("<b>Where is the new office?</b>"),
        tr("It is made with all topics and a common name. You can change both afterwards."),
    )
    back = press(tr("‹ Back"), PlacePress(act=PlaceAct.LIST, place=place))
    return Screen(text, (*_two_in_row(buttons), (back,)))


def whole_question(place: str, lack: int, tr: Translator, service: Service) -> Screen:
    """Ask before offices of a whole oblast are made."""
    text = paragraphs(
        tr("<b>Make offices: {place}</b>", place=esc(place_name(place, service, tr))),
        tr(
            "Districts and cities without an office: {number}. Each gets one office with all topics. What is there"
            " already stays as it is.",
            number=lack,
        ),
    )
    yes = press(tr("Make them"), PlacePress(act=PlaceAct.WHOLE, place=place, known=lack))
    back = press(tr("‹ Back"), PlacePress(act=PlaceAct.LIST, place=place))
    return Screen(text, ((yes,), (back,)))


def made(count: int, tr: Translator) -> str:
    """Return how many offices were made."""
    return tr("Offices made: {number}", number=count)


def too_many(tr: Translator) -> str:
    """Return why another office is not made."""
    return tr("A territory can have {number} offices at most.", number=MOST_IN_TERRITORY)


def ngo_list(found: NgoPage, place: str, page: int, tr: Translator, service: Service) -> Screen:
    """Return a page of the NGOs at home in a territory, for the coordinator who may let somebody back in."""
    items = [
        lines(
            f"{page * PAGE + number}. <b>{esc(ngo.name, 120)}</b>",
            tr("members: {number}", number=members),
        )
        for number, (ngo, members) in enumerate(found.items, start=1)
    ]
    numbers = [
        press(str(page * PAGE + number), NgoPress(act=NgoAct.LET_IN_ASK, id=ngo.id))
        for number, (ngo, _) in enumerate(found.items, start=1)
    ]
    rows: Rows = tuple(tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4))
    rows += _pager(PlaceAct.NGOS, place, page, found.total, tr)
    rows += ((press(tr("‹ Back to the list"), PlacePress(act=PlaceAct.LIST, place=place)),),)
    title = tr("<b>Organisations: {place}</b>", place=esc(place_name(place, service, tr)))
    hint = (
        tr("Somebody lost a phone or an account? Open the organisation and let them back in.")
        if found.total
        else tr("No organisation of this territory is known yet.")
    )
    return Screen(paragraphs(title, *items, hint), rows)
