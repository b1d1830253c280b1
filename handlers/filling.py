"""The sign-up form, pressed and typed: choosing who one is, the region and the spheres."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.errors import GroupError
from domain.people import Dialogue, Role, Visitor
from domain.subscriptions import Subscription
from handlers import forms, groups, organisation
from handlers.callbacks import FormPress, ListKind
from handlers.filters import Filling
from handlers.forms import Form
from handlers.home import page_of
from handlers.onboarding import keep
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import forms as views
from handlers.views import menu
from handlers.views.alert import alert_card
from handlers.views.failures import refusal
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the form. Its typed answers come after every command and menu word."""
    router = Router(name="filling")
    router.callback_query.register(press, FormPress.filter(), Filling())
    router.message.register(cancel, Command("cancel"))
    return router


def answers() -> Router:
    """Return the router of what is typed into the form: included last, so that commands go first."""
    router = Router(name="answers")
    router.message.filter(Filling())
    router.message.register(answer)
    return router


async def press(
    _query: CallbackQuery,
    callback_data: FormPress,
    visitor: Visitor,
    form: Form,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Take a pressed answer."""
    decided = forms.pressed(form, callback_data, service.tree, service.spheres)
    match decided:
        case forms.Moved(kept=True, page=page):
            return views.step_screen(form, tr, service, page)
        case forms.Moved(form=moved, page=page):
            await keep(moved.dialogue(), visitor, service, update_id)
            return views.step_screen(moved, tr, service, page)
        case forms.Finished(form=filled):
            return await finish(filled, visitor, tr, service, bot, update_id)
        case forms.Cancelled():
            return await leave(form, visitor, tr, service, update_id)
    return Answer(screens=(views.step_screen(form, tr, service),), toast=menu.out_of_date(tr))


async def finish(form: Form, visitor: Visitor, tr: Translator, service: Service, bot: Bot, update_id: int) -> Given:
    """Store what was chosen and show the open calls at once; of an NGO that was registered later, its card."""
    if form.registering:
        return await _register(form, visitor, tr, service, update_id)
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        await repositories.people.onboard(visitor.person_id, form.role or Role.LOOKING, form.name, form.bin, now)
        if form.role is Role.NGO:
            await repositories.organisations.settle(visitor.person_id, form.territory)
        mine = await repositories.subscriptions.of_chat(visitor.chat_id)
        changed = subscription(form, visitor, tr, mine[0] if mine else None)
        await repositories.subscriptions.put(changed, now)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
    async with service.store.read() as repositories:
        known = await repositories.people.visitor(visitor.chat_id, visitor.person_id)
        linked = await repositories.calls.get(form.call, known.shelf) if form.call > 0 else None
    first = await page_of(ListKind.OPEN, 0, known, tr, service)
    done = menu.with_menu(views.summary(form, tr, service), tr)
    card: tuple[Screen, ...] = (alert_card(linked.call, tr, service, now=now, saved=linked.saved),) if linked else ()
    if form.call < 0:
        card = (await _linked_group(form.call, known, tr, service, bot),)
    return Answer(screens=(first, done, *card))


async def _register(form: Form, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Store the NGO of somebody who was just looking; what they subscribed to stays."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        if await repositories.organisations.of_person(visitor.person_id):  # somebody's link let them in meanwhile
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
            return Answer(screens=(views.belongs_already(tr),), toast=menu.out_of_date(tr))
        await repositories.people.onboard(visitor.person_id, Role.NGO, form.name, form.bin, now)
        await repositories.organisations.settle(visitor.person_id, form.territory)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
    card = await organisation.screen_of(visitor, tr, service)
    return Answer(screens=(card, menu.with_menu(views.registered(tr), tr, seated=visitor.seat is not None)))


async def _linked_group(chat_id: int, visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> Screen:
    """Return the settings of the group that a newcomer's link named, or why they are not shown."""
    try:
        return await groups.opened(chat_id, visitor, tr, service, bot)
    except GroupError as error:
        return Screen(refusal(error, tr))


def subscription(form: Form, visitor: Visitor, tr: Translator, old: Subscription | None) -> Subscription:
    """Return the person's subscription with the chosen region and spheres; what else they set stays."""
    fresh = Subscription(0, visitor.chat_id, visitor.person_id, tr.language, (form.territory,))
    return replace(old or fresh, territories=(form.territory,), spheres=form.spheres, language=tr.language)


async def leave(form: Form, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Close the form; nothing of it is stored."""
    await keep(Dialogue(), visitor, service, update_id)
    return Screen(views.not_registered(tr) if form.registering else views.cancelled(tr))


async def cancel(
    _message: Message, visitor: Visitor, form: Form | None, tr: Translator, service: Service, update_id: int
) -> Given:
    """Leave the form, or say that there is none."""
    if form is None and visitor.dialogue.state is None:
        return Screen(menu.nothing_to_cancel(tr))
    if form is None:
        await keep(Dialogue(), visitor, service, update_id)
        return Screen(menu.left(tr))
    return await leave(form, visitor, tr, service, update_id)


async def answer(
    message: Message, visitor: Visitor, form: Form, tr: Translator, service: Service, bot: Bot, update_id: int
) -> Given:
    """Take a typed answer, or say what is expected when something else came."""
    if message.text is None:
        return views.problem_screen(form, forms.Problem.MEDIA, tr, service)
    if message.text.startswith("/"):
        return views.problem_screen(form, forms.Problem.COMMAND, tr, service)
    decided = forms.typed(form, message.text, service.tree)
    match decided:
        case forms.Moved(form=moved):
            await keep(moved.dialogue(), visitor, service, update_id)
            return views.step_screen(moved, tr, service)
        case forms.Finished(form=filled):
            return await finish(filled, visitor, tr, service, bot, update_id)
        case forms.Choice(units):
            return views.choice_screen(form, units, tr, service)
        case forms.Problem():
            return views.problem_screen(form, decided, tr, service)
