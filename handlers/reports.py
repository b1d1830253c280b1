"""/reports: the monthly reports of territories, for everybody; comments of offices; corrections by coordinators."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.coordination import may_manage
from domain.errors import NoSuchReport, NotYourOffice, NotYourTerritory
from domain.offices import By
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.reports.difference import changes
from domain.reports.model import LONGEST_COMMENT, LONGEST_REASON, Report
from domain.reports.snapshot import Snapshot, read
from domain.territory import REPUBLIC
from handlers import report_record
from handlers.filters import Agreed, Talking
from handlers.presenting import Given
from handlers.report_callbacks import ReportAct, ReportPress
from handlers.report_counting import recounted
from handlers.report_file import document_of, issue_of, world_of
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import reports as views
from handlers.views.menu import left, out_of_date
from handlers.views.screen import Answer, Screen

ABOUT = "report"
COMMENT, REASON, SURE = f"{ABOUT}:comment", f"{ABOUT}:reason", f"{ABOUT}:sure"


def router() -> Router:
    """Return the router of the command and the buttons."""
    router = Router(name="reports")
    router.message.filter(Agreed())
    router.callback_query.filter(Agreed())
    router.message.register(command, Command("reports"))
    router.message.register(leave, Command("cancel"), Talking(ABOUT))
    router.callback_query.register(press, ReportPress.filter())
    return router


def answers() -> Router:
    """Return the router of typed comments and reasons: included after every command."""
    router = Router(name="report answers")
    router.message.register(typed, Talking(ABOUT))
    return router


async def command(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the territories that have reports."""
    return await _home(0, visitor, tr, service)


async def opened(number: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the report that a link in a group names, as its reader may see it."""
    async with service.store.read() as repositories:
        return await _card(repositories, number, visitor, tr, service)


async def leave(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Leave the question."""
    async with service.store.write(update_id) as repositories:
        await _close(repositories, visitor, service)
    return Screen(left(tr))


async def press(
    _query: CallbackQuery,
    callback_data: ReportPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button says; who may is looked up again each time."""
    act, number, place = callback_data.act, callback_data.id, callback_data.place
    match act:
        case ReportAct.TERRITORIES:
            return await _home(callback_data.page, visitor, tr, service)
        case ReportAct.LIST:
            return await _list(place, callback_data.page, visitor, tr, service)
        case ReportAct.SUBSCRIBE | ReportAct.UNSUBSCRIBE:
            return await _subscribe(place, act is ReportAct.SUBSCRIBE, visitor, tr, service, update_id)
        case ReportAct.OPEN:
            async with service.store.read() as repositories:
                return await _card(repositories, number, visitor, tr, service)
        case ReportAct.FILE:
            return await _file(number, visitor, tr, service, update_id)
        case ReportAct.TAKE_BACK:
            return await _comment(number, "", visitor, tr, service, update_id)
        case ReportAct.COMMENT | ReportAct.CORRECT:
            return await _ask(act, number, visitor, tr, service, update_id)
        case ReportAct.CONFIRM:
            return await _correct(number, visitor, tr, service, update_id)
        case ReportAct.CANCEL:
            async with service.store.write(update_id) as repositories:
                await _close(repositories, visitor, service)
                return await _card(repositories, number, visitor, tr, service)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the words of a comment, or the reason of a correction."""
    said, data = (message.text or "").strip(), visitor.dialogue.data
    try:
        number = int(data["report"])
    except (KeyError, TypeError, ValueError):
        number = 0
    if visitor.dialogue.state == COMMENT:
        if not said or len(said) > LONGEST_COMMENT:
            async with service.store.read() as repositories:
                report = await _found(repositories, number)
            return views.ask_comment(report, tr, too_long=len(said))
        return await _comment(number, said, visitor, tr, service, update_id)
    return await _reason(number, said, visitor, tr, service, update_id)


async def _found(repositories: Repositories, number: int) -> Report:
    report = await repositories.reports.get(number)
    if report is None:
        raise NoSuchReport(number)
    return report


def _manages(report: Report, visitor: Visitor, service: Service) -> bool:
    return may_manage(visitor.coordinates, report.territory_id, service.tree)


async def _may(repositories: Repositories, report: Report, visitor: Visitor, service: Service) -> views.May:
    manages = _manages(report, visitor, service)
    if visitor.seat is None:
        return views.May(manages)
    own = {one.office_id: one for one in await repositories.reports.offices(report.id)}.get(visitor.seat.office_id)
    office = await repositories.offices.get(visitor.seat.office_id) if own is not None else None
    return views.May(manages, office, own if office is not None else None)


async def _home(page: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Return the territories to choose from; the reports of the only one at once."""
    async with service.store.read() as repositories:
        known = await _known(repositories, visitor, service)
        waiting = await repositories.reports.waiting_for(visitor.seat.office_id) if visitor.seat else ()
        if len(known) == 1 and not waiting:
            return await _listed(repositories, next(iter(known)), 0, visitor, tr, service)
    mine = set(visitor.coordinates)
    ordered = [unit.id for unit in service.tree.units if unit.id in known]
    ordered.sort(key=lambda one: (one not in mine, one != REPUBLIC))  # stable: else the order of the tree
    return views.home(ordered, waiting, page, service, tr)


async def _known(repositories: Repositories, visitor: Visitor, service: Service) -> set[str]:
    known = {*await repositories.reports.territories(), *visitor.coordinates}
    return {unit for unit in known if unit in service.tree}


async def _list(place: str, page: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    async with service.store.read() as repositories:
        return await _listed(repositories, place, page, visitor, tr, service)


async def _listed(
    repositories: Repositories, place: str, page: int, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    if place not in service.tree:
        return Answer(toast=out_of_date(tr))
    found = await repositories.reports.of_territory(place, page * views.PAGE, views.PAGE)
    if not found.items and page:
        page = 0
        found = await repositories.reports.of_territory(place, 0, views.PAGE)
    subscribed = place in await repositories.reports.subscriptions(visitor.person_id)
    waiting = await repositories.reports.waiting_for(visitor.seat.office_id) if visitor.seat else ()
    back = bool(waiting) or await _known(repositories, visitor, service) != {place}
    return views.listed(place, found, page, subscribed, service, tr, back=back)


async def _subscribe(
    place: str, wished: bool, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    if place not in service.tree:
        return Answer(toast=out_of_date(tr))
    async with service.store.write(update_id) as repositories:
        await report_record.set_subscription(repositories, place, visitor.person_id, wished)
        screen = await _listed(repositories, place, 0, visitor, tr, service)
    assert isinstance(screen, Screen)  # the territory is known
    return Answer(screens=(screen,), toast=views.subscribed(tr, wished=wished))


async def _card(repositories: Repositories, number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    report = await _found(repositories, number)
    may = await _may(repositories, report, visitor, service)
    issue = await issue_of(repositories, service, report)
    return views.card(report, issue, may, world_of(service), service, tr)


async def _file(number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    async with service.store.write(update_id) as repositories:
        report = await _found(repositories, number)
        if not report.published:
            raise NoSuchReport(number)
        await report_record.hand_out(repositories, number, visitor.person_id)
        document = await document_of(repositories, service, report, views.ready(report, service, tr))
    return Answer(documents=(document,), toast=views.sent(tr))


async def _ask(
    act: ReportAct, number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Ask for the words of a comment, or for the reason of a correction."""
    async with service.store.write(update_id) as repositories:
        report = await _found(repositories, number)
        if act is ReportAct.COMMENT:
            await _speaks(repositories, report, visitor, service)
            if not report.takes_comments:
                return Answer(toast=views.too_late(tr), loud=True)
        else:
            _corrects(report, visitor, service)
        state = COMMENT if act is ReportAct.COMMENT else REASON
        await _put(repositories, visitor, Dialogue(state, {"report": number}), service)
    return views.ask_comment(report, tr) if act is ReportAct.COMMENT else views.ask_reason(report, tr)


async def _speaks(repositories: Repositories, report: Report, visitor: Visitor, service: Service) -> By:
    """Return as whom the visitor speaks for an office in the report.

    Raises:
        NotYourOffice: they sit in none of them.
    """
    may = await _may(repositories, report, visitor, service)
    if may.office is None or visitor.seat is None:
        raise NotYourOffice(visitor.seat.office_id if visitor.seat else 0)
    return By(visitor.person_id, visitor.seat.role.value)


def _corrects(report: Report, visitor: Visitor, service: Service) -> By:
    """Return in which right the visitor corrects the report.

    Raises:
        NotYourTerritory: they do not coordinate its territory.
        NoSuchReport: it is not published.
    """
    if not _manages(report, visitor, service):
        raise NotYourTerritory(report.territory_id)
    if not report.published:
        raise NoSuchReport(report.id)
    line = (report.territory_id, *(unit.id for unit in service.tree.ancestors(report.territory_id)))
    nearest = next(unit for unit in line if unit in visitor.coordinates)
    return By(visitor.person_id, f"coordinator:{nearest}")


async def _comment(number: int, said: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    async with service.store.write(update_id) as repositories:
        report = await _found(repositories, number)
        by = await _speaks(repositories, report, visitor, service)
        assert visitor.seat is not None  # they speak for it
        office = visitor.seat.office_id
        kept = await report_record.comment(repositories, number, office, by, said, service.clock.now())
        await _close(repositories, visitor, service)
        screen = await _card(repositories, number, visitor, tr, service)
    if not kept:
        return Answer(screens=(Screen(views.too_late(tr)), screen))
    if said:
        return Answer(screens=(Screen(views.comment_kept(tr)), screen))
    return Answer(screens=(screen,), toast=views.comment_kept(tr, removed=True))


async def _reason(number: int, said: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Count anew and show what changes; nothing is published yet."""
    async with service.store.read() as repositories:
        report = await _found(repositories, number)
        _corrects(report, visitor, service)
        if not said or len(said) > LONGEST_REASON:
            return views.ask_reason(report, tr, again=True)
        taken = await recounted(repositories, service, report)
        edition = await repositories.reports.edition(number)
        issue = await issue_of(repositories, service, report)
    found = changes(read(edition.figures), taken) if edition is not None and taken is not None else ()
    async with service.store.write(update_id) as repositories:
        if not found:
            await _close(repositories, visitor, service)
            return views.nothing_to_correct(report, tr)
        await _put(repositories, visitor, Dialogue(SURE, {"report": number, "reason": said}), service)
    names = {by: {row.key: row.name for row in issue.rows(by, world_of(service), tr)} for by in issue.taken.tables}
    return views.confirm(report, said, found, names, tr)


async def _correct(number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Publish the correction that the coordinator has seen, counted once more."""
    dialogue = visitor.dialogue
    if dialogue.state != SURE or dialogue.data.get("report") != number:
        return Answer(toast=out_of_date(tr))
    reason = str(dialogue.data.get("reason", ""))
    async with service.store.read() as repositories:
        report = await _found(repositories, number)
        by = _corrects(report, visitor, service)
        taken: Snapshot | None = await recounted(repositories, service, report)
    async with service.store.write(update_id) as repositories:
        await _close(repositories, visitor, service)
        edition = None
        if taken is not None:
            now = service.clock.now()
            edition = await report_record.correct(repositories, report, taken, reason, by, now)
        if edition is None:
            return views.nothing_to_correct(report, tr)
        screen = await _card(repositories, number, visitor, tr, service)
    return Answer(screens=(screen,), toast=views.published_again(edition.number, tr))


async def _put(repositories: Repositories, visitor: Visitor, dialogue: Dialogue, service: Service) -> None:
    await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def _close(repositories: Repositories, visitor: Visitor, service: Service) -> None:
    """Close the question, if it is the one that waits for an answer."""
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        await _put(repositories, visitor, Dialogue(), service)
