"""What a person is told when something was refused or broke. Errors carry facts; the words are here."""

from __future__ import annotations

from domain.errors import DomainError, NoSuchCall, NoSuchSubscription, NotYourChat, StorageBusy
from handlers.texts import Translator


def refusal(error: DomainError, tr: Translator) -> str:
    """Return a plain sentence for a refusal by the product's rules."""
    if isinstance(error, StorageBusy):
        return tr("It was not saved: the service is busy. Please try again in a minute.")
    if isinstance(error, NoSuchCall):
        return tr("There is no such call any more.")
    if isinstance(error, NoSuchSubscription):
        return tr("There is no such subscription any more. Your subscriptions: /alerts.")
    if isinstance(error, NotYourChat):
        return tr("Only an administrator of that chat can see and change its subscriptions.")
    return tr("This cannot be done now.")


def crash(number: str, tr: Translator) -> str:
    """Return a plain sentence for an error of ours; `number` finds it in the log."""
    return tr("Something went wrong on our side. Please try again. Error number: {number}.", number=number)
