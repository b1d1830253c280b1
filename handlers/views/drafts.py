"""An announcement field by field: the preview to correct, and the question for each field."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calls.draft import Certainty, Draft, Field
from domain.calls.model import CALL_KINDS, Applicant, CallEvent, CallKind
from domain.submissions import Lack, Limit, Submission
from domain.territory import REPUBLIC, Territory
from handlers.callbacks import CallAct, CallPress, DraftAct, DraftPress, ReviewAct, ReviewPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import FROM_DIGEST, coordinator_of, kind_name, place_name, places
from handlers.views.applying import age_range, applicant_name, who_may_apply
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, paragraphs, press

CURRENCIES = ("KZT", "USD", "EUR", "GBP", "RUB")
WORDS_SHOWN = 80
SPHERES_ON_PAGE = 10
PLACES_LISTED = 8

AGES = "ages"
"""What the button carries that takes the ages away."""

# The order in which fields are shown and asked for.
ORDER = (
    Field.KIND,
    Field.TITLE,
    Field.ORGANISER,
    Field.APPLICANTS,
    Field.DEADLINE,
    Field.AMOUNT,
    Field.TOTAL,
    Field.CURRENCY,
    Field.TERRITORIES,
    Field.SPHERES,
    Field.OPENS,
)

_HAPPENINGS = {CallKind.EVENT, CallKind.TRAINING}


def field_name(name: Field, draft: Draft, tr: Translator) -> str:
    """Return what the field is called; the day that matters of an event is that of the event."""
    when = tr("Date and time") if draft.kind in _HAPPENINGS else tr("Deadline")
    return {
        Field.KIND: tr("Kind"),
        Field.TITLE: tr("Title"),
        Field.ORGANISER: tr("Organiser"),
        Field.DEADLINE: when,
        Field.AMOUNT: tr("Sum for one"),
        Field.TOTAL: tr("Sum in all"),
        Field.CURRENCY: tr("Currency"),
        Field.TERRITORIES: tr("Region"),
        Field.SPHERES: tr("Spheres"),
        Field.OPENS: tr("Opens on"),
        Field.APPLICANTS: tr("Who may apply"),
    }[name]


def _act(
    submission: Submission, label: str, act: DraftAct, name: Field | None = None, value: str = "", page: int = 0
) -> Button:
    return press(label, DraftPress(act=act, id=submission.id, field=name, value=value, page=page))


def shown(draft: Draft, name: Field, tr: Translator, service: Service) -> str:
    """Return the field's value in words, as HTML; it is there."""
    match name:
        case Field.KIND:
            return kind_name(draft.kind, tr)
        case Field.TITLE:
            return esc(draft.title, 200)
        case Field.ORGANISER:
            return esc(draft.organiser or "", 120)
        case Field.DEADLINE | Field.OPENS:
            moment = draft.deadline if name is Field.DEADLINE else draft.opens
            assert moment is not None
            return f"{tr.date(moment.day)} {moment.at:%H:%M}" if moment.at else tr.date(moment.day)
        case Field.AMOUNT | Field.TOTAL:
            amount = draft.amount_max if name is Field.AMOUNT else draft.amount_total
            return esc(tr.money(amount or 0, draft.currency))
        case Field.CURRENCY:
            return esc(draft.currency or "", 3)
        case Field.TERRITORIES:
            return esc(places(draft.territories, service, tr), 200)
        case Field.SPHERES:
            names = [sphere.short(tr.language) for sphere in map(service.sphere, draft.spheres) if sphere]
            return esc("; ".join(names), 200)  # names of spheres have commas in them
        case Field.APPLICANTS:
            return esc(who_may_apply(draft.applicants, draft.ages, tr), 200)


def field_line(draft: Draft, name: Field, tr: Translator, service: Service) -> str:
    """Return a field as one line: its value, whether to check it, and the words it was read from."""
    certainty = draft.certainty(name)
    label = field_name(name, draft, tr)
    if certainty is Certainty.MISSING:
        return tr("{field}: <b>none</b>", field=label)
    said = draft.read_from(name)
    words = f" – <i>«{esc(said, WORDS_SHOWN)}»</i>" if said else ""
    line = f"{label}: <b>{shown(draft, name, tr, service)}</b>{words}"
    return tr("{line} ⚠ please check", line=line) if certainty is Certainty.CHECK else line


def field_lines(draft: Draft, tr: Translator, service: Service) -> str:
    """Return all fields, each on its own line."""
    what = {
        CallEvent.EXTENDED: tr("What happened: <b>the deadline has been extended</b>"),
        CallEvent.CANCELLED: tr("What happened: <b>the call is cancelled</b>"),
        CallEvent.RESULT: tr("What happened: <b>the results are out</b>"),
    }
    indices = None
    if draft.award_mci is not None and draft.amount_max is None:
        indices = tr("In indices: <b>{number} MCI</b>", number=tr.number(draft.award_mci))
    return lines(what.get(draft.event), *(field_line(draft, name, tr, service) for name in ORDER), indices)


def unsure_note(draft: Draft, tr: Translator) -> str | None:
    """Return what becomes of fields in doubt; None when there are none."""
    doubts = any(draft.certainty(name) is Certainty.CHECK for name in ORDER)
    return tr("What is marked ⚠ is shown to people only when you confirm it.") if doubts else None


def field_rows(submission: Submission, tr: Translator) -> Rows:
    """Return a button for each field, two in a row."""
    buttons = [_act(submission, field_name(name, submission.draft, tr), DraftAct.FIELD, name) for name in ORDER]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def preview(submission: Submission, tr: Translator, service: Service, *, direct: bool) -> Screen:
    """Return a draft to be corrected; `direct` tells that its sender may publish it without another's look."""
    go = tr("✓ Publish") if direct else tr("✓ Send to the coordinator")
    rest = (
        tr("When all is right, publish it: it goes at once to those whom it concerns.")
        if direct
        else tr("When all is right, send it: the coordinator of the region looks at it and publishes it.")
    )
    foot: Rows = (
        (_act(submission, go, DraftAct.GO),),
        (_act(submission, tr("Delete the draft"), DraftAct.DELETE),),
    )
    text = paragraphs(
        tr("<b>Check what I have read.</b> To correct a field, press its button."),
        field_lines(submission.draft, tr, service),
        unsure_note(submission.draft, tr),
        rest,
    )
    return Screen(text, (*field_rows(submission, tr), *foot))


def doubtful(submission: Submission, tr: Translator) -> Screen:
    """Return that the text does not look like a call, and the way to insist."""
    seems = {
        CallKind.NEWS: tr("This looks like news, not like a call: nobody is invited to apply."),
        CallKind.RESULT: tr("This looks like the results of a contest: nobody can apply any more."),
        CallKind.JOB_OR_TENDER: tr("This looks like a vacancy or a purchase, not like a call for NGOs."),
    }
    said = seems.get(submission.draft.seems or CallKind.OTHER, tr("I do not see a call for NGOs in this text."))
    rows: Rows = (
        (_act(submission, tr("It is a call all the same"), DraftAct.INSIST),),
        (_act(submission, tr("Delete the draft"), DraftAct.DELETE),),
    )
    return Screen(paragraphs(said, f"«{esc(submission.text, 300)}»"), rows)


def known_screen(submission: Submission, call_card: Screen, tr: Translator, *, adds: bool) -> Screen:
    """Return that we have the call, with its card; `adds` tells that the text says something new about it."""
    add = ((_act(submission, tr("Add what is new"), DraftAct.INSIST),),) if adds else ()
    rows: Rows = (
        (press(tr("Open the call"), CallPress(act=CallAct.OPEN, id=submission.known or 0, back=FROM_DIGEST)),),
        *add,
        (_act(submission, tr("It is another call"), DraftAct.ANOTHER),),
        (_act(submission, tr("Delete the draft"), DraftAct.DELETE),),
    )
    return Screen(paragraphs(tr("<b>We have this call already.</b>"), call_card.text), rows)


def question(submission: Submission, name: Field, tr: Translator, service: Service, page: int = 0) -> Screen:
    """Return the question for one field: buttons where there are few choices, else what to write, with an example."""
    draft = submission.draft
    now = field_line(draft, name, tr, service)
    back = (_act(submission, tr("‹ Back"), DraftAct.VIEW),)
    if draft.certainty(name) is Certainty.CHECK:
        asked = _question(submission, name, now, back, tr, service, page)
        return Screen(asked.text, ((_act(submission, tr("✓ It is right"), DraftAct.KEEP, name),), *asked.rows))
    return _question(submission, name, now, back, tr, service, page)


def _question(
    submission: Submission,
    name: Field,
    now: str,
    back: tuple[Button, ...],
    tr: Translator,
    service: Service,
    page: int,
) -> Screen:
    none = (_act(submission, tr("There is none"), DraftAct.CLEAR, name),)
    match name:
        case Field.KIND:
            kinds = [_act(submission, kind_name(kind, tr), DraftAct.SET, name, kind.value) for kind in CALL_KINDS]
            return Screen(paragraphs(now, tr("Choose the kind.")), (*((kind,) for kind in kinds), back))
        case Field.CURRENCY:
            coins = tuple(_act(submission, code, DraftAct.SET, name, code) for code in CURRENCIES)
            return Screen(paragraphs(now, tr("Choose the currency.")), (coins, none, back))
        case Field.SPHERES:
            return Screen(paragraphs(now, tr("Tick the spheres.")), _sphere_rows(submission, tr, service, page))
        case Field.APPLICANTS:
            done = (_act(submission, tr("Done"), DraftAct.VIEW),)
            rows = (*_applicant_rows(submission, tr), none, done)
            return Screen(paragraphs(now, tr("Tick those who may apply.")), rows)
        case Field.TERRITORIES:
            return Screen(
                paragraphs(
                    now, tr("Whom is it for? Write the name of an oblast, district or city, for example: Sarkan.")
                ),
                _place_rows(submission, tr, service),
            )
        case Field.TITLE:
            return Screen(paragraphs(now, tr("Write the title in one message.")), (back,))
        case Field.ORGANISER:
            return Screen(paragraphs(now, tr("Write who announces it.")), (none, back))
        case Field.DEADLINE | Field.OPENS:
            return Screen(paragraphs(now, _date_example(tr)), (none, back))
        case Field.AMOUNT | Field.TOTAL:
            return Screen(paragraphs(now, _sum_example(tr)), (none, back))


def _date_example(tr: Translator) -> str:
    return tr("Write the day, and the time if there is one, for example: 20 April 18:00 or 20.04.2026.")


def _sum_example(tr: Translator) -> str:
    return tr("Write one sum, for example: 1.5 million or 500 000 tenge.")


def _sphere_rows(submission: Submission, tr: Translator, service: Service, page: int) -> Rows:
    last = -(-len(service.spheres) // SPHERES_ON_PAGE)
    page = min(page, last - 1)
    rows: list[tuple[Button, ...]] = []
    for sphere in service.spheres[page * SPHERES_ON_PAGE : (page + 1) * SPHERES_ON_PAGE]:
        ticked = sphere.id in submission.draft.spheres
        act = DraftAct.DROP if ticked else DraftAct.ADD
        label = f"{'☑' if ticked else '☐'} {sphere.short(tr.language)}"
        rows.append((_act(submission, label, act, Field.SPHERES, sphere.id, page),))
    if last > 1:
        label = tr("Next ›") if page + 1 < last else tr("‹ Previous")
        rows.append((_act(submission, label, DraftAct.FIELD, Field.SPHERES, page=(page + 1) % last),))
    return (*rows, (_act(submission, tr("Done"), DraftAct.VIEW),))


def _applicant_rows(submission: Submission, tr: Translator) -> Rows:
    draft = submission.draft
    rows = []
    for who in Applicant:
        ticked = who in draft.applicants
        name = applicant_name(who, tr)
        label = f"{'☑' if ticked else '☐'} {name[:1].upper()}{name[1:]}"
        rows.append(_act(submission, label, DraftAct.DROP if ticked else DraftAct.ADD, Field.APPLICANTS, who.value))
    if years := age_range(draft.ages, tr):
        rows.append(_act(submission, f"✕ {years}", DraftAct.DROP, Field.APPLICANTS, AGES))
    return tuple((button,) for button in rows)


def _place_rows(submission: Submission, tr: Translator, service: Service) -> Rows:
    chosen = submission.draft.territories
    rows = [
        (_act(submission, f"✕ {clip(place_name(unit, service, tr), 60)}", DraftAct.DROP, Field.TERRITORIES, unit),)
        for unit in chosen[:PLACES_LISTED]
        if len(chosen) > 1
    ]
    if REPUBLIC not in chosen:
        whole = service.tree[REPUBLIC].short(tr.language)
        rows.append((_act(submission, whole, DraftAct.SET, Field.TERRITORIES, REPUBLIC),))
    return (*rows, (_act(submission, tr("Done"), DraftAct.VIEW),))


def place_choice(submission: Submission, units: Sequence[Territory], tr: Translator, service: Service) -> Screen:
    """Return places that fit what was typed."""
    rows = [
        (_act(submission, place_name(unit.id, service, tr), DraftAct.PLACE, Field.TERRITORIES, unit.id),)
        for unit in units
    ]
    back = (_act(submission, tr("‹ Back"), DraftAct.FIELD, Field.TERRITORIES),)
    several = tr("Several places fit. <b>Choose yours.</b>")
    return Screen(several if len(units) > 1 else tr("<b>Did you mean this place?</b>"), (*rows, back))


def also_or_instead(submission: Submission, unit_id: str, tr: Translator, service: Service) -> Screen:
    """Return the question whether a place comes beside those that are named, or in their stead."""
    name = esc(place_name(unit_id, service, tr))
    known = esc(places(submission.draft.territories, service, tr), 200)
    rows: Rows = (
        (_act(submission, tr("Only this place"), DraftAct.SET, Field.TERRITORIES, unit_id),),
        (_act(submission, tr("Both"), DraftAct.ADD, Field.TERRITORIES, unit_id),),
        (_act(submission, tr("‹ Back"), DraftAct.FIELD, Field.TERRITORIES),),
    )
    return Screen(tr("Now it says: {known}. What about {place}?", known=known, place=f"<b>{name}</b>"), rows)


def wrong_answer(submission: Submission, name: Field, tr: Translator, service: Service) -> Screen:
    """Return why what was typed is no value of the field, and the question again."""
    said = {
        Field.TITLE: tr("This does not look like a title: write at least three letters."),
        Field.ORGANISER: tr("This does not look like a name. Write it in letters."),
        Field.DEADLINE: tr("I do not see one day in this."),
        Field.OPENS: tr("I do not see one day in this."),
        Field.AMOUNT: tr("I do not see one sum of money in this."),
        Field.TOTAL: tr("I do not see one sum of money in this."),
        Field.TERRITORIES: tr(
            "I found no such district or city. Write the name of the district, not of the village, or choose from the"
            " list."
        ),
    }
    asked = question(submission, name, tr, service)
    return Screen(paragraphs(said.get(name, tr("Please press one of the buttons here.")), asked.text), asked.rows)


def lack(what: Lack, tr: Translator) -> str:
    """Return what keeps a draft from being published, as a toast."""
    return {
        Lack.KIND: tr("First choose the kind of the call."),
        Lack.TITLE: tr("First write the title."),
        Lack.PASSED: tr("The deadline has passed already: nobody could apply. Correct it, or delete the draft."),
    }[what]


def limited(what: Limit, tr: Translator) -> str:
    """Return kindly why no more is taken for now."""
    return {
        Limit.WAITING: tr(
            "Five of your announcements are waiting for the coordinator. Thank you! When one has been looked at, you"
            " can send the next. This one is kept as a draft: /announce."
        ),
        Limit.DAY: tr("You have sent a great deal today. Thank you! Please send the rest tomorrow."),
    }[what]


def deleted(tr: Translator) -> Screen:
    """Return that a draft is gone."""
    return Screen(tr("The draft is deleted."))


def published_card(submission: Submission, queued: int, tr: Translator, *, reviewed: bool = False) -> Screen:
    """Return that an announcement is out, and to how many it goes; who `reviewed` it goes back to the queue."""
    told = tr.n("It goes to {n} subscriber.", "It goes to {n} subscribers.", queued)
    nobody = tr("Nobody has subscribed to such calls yet; it is in the list of open calls.")
    rows: list[tuple[Button, ...]] = []
    if submission.call_id is not None:
        opened = CallPress(act=CallAct.OPEN, id=submission.call_id, back=FROM_DIGEST)
        rows.append((press(tr("Open the call"), opened),))
    rows.append((_act(submission, tr("Correct or cancel"), DraftAct.VIEW),))
    if reviewed:
        rows.append((press(tr("‹ Back to the list"), ReviewPress(act=ReviewAct.WAITING)),))
    head = tr("<b>Published.</b> Number: {number}.", number=submission.id)
    return Screen(paragraphs(head, f"«{esc(submission.draft.title, 200)}»", told if queued else nobody), tuple(rows))


def decided_line(submission: Submission, tr: Translator, service: Service) -> str | None:
    """Return who decided and when, by territory: no names."""
    if submission.decided_as is None or submission.decided_at is None:
        return None
    local = submission.decided_at.astimezone(service.zone)
    who = coordinator_of(submission.decided_as, service, tr)
    return tr("Decided by: {who}, {day} {time}", who=esc(who), day=tr.date(local.date()), time=f"{local:%H:%M}")


def editing_published(submission: Submission, tr: Translator, service: Service) -> Screen:
    """Return a published announcement to be corrected or called off."""
    foot: Rows = (
        (_act(submission, tr("✓ Publish the corrections"), DraftAct.GO),),
        (_act(submission, tr("Cancel the call"), DraftAct.END),),
        (press(tr("Open the call"), CallPress(act=CallAct.OPEN, id=submission.call_id or 0, back=FROM_DIGEST)),),
    )
    text = paragraphs(
        lines(
            tr("<b>Published</b> · No. {number}", number=submission.id),
            decided_line(submission, tr, service),
        ),
        field_lines(submission.draft, tr, service),
        tr("To correct a field, press its button; then publish the corrections."),
    )
    return Screen(text, (*field_rows(submission, tr), *foot))


def end_question(submission: Submission, tr: Translator) -> Screen:
    """Return the question before a call is called off."""
    rows: Rows = (
        (_act(submission, tr("Cancel the call"), DraftAct.END_SURELY),),
        (_act(submission, tr("‹ Back"), DraftAct.VIEW),),
    )
    text = tr("Is «{title}» cancelled? Those who have it will see this.", title=esc(submission.draft.title, 200))
    return Screen(text, rows)
