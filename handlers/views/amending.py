"""A stored call on the desk of a coordinator who corrects it."""

from __future__ import annotations

from collections.abc import Iterable

from domain.calls.draft import Field
from domain.calls.model import Call
from domain.calls.readings import Reading
from domain.submissions import Submission
from handlers.callbacks import CallAct, CallPress, DraftAct, DraftPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import FROM_DIGEST
from handlers.views.drafts import ORDER, field_lines, field_name, field_rows, unsure_note
from handlers.views.screen import Rows, Screen, esc, lines, paragraphs, press


def desk_screen(submission: Submission, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Return the call to be corrected; `note` comes first."""
    foot: Rows = (
        (press(tr("✓ Save the corrections"), DraftPress(act=DraftAct.GO, id=submission.id)),),
        (press(tr("Leave without saving"), DraftPress(act=DraftAct.DELETE, id=submission.id)),),
    )
    said = [field_name(name, submission.draft, tr) for name in ORDER if submission.draft.is_said(name)]
    text = paragraphs(
        note,
        tr("<b>Correct the call.</b> To correct a field, press its button; then save."),
        field_lines(submission.draft, tr, service),
        lines(
            tr("You have corrected: {fields}. Not saved yet.", fields=", ".join(said)) if said else None,
            unsure_note(submission.draft, tr),
        ),
        tr("What you save stays, whatever is read later. When the deadline moves, those who know the call are told."),
    )
    return Screen(text, (*field_rows(submission, tr), *foot))


def changed_meanwhile(submission: Submission, names: Iterable[Field], tr: Translator, service: Service) -> Screen:
    """Return the desk anew: somebody else changed these fields since it was opened."""
    listed = ", ".join(field_name(name, submission.draft, tr) for name in names)
    note = tr("⚠ Meanwhile somebody else changed: {fields}. See how it stands now and save again.", fields=listed)
    return desk_screen(submission, tr, service, note)


def not_yours(tr: Translator) -> str:
    """Return that the call is not this person's to correct."""
    return tr("Only the coordinator of all regions of this call can correct it.")


def beyond(tr: Translator) -> str:
    """Return that the new region is not this person's."""
    return tr("Choose a region that you coordinate: the call would leave your territory.")


def saved(queued: int, tr: Translator) -> str:
    """Return that the corrections are in the call, and how many messages go out."""
    if not queued:
        return tr("Saved.")
    return tr.n("Saved. {n} message goes out.", "Saved. {n} messages go out.", queued)


def dispute_notice(call: Call, reading: Reading, tr: Translator, service: Service) -> Screen:
    """Return the word to a coordinator that a text names another deadline than they did."""
    rows: Rows = (
        (press(tr("Open the call"), CallPress(act=CallAct.OPEN, id=call.id, back=FROM_DIGEST)),),
        (press(tr("Correct"), CallPress(act=CallAct.CORRECT, id=call.id)),),
    )
    source = esc(service.source_name(reading.source_id, tr.language), 60)
    text = paragraphs(
        tr("<b>A text says another deadline than the coordinator.</b>"),
        f"«{esc(call.text_in(tr.language.value).title, 200)}»",
        lines(
            tr("Corrected to: {day}", day=tr.date(call.deadline.day)) if call.deadline else None,
            tr("In the text: {words}", words=f"<i>«{esc(reading.said, 200)}»</i>"),
            tr("Source: {name}", name=source),
        ),
        tr("The correction stays. If the organiser has moved the deadline, correct it."),
    )
    return Screen(text, rows)
