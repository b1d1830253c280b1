"""Every screen about offices, seats, invitations and NGOs, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from domain.invitations import HOLDS, Invitation, Standing
from domain.offices import MOST_SEATS, Holding, Office, Rights, Seat, SeatRole
from domain.people import CONSENT_VERSION, Ngo, Role, Visitor
from domain.ports import Member, NgoPage, OfficePage
from domain.requests.handover import Progress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import inviting, office_card, offices, organisation, privacy
from handlers.views.screen import Screen
from tests.person import START

HUGE = 10**15
LINK = inviting.link("A" * 24, "elshi_test_bot")


def every_office_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    topics = tuple(topic.id for topic in service.topics)
    office = Office(HUGE, "x-maqanshy-audany", word[:120], word[:120], topics[:-1])
    ngo = Ngo(HUGE, word[:200])
    seats = [
        Seat(HUGE - number, HUGE, role, HUGE, word[:120], START)
        for number in range(MOST_SEATS // 4)
        for role in SeatRole
    ]
    open_ones = [
        Invitation(HUGE - number, HUGE, role, None, 1, "coordinator:KZ", START, START + HOLDS)
        for number in range(MOST_SEATS // 4)
        for role in SeatRole
    ]
    held = Holding(HUGE, HUGE, SeatRole.HEAD)
    taking_over = {seat.id: Progress(START - timedelta(days=400), 10**4, 10**4 * (seat.id % 2)) for seat in seats}
    for may in (Rights(1, "KZ", None), Rights(1, None, held), Rights(1, "KZ", held)):
        yield office_card.card(office, seats, open_ones, may, tr, service, handovers=taking_over)
    yield office_card.card(replace(office, topics=topics), [], [], Rights(1, "KZ", None), tr, service)
    page = OfficePage((office,) * offices.PAGE, 10**6)
    for number in (0, 9000):
        yield offices.list_screen(page, {HUGE: seats}, office.territory_id, number, 20, tr, service, several=True)
    yield offices.list_screen(page, {HUGE: seats[1:2]}, "KZ", 0, 0, tr, service, several=False)
    yield offices.list_screen(OfficePage((), 0), {}, "KZ", 0, 3, tr, service, several=False)
    units = [unit for unit in service.tree.units if unit.level < 2]
    yield from (offices.regions(units, {"KZ": 10**4}, tr), offices.pick_place(units, {"KZ": 10**4}, "KZ", tr))
    yield from (offices.whole_question("KZ", 10**4, tr, service), office_card.topics_screen(office, tr, service))
    yield from (
        office_card.close_question(office, seats, 10**4, tr, service),
        office_card.left(tr),
        office_card.bad_name(tr),
    )
    for seat in seats[:2]:
        yield from (office_card.end_question(office, seat, tr, service), inviting.seat_taken(office, seat, tr, service))
        yield from (office_card.leave_question(office, HUGE, seat.role, alone, tr, service) for alone in (True, False))
    yield from (office_card.ask_office_name(language, tr) for language in ("kk", "ru"))
    yield from (office_card.ask_own_name(tr), offices.only_coordinators(tr), office_card.only_officials(tr))
    yield from (office_card.seat_ended(office, tr, service), office_card.without_head(office, True, tr, service))
    yield office_card.without_head(office, False, tr, service)
    yield from every_invitation_screen(tr, service, office, ngo, open_ones)
    yield from every_ngo_screen(tr, service, ngo, open_ones)
    visitor = Visitor(HUGE, HUGE, tr.language, CONSENT_VERSION, Role.OFFICIAL, None, True, seat=held)
    yield privacy.privacy(visitor, [], tr, service, seat=(office, seats[0]))
    yield privacy.erase_question(tr, seated=True)


def every_invitation_screen(
    tr: Translator, service: Service, office: Office, ngo: Ngo, open_ones: list[Invitation]
) -> Iterator[Screen]:
    until = START + timedelta(days=400)
    for standing in Standing:
        for left in (office, replace(office, id=1), None):
            yield inviting.into_office(open_ones[0], office, standing, left, HUGE, ngo, tr, service)
        by_head = replace(open_ones[1], made_as="head")
        yield inviting.into_office(by_head, office, standing, None, 0, None, tr, service)
        for right in ("member", "coordinator:KZ"):
            into = replace(open_ones[0], office_id=None, role=None, ngo_id=HUGE, made_as=right)
            yield inviting.into_ngo(into, ngo, standing, tr)
    for role in SeatRole:
        yield inviting.made_for_office(office, role, LINK, until, tr, service)
        yield inviting.seated(office, role, tr, service)
    yield from (inviting.made_for_ngo(ngo, LINK, until, tr, service), inviting.joined(ngo, tr), inviting.unknown(tr))
    yield from (inviting.declined(tr), inviting.refused(inviting.office_title(office, tr, service), tr))
    yield from (inviting.member_joined(ngo, True, tr), inviting.member_joined(ngo, False, tr))
    yield inviting.member_removed(ngo, tr)


def every_ngo_screen(tr: Translator, service: Service, ngo: Ngo, open_ones: list[Invitation]) -> Iterator[Screen]:
    members = [Member(HUGE - number, START) for number in range(MOST_SEATS - len(open_ones))]
    yield organisation.card(ngo, members, open_ones, [ngo] * 20, HUGE, tr, service)
    yield organisation.card(ngo, members[:1], [], [], 1, tr, service)
    yield from (organisation.nobody([ngo] * 20, tr), organisation.nobody([], tr))
    for count in (1, 2):
        for reader in (1, HUGE):
            yield organisation.remove_question(ngo, members[0], reader, count, tr, service)
    yield organisation.let_in_question(ngo, "x-maqanshy-audany", 10**6, tr, service)
    for page in (0, 9000):
        yield offices.ngo_list(NgoPage(((ngo, 10**6),) * offices.PAGE, 10**6), "KZ", page, tr, service)
    yield offices.ngo_list(NgoPage((), 0), "KZ", 0, tr, service)
