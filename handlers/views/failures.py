"""What a person is told when something was refused or broke. Errors carry facts; the words are here."""

from __future__ import annotations

from domain.errors import (
    DomainError,
    FormLost,
    NoSuchCall,
    NoSuchGroup,
    NoSuchInvitation,
    NoSuchLetter,
    NoSuchOffice,
    NoSuchReport,
    NoSuchRequest,
    NoSuchSubscription,
    NotAdministrator,
    NotYourChat,
    NotYourOffice,
    NotYourOrganisation,
    NotYourRequest,
    NotYourTerritory,
    OutOfGroup,
    RequestUnfit,
    StorageBusy,
    Unconfirmed,
)
from domain.requests.transitions import Unfit
from handlers.texts import Translator


def refusal(error: DomainError, tr: Translator) -> str:
    """Return a plain sentence for a refusal by the product's rules."""
    if isinstance(error, StorageBusy):
        return tr("It was not saved: the service is busy. Please try again in a minute.")
    if isinstance(error, FormLost):
        return tr(
            "What you were filling in was lost by a fault. What you have sent is safe. Please begin again: /menu."
        )
    if isinstance(error, NoSuchCall):
        return tr("There is no such call any more.")
    if isinstance(error, NoSuchGroup):
        return tr("I do not know this chat. Add me to it first.")
    if isinstance(error, OutOfGroup):
        return tr("I am not in this chat any more. Add me to it again: all settings are kept.")
    if isinstance(error, NotAdministrator):
        return tr("You are not an administrator of this chat: only administrators set it up.")
    if isinstance(error, Unconfirmed):
        return tr("Telegram did not say whether you are an administrator there. Please try again in a minute.")
    if isinstance(error, NoSuchSubscription):
        return tr("There is no such subscription any more. Your subscriptions: /alerts.")
    if isinstance(error, NotYourChat):
        return tr("Only an administrator of that chat can see and change its subscriptions.")
    if isinstance(error, NoSuchOffice):
        return tr("There is no such office any more.")
    if isinstance(error, NotYourOffice):
        return tr("You may not do this in that office.")
    if isinstance(error, NotYourTerritory):
        return tr("You do not coordinate this territory.")
    if isinstance(error, NoSuchInvitation):
        return tr("Open the invitation by its link first.")
    if isinstance(error, NotYourOrganisation):
        return tr("You do not belong to this organisation.")
    if isinstance(error, NoSuchRequest):
        return tr("There is no such request.")
    if isinstance(error, NoSuchReport):
        return tr("There is no such report, or it is not published yet.")
    if isinstance(error, NoSuchLetter):
        return tr("This letter is not there any more: it was deleted. Write a new one: /ask.")
    if isinstance(error, NotYourRequest):
        return tr("You may not do this with that request.")
    if isinstance(error, RequestUnfit):
        return _unfit(error.why, tr)
    return tr("This cannot be done now.")


def _unfit(why: str, tr: Translator) -> str:
    match why:
        case Unfit.ENDED:
            return tr("The request is over: nothing more can be done with it this way.")
        case Unfit.NOT_ENDED:
            return tr("The request is open anyway.")
        case Unfit.WITHDRAWN:
            return tr("The request was withdrawn. Please write a new one.")
        case Unfit.TOO_LATE:
            return tr("A request can be reopened for 30 days. Please write a new one.")
        case Unfit.TAKEN:
            return tr("Somebody has taken this request already.")
        case Unfit.NOT_TAKEN:
            return tr("Nobody has taken this request now.")
        case Unfit.NOTHING_TO_RATE:
            return tr("There is no answer to rate yet.")
        case Unfit.IN_TIME:
            return tr("The reply date has not passed yet.")
        case Unfit.REMINDED:
            return tr("The office was reminded already. You can remind it once a working day.")
        case Unfit.ESCALATED:
            return tr("The head and the coordinators have it already.")
        case _:
            return tr("You may not do this with that request.")


def crash(number: str, tr: Translator) -> str:
    """Return a plain sentence for an error of ours; `number` finds it in the log."""
    return tr("Something went wrong on our side. Please try again. Error number: {number}.", number=number)


def too_much(tr: Translator) -> str:
    """Return what somebody is told who sends more than anybody can type."""
    return tr("You are sending too much at once. What you sent just now was not read. Wait a minute and send it again.")
