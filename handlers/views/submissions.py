"""What somebody sent and how it stands, for its sender and for coordinators."""

from __future__ import annotations

from datetime import datetime

from domain.people import Visitor
from domain.submissions import Reason, State, Submission, SubmissionPage
from handlers.callbacks import (
    AnnouncePress,
    CallAct,
    CallPress,
    DraftAct,
    DraftPress,
    MinePress,
    ReviewAct,
    ReviewPress,
    What,
)
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import FROM_DIGEST, place_name
from handlers.views.drafts import decided_line, field_lines, field_rows, unsure_note
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 5
TEXT_SHOWN = 1200
CARD_BYTES = 7_500  # of which the original words get what the fields leave; «<» and emoji take four or five each


def origin_line(submission: Submission, tr: Translator) -> str | None:
    """Return where the text came from."""
    origin = submission.origin
    match origin.kind:
        case "channel":
            said = tr("Forwarded from the channel «{title}»", title=esc(origin.title, 100))
        case "chat":
            said = tr("Forwarded from the group «{title}»", title=esc(origin.title, 100))
        case "user" | "hidden_user":
            said = tr("Forwarded from a person")
        case _:
            said = tr("Typed in the bot")
    return f"{said}: {esc(origin.url, 200)}" if origin.url else said


def state_name(submission: Submission, tr: Translator) -> str:
    """Return how a submission stands, for lists."""
    return {
        State.DRAFT: tr("draft"),
        State.WAITING: tr("waiting for the coordinator"),
        State.PUBLISHED: tr("published"),
        State.REJECTED: tr("rejected"),
        State.WITHDRAWN: tr("withdrawn"),
        State.CANCELLED: tr("cancelled"),
        State.CORRECTING: tr("being corrected"),
    }[submission.state]


def reason_name(reason: Reason, tr: Translator) -> str:
    """Return why a submission was rejected, in words."""
    return {
        Reason.NOT_A_CALL: tr("it is not a call"),
        Reason.KNOWN: tr("we have this call already"),
        Reason.PASSED: tr("the deadline has passed"),
        Reason.FEW_FACTS: tr("not enough facts"),
        Reason.OTHER: tr("another reason"),
    }[reason]


def why_rejected(submission: Submission, tr: Translator) -> str:
    """Return the reason line; a reason in somebody's own words is shown as it was written."""
    if submission.reason is Reason.OTHER or submission.reason is None:
        return tr("Reason: {reason}", reason=esc(submission.note, 500))
    return tr("Reason: {reason}", reason=reason_name(submission.reason, tr))


def state_card(submission: Submission, tr: Translator, service: Service, *, sender: bool) -> Screen:
    """Return how a submission stands; its sender may withdraw what waits and open what is published."""
    head = tr("<b>No. {number}</b> · {state}", number=submission.id, state=state_name(submission, tr))
    why = why_rejected(submission, tr) if submission.state is State.REJECTED else None
    rows: list[tuple[Button, ...]] = []
    if sender and submission.state is State.WAITING:
        withdraw = DraftPress(act=DraftAct.WITHDRAW, id=submission.id)
        rows.append((press(tr("Withdraw"), withdraw),))
    if submission.call_id is not None:
        opened = CallPress(act=CallAct.OPEN, id=submission.call_id, back=FROM_DIGEST)
        rows.append((press(tr("Open the call"), opened),))
    if sender:
        rows.append((press(tr("‹ My announcements"), MinePress()),))
    else:
        rows.append((press(tr("‹ Back to the list"), ReviewPress(act=ReviewAct.WAITING)),))
    title = f"«{esc(submission.draft.title or submission.text, 200)}»"
    return Screen(paragraphs(head, title, lines(why, decided_line(submission, tr, service))), tuple(rows))


def sent(submission: Submission, tr: Translator, *, anybody: bool) -> Screen:
    """Return the receipt of what was sent; `anybody` tells whether some coordinator was found."""
    look = (
        tr("<b>Sent.</b> The coordinator will look at it. Number: {number}.", number=submission.id)
        if anybody
        else tr(
            "<b>Sent.</b> The region has no coordinator yet; it waits for the first one. Number: {number}.",
            number=submission.id,
        )
    )
    view = press(tr("How does it stand?"), DraftPress(act=DraftAct.VIEW, id=submission.id))
    withdraw = press(tr("Withdraw"), DraftPress(act=DraftAct.WITHDRAW, id=submission.id))
    return Screen(paragraphs(look, tr("I shall write to you what is decided.")), ((view, withdraw),))


def mine(page: SubmissionPage, number: int, visitor: Visitor, tr: Translator) -> Screen:
    """Return what the person sent, and how to send more; coordinators choose what they announce."""
    if visitor.coordinates:
        how = tr("<b>Publish an announcement.</b> Choose what it is, or simply forward a post to me or write its text.")
    else:
        how = tr(
            "<b>Have you seen a call that is not here?</b> Forward the post to me or write its text: the coordinator"
            " looks at it and publishes it."
        )
    items = [
        f"{item.id}. <b>{esc(item.draft.title or item.text or '…', 90)}</b>\n{state_name(item, tr)}"
        for item in page.items
    ]
    head = tr("<b>What you sent</b>") if items else None
    opened = tuple(press(str(item.id), DraftPress(act=DraftAct.VIEW, id=item.id)) for item in page.items)
    rows: Rows = (*_what_rows(visitor, tr), *((opened,) if opened else ()), *_mine_pager(page, number, tr))
    return Screen(paragraphs(how, head, *items), rows)


def what_name(what: What, tr: Translator) -> str:
    """Return what a coordinator may announce, in words."""
    return {
        What.GRANT: tr("Grant"),
        What.SSO: tr("State social order"),
        What.CONTEST: tr("Contest"),
        What.TRAINING: tr("Training"),
        What.HEARING: tr("Hearing"),
        What.SEAT: tr("Seat in a public council"),
        What.EVENT: tr("Event"),
        What.VOLUNTEERING: tr("Volunteering"),
    }[what]


def _what_rows(visitor: Visitor, tr: Translator) -> Rows:
    if not visitor.coordinates:
        return ()
    buttons = [press(what_name(what, tr), AnnouncePress(what=what)) for what in What]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def _mine_pager(page: SubmissionPage, number: int, tr: Translator) -> Rows:
    row = []
    if number > 0:
        row.append(press(tr("‹ Previous"), MinePress(page=number - 1)))
    if (number + 1) * PAGE < page.total:
        row.append(press(tr("Next ›"), MinePress(page=number + 1)))
    return (tuple(row),) if row else ()


def ask_text(what: What, tr: Translator) -> Screen:
    """Return the request for the text of an announcement, or the way to fill it in field by field."""
    text = paragraphs(
        f"<b>{what_name(what, tr)}</b>",
        tr("Write the whole text in one message (day, time, place, for whom), or forward the post."),
    )
    return Screen(text, ((press(tr("Fill in step by step"), AnnouncePress(what=what, steps=True)),),))


def beside(screen: Screen, number: int, tr: Translator) -> Screen:
    """Return the screen of a new draft, telling that the one that was being corrected is kept."""
    view = press(tr("Go on with No. {number}", number=number), DraftPress(act=DraftAct.VIEW, id=number))
    kept = tr("Your earlier announcement No. {number} is kept as well.", number=number)
    return Screen(paragraphs(screen.text, kept), (*screen.rows, (view,)))


def no_words(tr: Translator) -> Screen:
    """Return the answer to a forwarded picture, sticker or voice without words."""
    return Screen(
        tr(
            "I see no words in this post, and I read only words. Forward a post that has text, or write the text of the"
            " announcement after the command /announce."
        )
    )


def album_without_words(tr: Translator) -> Screen:
    """Return the answer to an album whose words have not come (yet)."""
    return Screen(
        tr(
            "I have the album. If there are words under one of its pictures, they are read in a moment. If there are"
            " none, write the text of the announcement here."
        )
    )


def our_own(tr: Translator) -> Screen:
    """Return the answer to a forwarded message of the bot."""
    return Screen(tr("This is a message of mine: the call is here already. Open calls: /calls."))


def too_short(tr: Translator) -> str:
    """Return what precedes the request for a text when what came says too little."""
    return tr("This is too short for an announcement. Write it in words.")


def review_card(submission: Submission, page: int, tr: Translator, service: Service) -> Screen:
    """Return what waits, for the coordinator who looks at it."""
    by = (
        tr("From: {name}", name=esc(submission.ngo_name, 120))
        if submission.ngo_name
        else tr("From: a person without an organisation")
    )
    adds = tr("It adds to a call that we have.") if submission.known is not None else None
    act = ReviewPress(act=ReviewAct.REJECT, id=submission.id, page=page)
    foot: Rows = (
        (
            press(tr("✓ Approve"), DraftPress(act=DraftAct.GO, id=submission.id, page=page)),
            press(tr("✕ Reject"), act),
        ),
        (press(tr("‹ Back to the list"), ReviewPress(act=ReviewAct.WAITING, page=page)),),
    )
    facts = paragraphs(
        tr("<b>No. {number}</b> · {state}", number=submission.id, state=state_name(submission, tr)),
        lines(by, origin_line(submission, tr), adds),
        field_lines(submission.draft, tr, service),
    )
    room = min(TEXT_SHOWN, (CARD_BYTES - len(facts.encode())) // 5)
    text = paragraphs(
        facts,
        f"<i>{esc(submission.text, room)}</i>" if submission.text and room > 0 else None,
        unsure_note(submission.draft, tr),
        tr("To correct a field, press its button."),
    )
    return Screen(text, (*field_rows(submission, tr), *foot))


def queue(
    page: SubmissionPage, number: int, what: ReviewAct, tr: Translator, service: Service, now: datetime
) -> Screen:
    """Return a page of what waits for the coordinator, or of what was published in their territories."""
    waiting = what is ReviewAct.WAITING
    if waiting:
        head = tr.n("{n} announcement waits for you", "{n} announcements wait for you", page.total)
    else:
        head = tr.n("{n} published announcement", "{n} published announcements", page.total)
    if not page.total:
        head = tr("Nothing waits for you now.") if waiting else tr("Nothing has been published through the bot yet.")
    items = [_queue_line(item, tr, service, now) for item in page.items]
    opened = tuple(press(str(item.id), ReviewPress(act=ReviewAct.OPEN, id=item.id, page=number)) for item in page.items)
    row = []
    if number > 0:
        row.append(press(tr("‹ Previous"), ReviewPress(act=what, page=number - 1)))
    if (number + 1) * PAGE < page.total:
        row.append(press(tr("Next ›"), ReviewPress(act=what, page=number + 1)))
    other = (
        press(tr("Published earlier"), ReviewPress(act=ReviewAct.PUBLISHED))
        if waiting
        else press(tr("What waits"), ReviewPress(act=ReviewAct.WAITING))
    )
    rows: Rows = (*((opened,) if opened else ()), *((tuple(row),) if row else ()), (other,))
    return Screen(paragraphs(f"<b>{head}</b>", *items), rows)


def _queue_line(item: Submission, tr: Translator, service: Service, now: datetime) -> str:
    who = esc(item.ngo_name, 60) if item.ngo_name else tr("a person without an organisation")
    where = esc(place_name(item.territory_id, service, tr), 60)
    day = tr.date((item.created_at or now).astimezone(service.zone).date(), service.today(now))
    return f"{item.id}. <b>{esc(item.draft.title or item.text or '…', 90)}</b>\n{who} · {where} · {day}"


def reasons(submission: Submission, page: int, tr: Translator) -> Screen:
    """Return the question why something is rejected."""
    rows = [
        (
            press(
                _capital(reason_name(reason, tr)),
                ReviewPress(act=ReviewAct.REASON, id=submission.id, page=page, reason=reason),
            ),
        )
        for reason in Reason
    ]
    back = (press(tr("‹ Back"), ReviewPress(act=ReviewAct.OPEN, id=submission.id, page=page)),)
    text = paragraphs(
        tr("Why is No. {number} rejected? The sender gets the reason.", number=submission.id),
        f"«{esc(submission.draft.title, 200)}»",
    )
    return Screen(text, (*rows, back))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def ask_reason(submission: Submission, page: int, tr: Translator) -> Screen:
    """Return the request to write the reason."""
    back = press(tr("‹ Back"), ReviewPress(act=ReviewAct.OPEN, id=submission.id, page=page))
    text = tr(
        "Write the reason in one message. The sender of No. {number} gets it as you write it.", number=submission.id
    )
    return Screen(text, ((back,),))


def moved_on(submission: Submission, tr: Translator, service: Service) -> str:
    """Return that a text now belongs to coordinators of another territory."""
    return tr(
        "Moved: now it waits for the coordinators of the place “{place}”.",
        place=place_name(submission.territory_id, service, tr),
    )


def no_such(tr: Translator) -> str:
    """Return that there is no such announcement (or not for this person)."""
    return tr("There is no such announcement.")


def review_notice(waiting: int, tr: Translator) -> Screen:
    """Return the word to a coordinator that something waits."""
    head = tr.n("{n} announcement from people waits for you.", "{n} announcements from people wait for you.", waiting)
    return Screen(head, ((press(tr("Look at them"), ReviewPress(act=ReviewAct.WAITING)),),))


def decision_notice(submission: Submission, tr: Translator) -> Screen | None:
    """Return the word to the sender about what was decided; None when nothing was."""
    title = f"«{esc(submission.draft.title, 200)}»"
    if submission.state is State.PUBLISHED:
        opened = CallPress(act=CallAct.OPEN, id=submission.call_id or 0, back=FROM_DIGEST)
        head = tr("<b>Your announcement No. {number} is published.</b> Thank you!", number=submission.id)
        return Screen(paragraphs(head, title), ((press(tr("Open the call"), opened),),))
    if submission.state is State.REJECTED:
        head = tr("<b>Your announcement No. {number} was not published.</b>", number=submission.id)
        return Screen(paragraphs(head, title, why_rejected(submission, tr)))
    return None
