"""The subscriptions of a chat: their list, one of them, and the question before one is removed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.subscriptions import MOST_SUBSCRIPTIONS, Subscription
from handlers.callbacks import AlertsAct, AlertsPress, Facet, FacetAct, FacetPress
from handlers.gate import Subscriber
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.groups import around
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press
from handlers.views.sentence import caught, clash, numbered, sentence


def alerts_button(who: Subscriber, label: str, act: AlertsAct, number: int = 0) -> Button:
    """Return a button about the chat's subscriptions."""
    return press(label, AlertsPress(act=act, chat=who.button_id, id=number))


def facet_button(
    who: Subscriber,
    number: int,
    label: str,
    facet: Facet,
    act: FacetAct = FacetAct.SHOW,
    value: str = "",
    page: int = 0,
) -> Button:
    """Return a button of a facet of the subscription `number`."""
    data = FacetPress(facet=facet, act=act, chat=who.button_id, id=number, value=value, page=page)
    return press(label, data)


def whose(who: Subscriber, tr: Translator) -> str:
    """Return the heading: whose subscriptions these are."""
    if who.title is None:
        return tr("<b>Your subscriptions</b>")
    return tr("<b>Subscriptions of “{title}”</b>", title=esc(who.title, 60))


def list_screen(who: Subscriber, subscriptions: Sequence[Subscription], tr: Translator, service: Service) -> Screen:
    """Return the chat's subscriptions, each in a sentence, opened by its number."""
    items = [numbered(number, item, tr, service) for number, item in enumerate(subscriptions, start=1)]
    full = len(subscriptions) >= MOST_SUBSCRIPTIONS
    none = None if items else tr("There is none, so no calls come by themselves.")
    most = tr("No more than {n} fit. To add one, remove another.", n=MOST_SUBSCRIPTIONS) if full else None
    hint = tr("Press a number to see or change it.") if items else None
    numbers = [
        alerts_button(who, str(number), AlertsAct.OPEN, item.id) for number, item in enumerate(subscriptions, start=1)
    ]
    rows: Rows = tuple(tuple(numbers[at : at + 5]) for at in range(0, len(numbers), 5))
    if not full:
        rows += ((alerts_button(who, tr("+ New subscription"), AlertsAct.NEW),),)
    rows += around(who.button_id, tr)
    return Screen(paragraphs(whose(who, tr), none, *items, lines(hint, most)), rows)


def one_screen(who: Subscriber, subscription: Subscription, count: int, tr: Translator, service: Service) -> Screen:
    """Return what one subscription brings, in words, with a button for each side of it.

    Args:
        who: the chat.
        subscription: the one that is shown; its id is 0 while it is being made.
        count: how many calls of the last 90 days it would have brought.
        tr: the language of the person who looks.
        service: names.
    """
    number = subscription.id
    head = tr("<b>Subscription</b>") if number else tr("<b>New subscription</b>")
    paused = tr("Paused: nothing comes until you resume it.") if subscription.paused else None
    fresh = None if number else tr("Change what you like, then press “Save”.")
    text = paragraphs(
        head, paused, sentence(subscription, tr, service), lines(caught(count, tr), clash(subscription, tr)), fresh
    )

    def side(label: str, facet: Facet) -> Button:
        return facet_button(who, number, label, facet)

    sides: Rows = (
        (side(tr("Regions"), Facet.PLACES), side(tr("Spheres"), Facet.SPHERES)),
        (side(tr("Kinds"), Facet.KINDS), side(tr("Sum"), Facet.AMOUNT)),
        (side(tr("Wanted words"), Facet.INCLUDE), side(tr("Unwanted words"), Facet.EXCLUDE)),
        (side(tr("When it comes"), Facet.WHEN),),
    )
    if not number:
        save = alerts_button(who, tr("Save"), AlertsAct.SAVE)
        return Screen(text, ((save,), *sides, (alerts_button(who, tr("Cancel"), AlertsAct.LIST),)))
    paused_row = (
        alerts_button(who, tr("Resume"), AlertsAct.RESUME, number)
        if subscription.paused
        else alerts_button(who, tr("Pause"), AlertsAct.PAUSE, number),
        alerts_button(who, tr("Remove"), AlertsAct.ASK_REMOVE, number),
    )
    return Screen(text, (*sides, paused_row, (alerts_button(who, tr("‹ Back to the list"), AlertsAct.LIST),)))


def remove_question(who: Subscriber, subscription: Subscription, tr: Translator, service: Service) -> Screen:
    """Return the question before a subscription is removed."""
    text = paragraphs(tr("<b>Remove this subscription?</b>"), sentence(subscription, tr, service))
    return Screen(
        text,
        (
            (alerts_button(who, tr("Remove"), AlertsAct.REMOVE, subscription.id),),
            (alerts_button(who, tr("‹ Back"), AlertsAct.OPEN, subscription.id),),
        ),
    )


def saved(tr: Translator) -> str:
    """Return the toast after a new subscription was stored."""
    return tr("The subscription is saved. New calls will come; those open now are in the list.")


def removed(tr: Translator) -> str:
    """Return the toast after a subscription was removed."""
    return tr("The subscription is removed.")


def gone(tr: Translator) -> str:
    """Return the toast of a button of a subscription that is no longer there."""
    return tr("This subscription is no longer there.")


def full(tr: Translator) -> str:
    """Return the toast when no more subscriptions fit."""
    return tr("No more than {n} fit. To add one, remove another.", n=MOST_SUBSCRIPTIONS)


def paused(tr: Translator, *, now: bool) -> str:
    """Return the toast after a subscription was paused (`now`) or resumed."""
    return tr("Paused.") if now else tr("Resumed.")
