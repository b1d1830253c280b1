"""What a member of the NGO is asked and told when they rate, reopen, withdraw or add to a request."""

from __future__ import annotations

from domain.requests.model import Request
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.casefile import CaseFile
from handlers.texts import Translator
from handlers.views.requests.words import act, rating_rows
from handlers.views.screen import Button, Screen, lines, paragraphs, press


def rate_question(case: CaseFile, entry: int, said: str | None, tr: Translator) -> Screen:
    """Ask what an answer was; `said` is what the present rating does."""
    text = paragraphs(
        tr("<b>{number}. Rate the answer</b>", number=case.request.number),
        lines(
            tr("Solved: the matter is settled."),
            tr("A promise was given: something will be done later."),
            tr("Not to the point: words, but not about what you asked."),
            tr("Only sent on: the answer says that another body has it."),
            tr("There is no answer in it."),
        ),
        tr("After the last three the clock runs on: the office still owes an answer."),
        said,
    )
    back = (act(tr("‹ Back to the request"), RequestAct.OPEN, case.request),)
    return Screen(text, (*rating_rows(case, entry, tr, below=False), back))


def rated(tr: Translator, *, changed: bool) -> str:
    """Return the toast of a rating."""
    return tr("Thank you, it is noted.") if changed else tr("You have rated it so already.")


def ask_reason(number: str, tr: Translator) -> Screen:
    """Ask why the request is reopened."""
    return Screen(
        paragraphs(
            tr("<b>{number}. Why do you reopen it?</b>", number=number),
            tr("Write in one message what is not settled. The office will see it. To leave: /cancel"),
        )
    )


def no_reason(tr: Translator) -> Screen:
    """Say that a reason is words."""
    return Screen(tr("Please write the reason in words. To leave: /cancel"))


def asked_long_ago(number: int, tr: Translator) -> Screen:
    """Say that words came too long after the question for the reason."""
    text = tr("You were asked for a reason too long ago, so the request was not reopened. Press “Reopen” again.")
    open_it = RequestPress(act=RequestAct.OPEN, id=number, other=1)
    return Screen(text, ((press(tr("Open the request"), open_it),),))


def reopened(tr: Translator) -> str:
    """Return that the request is open again."""
    return tr("The request is open again, and the office was told. The first reply date stays.")


def withdraw_question(case: CaseFile, tr: Translator) -> Screen:
    """Ask before a request is withdrawn."""
    text = paragraphs(
        tr("<b>{number}. Withdraw the request?</b>", number=case.request.number),
        tr("The office will not answer any more. This cannot be undone: you would have to write a new request."),
    )
    yes = (act(tr("Yes, withdraw"), RequestAct.WITHDRAW, case.request),)
    return Screen(text, (yes, (act(tr("‹ Back to the request"), RequestAct.OPEN, case.request),)))


def withdrawn(tr: Translator) -> str:
    """Return the toast of a withdrawal."""
    return tr("The request was withdrawn.")


def ask_addition(request: Request, tr: Translator) -> Screen:
    """Ask what is to be added."""
    return Screen(
        paragraphs(
            tr("<b>{number}. What do you add?</b>", number=request.number),
            tr(
                "Send a text, a voice message, photos or files. Each message goes to the office at once."
                " When you have sent everything, press “Done”."
            ),
        ),
        (_done(request, tr),),
    )


def _done(request: Request, tr: Translator) -> tuple[Button, ...]:
    return (act(tr("Done, show the request"), RequestAct.DONE, request),)


def added(case: CaseFile, tr: Translator) -> Screen:
    """Say that something was added."""
    text = tr("{number}: added, the office gets it.", number=case.request.number)
    return Screen(text, (_done(case.request, tr),))


def too_many(request: Request, tr: Translator) -> Screen:
    """Say that enough was added for now; nothing of it was lost, but this was not passed on."""
    text = tr(
        "{number}: you have added a lot in the last hour. This message was not passed on. Please send the rest in one"
        " message or file a little later.",
        number=request.number,
    )
    return Screen(text, (_done(request, tr),))


def cannot_take(tr: Translator) -> Screen:
    """Say what can be added."""
    return Screen(tr("I can pass on text, voice messages, photos, videos, music and files. Please send one of these."))
