"""The card of a request as its NGO sees it, and as those see it that joined."""

from __future__ import annotations

from domain.requests.chronicle import last_answer
from domain.requests.clocks import Outcome
from domain.requests.model import MessageKind
from domain.requests.pressing import unfit_to_escalate, unfit_to_remind
from domain.requests.promises import Verdict
from domain.requests.transitions import REOPEN_WITHIN
from handlers.requests.callbacks import RequestAct
from handlers.requests.casefile import CaseFile
from handlers.requests.filing_callbacks import MyRequestsPress, OtinishPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import holder_name, moment
from handlers.views.requests.about_call import about_call
from handlers.views.requests.pages import step_lines
from handlers.views.requests.pieces import beginning
from handlers.views.requests.promises import summary, verdict_rows
from handlers.views.requests.words import (
    act,
    day,
    joined_words,
    state,
    topic_name,
    where,
    why,
)
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

FIRST_LINES, LAST_ANSWER = 300, 600
SHOWN_STEPS = 4


def card(case: CaseFile, tr: Translator, service: Service) -> Screen:
    """Return the card of a request for a member of its NGO."""
    request = case.request
    return Screen(
        paragraphs(
            lines(f"<b>{request.number}</b>. {state(case, tr, service)}", _e_otinish(case, tr)),
            _place(case, tr, service),
            _dates(case, tr, service),
            joined_words(len(case.joined.ngos), tr),
            _letter(case, tr),
            _answer(case, tr, service),
            summary(case.promises, case.terms.day(case.now), tr),
            lines(tr("<b>Steps</b>"), *step_lines(case, tr, service)[-SHOWN_STEPS:]),
        ),
        _rows(case, tr),
    )


def cosigned(case: CaseFile, tr: Translator, service: Service, *, files: bool) -> Screen:
    """Return the card for an NGO that joined: topic, text and state; files only when the author lets."""
    request = case.request
    author = case.ngos.get(request.ngo_id or 0)
    rows: Rows = ((act(tr("All that was written"), RequestAct.LETTERS, request),),) if case.messages else ()
    return Screen(
        paragraphs(
            lines(f"<b>{request.number}</b>. {_others_state(case, tr)}", esc(author.name, 200) if author else None),
            tr("Your organisation joined this request."),
            _place(case, tr, service),
            _dates(case, tr, service),
            joined_words(len(case.joined.ngos), tr),
            _letter(case, tr),
            _answer(case, tr, service),
            summary(case.promises, case.terms.day(case.now), tr),
            None if files else tr("Its files are open to its own organisation only."),
        ),
        (*rows, (act(tr("Leave the request"), RequestAct.LEAVE, request),)),
    )


def _others_state(case: CaseFile, tr: Translator) -> str:
    """Return the state as those see it who did not write the request."""
    match case.clocks.whole.outcome:
        case Outcome.ANSWERED:
            return tr("Answered.")
        case Outcome.CLOSED_UNANSWERED:
            return tr("Closed without an answer.")
        case Outcome.WITHDRAWN:
            return tr("Withdrawn by its organisation.")
        case _ if case.clocks.whole.overdue:
            return tr("The reply date has passed, there is no answer.")
    return tr("An answer is awaited.")


def _e_otinish(case: CaseFile, tr: Translator) -> str | None:
    number = case.request.e_otinish
    return tr("Number in e-Otinish: {number}", number=esc(number, 60)) if number else None


def _place(case: CaseFile, tr: Translator, service: Service) -> str:
    request = case.request
    seat = case.seats.get(request.seat_id) if request.seat_id is not None else None
    return lines(
        tr("Topic: {topic}", topic=topic_name(request, tr, service)),
        about_call(case.call, tr) if case.call is not None else None,
        tr("It is with: {office}", office=where(request, case, tr, service)),
        tr("Nobody sits there now.") if case.deserted and request.open else None,
        why(request, tr),
        tr("Who works on it: {name}", name=holder_name(seat, tr)) if seat is not None else None,
    )


def _dates(case: CaseFile, tr: Translator, service: Service) -> str:
    whole, request = case.clocks.whole, case.request
    registered = moment(whole.registered, tr, service)
    found = [tr("Sent: {when}", when=moment(request.filed_at, tr, service)) if whole.registered != request.filed_at
             else None,
             tr("Registered: {when}", when=registered)]  # fmt: skip
    due = day(whole.due, case, tr, service)
    if whole.extended_due is not None:
        extended = day(whole.extended_due, case, tr, service)
        found.append(tr("Reply by: {day}, extended. The first date was {first}.", day=extended, first=due))
    else:
        found.append(tr("Reply by: {day}", day=due))
    told = case.clocks.told
    if told is not None and told != whole.due:
        first = day(told, case, tr, service)
        found.append(tr("At filing you were told {day}: the calendar has changed since.", day=first))
    if whole.outcome is Outcome.OPEN:
        found.append(_left(case, tr))
        spell = case.clocks.spells[-1] if len(case.clocks.spells) > 1 else None
        if spell is not None and request.office_id is not None:
            term = day(spell.due_now, case, tr, service)
            found.append(tr("The office that has it now received it later, its term: {day}", day=term))
    return lines(*found)


def _left(case: CaseFile, tr: Translator) -> str:
    left = case.terms.days_left(case.clocks.whole.due_now, case.now)
    if case.clocks.whole.overdue:
        return tr.n("Overdue by {n} working day.", "Overdue by {n} working days.", max(-left, 0))
    if left <= 0:
        return tr("The term ends today.")
    return tr.n("{n} working day left.", "{n} working days left.", left)


def _letter(case: CaseFile, tr: Translator) -> str | None:
    letter = [one for one in case.messages if one.kind is MessageKind.LETTER]
    text = "\n".join(one.text for one in letter if one.text)
    files = sum(len(one.files) for one in letter)
    return lines(
        tr("<b>Your letter</b>") if text or files else None,
        beginning(text, FIRST_LINES) if text else None,
        tr("Files: {number}", number=files) if files else None,
    )


def _answer(case: CaseFile, tr: Translator, service: Service) -> str | None:
    answers = [one for one in case.messages if one.kind is MessageKind.ANSWER and one.entry is not None]
    if not answers:
        return None
    last = answers[-1]
    return lines(
        tr("<b>Last answer</b>, {when}", when=moment(last.sent_at, tr, service)),
        beginning(last.text, LAST_ANSWER) or None,
        tr("Files: {number}", number=len(last.files)) if last.files else None,
    )


def _verdicts(case: CaseFile, tr: Translator) -> Rows:
    """Return the buttons that judge a promise, when one waits for it; about several the bot asks one by one."""
    today = case.terms.day(case.now)
    waiting = [one for one in case.promises if one.state is Verdict.OPEN and (one.done_at or today > one.day)]
    return verdict_rows(waiting[0], today, tr) if len(waiting) == 1 else ()


def _rows(case: CaseFile, tr: Translator) -> Rows:
    request, now = case.request, case.now
    log = [told.event for told in case.log]
    rows: list[tuple[Button, ...]] = []
    answer = last_answer(case.log)
    withdrawn = request.outcome is Outcome.WITHDRAWN
    again: tuple[Button, ...] = ()
    if answer is not None and not withdrawn:
        if answer in case.ratings:
            again = (act(tr("Change the rating"), RequestAct.RATE_ASK, request, answer),)
        else:
            rows.append((act(tr("Rate the answer"), RequestAct.RATE_ASK, request, answer),))
    rows += _verdicts(case, tr)
    if unfit_to_remind(request, log, now, case.terms) is None:
        rows.append((act(tr("Remind the office"), RequestAct.REMIND, request),))
    if unfit_to_escalate(request, now, case.terms) is None:
        rows.append((act(tr("To the head and the coordinators"), RequestAct.ESCALATE_ASK, request),))
    if case.clocks.whole.overdue:
        rows.append((act(tr("Text for e-Otinish"), RequestAct.APPEAL_ASK, request),))
        rows.append((press(tr("Number in e-Otinish"), OtinishPress(id=request.id)),))
    if request.ended_at is None:
        again = (*again, act(tr("Add to the request"), RequestAct.ADD, request))
    if again:
        rows.append(again)
    since = request.ended_at or request.answered_at
    if since is not None and not withdrawn and now - since <= REOPEN_WITHIN:
        rows.append((act(tr("Reopen"), RequestAct.REOPEN, request),))
    rows.append(
        (
            act(tr("All that was written"), RequestAct.LETTERS, request),
            act(tr("All steps"), RequestAct.STEPS, request),
        )
    )
    rows.append((act(tr("Receipt"), RequestAct.RECEIPT, request),))
    if request.open:
        rows.append((act(tr("Let others join"), RequestAct.SHARE_ASK, request),))
    if request.ended_at is None:
        rows.append((act(tr("Withdraw the request"), RequestAct.WITHDRAW_ASK, request),))
    rows.append((press(tr("‹ Back to the list"), MyRequestsPress()),))
    return tuple(rows)
