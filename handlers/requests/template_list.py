"""Templates of an office: written by its officials, looked at, sent as the answer with the same undo, removed."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.errors import DomainError, RequestUnfit, StorageBusy
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.model import Request
from domain.requests.templates import MOST, NAME_LIMIT, TEXT_LIMIT, Template, filled
from domain.requests.transitions import Unfit
from handlers.filters import Agreed, Talking
from handlers.presenting import Given
from handlers.requests import replying
from handlers.requests.desk_callbacks import TemplateAct, TemplatePress
from handlers.requests.sent import sent_screen
from handlers.requests.standing import request_served
from handlers.requests.written import Written
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views.requests import templates as views
from handlers.views.screen import Answer, Screen, one_line

ABOUT = "template"
_LEAST = 2


def router() -> Router:
    """Return the router of the buttons."""
    router = Router(name="templates")
    router.callback_query.filter(Agreed())
    router.callback_query.register(press, TemplatePress.filter())
    return router


def answers() -> Router:
    """Return the router of the typed name and text: included after every command."""
    router = Router(name="template answers")
    router.message.register(typed, Talking(ABOUT))
    return router


async def press(
    query: CallbackQuery,
    callback_data: TemplatePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button of the templates says; they belong to the office that has the request."""
    asked = callback_data
    async with service.store.read() as repositories:
        request, may = await request_served(repositories, visitor, asked.request, service)
        assert may.seat is not None  # it is served
        office_id = may.seat.office_id
        found = await repositories.templates.get(asked.id) if asked.id else None
        if asked.act is TemplateAct.LIST:
            listed = await repositories.templates.of_office(office_id)
            return Answer(screens=(views.list_screen(request, listed, tr),), fresh=True)
    match asked.act:
        case TemplateAct.ADD:
            return await _ask_name(request, office_id, visitor, tr, service, update_id)
        case TemplateAct.CANCEL:
            async with service.store.write(update_id) as repositories:
                await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
                return views.list_screen(request, await repositories.templates.of_office(office_id), tr)
    if found is None or found.office_id != office_id:
        async with service.store.read() as repositories:
            listed = await repositories.templates.of_office(office_id)
        return Answer(screens=(views.list_screen(request, listed, tr),), toast=views.gone(tr))
    match asked.act:
        case TemplateAct.USE:
            return await _use(query, found, request, visitor, tr, service, update_id)
        case TemplateAct.REMOVE_ASK:
            return views.remove_question(request, found, tr)
        case TemplateAct.REMOVE:
            async with service.store.write(update_id) as repositories:
                await repositories.templates.remove(found.id)
                listed = await repositories.templates.of_office(office_id)
            return Answer(screens=(views.list_screen(request, listed, tr),), toast=views.removed(tr))
    async with service.store.read() as repositories:
        return await _preview(repositories, request, found, tr, service)


async def _preview(
    repositories: Repositories, request: Request, template: Template, tr: Translator, service: Service
) -> Screen:
    text = await _filled(repositories, request, template, service)
    return views.preview(request, template, text, tr)


async def _filled(repositories: Repositories, request: Request, template: Template, service: Service) -> str:
    """Return the template's text for the request: the date stands in the language in which the NGO wrote."""
    known = await repositories.organisations.get(request.ngo_id) if request.ngo_id is not None else None
    theirs = service.texts.in_language(request.language)
    name = known[0].name if known else theirs("the NGO")
    today = service.today(service.clock.now())
    return filled(template.text, {"ngo": name, "number": request.number, "date": theirs.date(today)})


async def _use(
    query: CallbackQuery,
    template: Template,
    request: Request,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Send the text as the answer, with the same time to undo it; the screen with the text is what was written."""
    if query.message is None:
        return Answer(toast=menu.out_of_date(tr), loud=True)
    if request.ended_at is not None:
        raise RequestUnfit(request.id, Unfit.ENDED)
    place = (visitor.chat_id, query.message.message_id)
    async with service.store.write(update_id) as repositories:
        before = await repositories.request_messages.at(*place)
        if before is None:
            text = await _filled(repositories, request, template, service)
            answer = await replying.begin(
                repositories, request.id, Written(text, ()), place, service.clock.now(), visitor, tr, service
            )
            return Answer(screens=answer.screens, mark=answer.mark, fresh=True)
    if before.entry is None:
        return Answer(toast=views.waits(tr), loud=True)
    return Answer(screens=(await sent_screen(before.id, tr, service),), toast=views.sent_before(tr), fresh=True)


async def _ask_name(
    request: Request, office_id: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    async with service.store.write(update_id) as repositories:
        if len(await repositories.templates.of_office(office_id)) >= MOST:
            return Answer(toast=views.full(tr), loud=True)
        dialogue = Dialogue(f"{ABOUT}:name", {"request": request.id})
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
    return Answer(screens=(views.ask_name(request, tr),), fresh=True)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the name, then the text."""
    try:
        return await _typed((message.text or "").strip(), visitor, tr, service, update_id)
    except DomainError as error:
        if not isinstance(error, StorageBusy):  # the request is not this office's any more: nothing is asked further
            async with service.store.write(alone=False) as repositories:
                await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
        raise


async def _typed(text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    data, now = visitor.dialogue.data, service.clock.now()
    async with service.store.write(update_id) as repositories:
        number = data.get("request")
        if visitor.seat is None or not isinstance(number, int):  # an older program may have written it differently
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
            return menu.with_menu(menu.not_understood(tr), tr)
        request, may = await request_served(repositories, visitor, number, service)
        assert may.seat is not None  # it is served
        if visitor.dialogue.state == f"{ABOUT}:name":
            name = one_line(text)
            if not _LEAST <= len(name) <= NAME_LIMIT or name.startswith("/"):
                return views.ask_name(request, tr, again=True)
            dialogue = Dialogue(f"{ABOUT}:text", {"request": request.id, "name": name})
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
            return views.ask_text(request, name, tr)
        name = str(data.get("name", ""))[:NAME_LIMIT]
        if not _LEAST <= len(text) <= TEXT_LIMIT or text.startswith("/"):
            return views.ask_text(request, name, tr, again=True)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        if len(await repositories.templates.of_office(may.seat.office_id)) >= MOST:
            return Screen(views.full(tr))
        added = await repositories.templates.add(may.seat.office_id, name, text, now)
        template = Template(added, may.seat.office_id, name, text)
        return await _preview(repositories, request, template, tr, service)
