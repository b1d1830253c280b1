"""The templates of an office: list, preview, and the questions by which one is made."""

from __future__ import annotations

from collections.abc import Sequence

from domain.requests.model import Request
from domain.requests.parts import NEXT, parts
from domain.requests.templates import MOST, NAME_LIMIT, TEXT_LIMIT, Template
from handlers.requests.desk_callbacks import TemplateAct, TemplatePress
from handlers.texts import Translator
from handlers.views.requests.pieces import said
from handlers.views.screen import Button, Screen, clip, esc, lines, paragraphs, press


def _act(label: str, what: TemplateAct, request: Request, template: int = 0) -> Button:
    return press(label, TemplatePress(act=what, request=request.id, id=template))


def list_screen(request: Request, templates: Sequence[Template], tr: Translator) -> Screen:
    """Return the templates of the office, for an answer to the request."""
    text = paragraphs(
        tr("<b>{number}: templates of your office</b>", number=request.number),
        tr("Choose one: you see its text before it is sent.") if templates else tr("There are no templates yet."),
    )
    rows = [
        (_act(clip(one.name, NAME_LIMIT) or f"№ {one.id}", TemplateAct.OPEN, request, one.id),) for one in templates
    ]
    return Screen(text, (*rows, (_act(tr("＋ New template"), TemplateAct.ADD, request),)))


def preview(request: Request, template: Template, text: str, tr: Translator) -> Screen:
    """Return the text as it would be sent."""
    found = parts(text, NEXT)
    shown = paragraphs(
        tr("<b>{number}: template “{name}”</b>", number=request.number, name=esc(template.name, NAME_LIMIT)),
        said(found[0]),
        tr("Not all of it fits here; the whole text is sent.") if len(found) > 1 else None,
    )
    rows = (
        (_act(tr("Send as the answer"), TemplateAct.USE, request, template.id),),
        (_act(tr("Delete the template"), TemplateAct.REMOVE_ASK, request, template.id),),
    )
    return Screen(shown, rows if request.ended_at is None else rows[1:])


def remove_question(request: Request, template: Template, tr: Translator) -> Screen:
    """Ask before a template is removed."""
    text = tr("Delete the template “{name}”? Your whole office uses it.", name=esc(template.name, NAME_LIMIT))
    rows = (
        (_act(tr("Delete the template"), TemplateAct.REMOVE, request, template.id),),
        (_act(tr("Cancel"), TemplateAct.OPEN, request, template.id),),
    )
    return Screen(text, rows)


def ask_name(request: Request, tr: Translator, *, again: bool = False) -> Screen:
    """Ask how a new template is called."""
    limit = tr("A name has {least} to {most} characters.", least=2, most=NAME_LIMIT)
    text = paragraphs(limit if again else None, tr("<b>How is the new template called?</b>"), None if again else limit)
    return Screen(text, ((_act(tr("Cancel"), TemplateAct.CANCEL, request),),))


def ask_text(request: Request, name: str, tr: Translator, *, again: bool = False) -> Screen:
    """Ask for the text of a new template."""
    limit = tr("A text has {least} to {most} characters.", least=2, most=tr.number(TEXT_LIMIT))
    text = paragraphs(
        limit if again else None,
        tr("<b>“{name}”: write the text.</b>", name=esc(name, NAME_LIMIT)),
        lines(
            tr("These words are filled in when it is sent:"),
            tr("{field} – the name of the NGO", field="<code>{ngo}</code>"),
            tr("{field} – the number of the request", field="<code>{number}</code>"),
            tr("{field} – the day on which it is sent", field="<code>{date}</code>"),
        ),
    )
    return Screen(text, ((_act(tr("Cancel"), TemplateAct.CANCEL, request),),))


def gone(tr: Translator) -> str:
    """Return that a template is not there any more."""
    return tr("There is no such template any more.")


def removed(tr: Translator) -> str:
    """Return that a template is removed."""
    return tr("The template is deleted.")


def full(tr: Translator) -> str:
    """Return that an office has templates enough."""
    return tr("An office has {n} templates at most. Delete one first.", n=MOST)


def waits(tr: Translator) -> str:
    """Return that the text waits to leave already."""
    return tr("It is about to be sent: see below.")


def sent_before(tr: Translator) -> str:
    """Return that the text was sent before."""
    return tr("It has been sent already.")
