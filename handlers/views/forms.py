"""The screens of the form: one per step, and what is said when an answer does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from domain.people import Role
from domain.territory import REPUBLIC, Territory
from handlers.callbacks import FormAct, FormPress
from handlers.forms import Form, Problem, Step, oblast_of
from handlers.service import Service
from handlers.texts import Translator
from handlers.typed import NAME_LIMIT
from handlers.views.alert import place_name
from handlers.views.menu import not_supported, not_yet
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, paragraphs, press

DISTRICTS_ON_PAGE = 20
SPHERES_ON_PAGE = 10
LABEL_LIMIT = 60

_Item = TypeVar("_Item")


def step_screen(form: Form, tr: Translator, service: Service, page: int = 0) -> Screen:
    """Return the screen of the step where the form stands; `page` counts from 0."""
    match form.step:
        case Step.ROLE:
            return _role(form, tr)
        case Step.NAME:
            return _asked(form, tr, tr("<b>Write the name of your organisation.</b>"))
        case Step.BIN:
            return _bin(form, tr)
        case Step.OBLAST:
            return _oblast(form, tr, service)
        case Step.DISTRICT:
            return _district(form, tr, service, page)
        case Step.SPHERES:
            return _spheres(form, tr, service, page)


def _button(form: Form, label: str, act: FormAct, value: str = "", page: int = 0) -> Button:
    data = FormPress(run=form.run, step=form.step.value, act=act, value=value, page=page)
    return press(clip(label, LABEL_LIMIT), data)


def _foot(form: Form, tr: Translator) -> Rows:
    cancel = _button(form, tr("Cancel"), FormAct.CANCEL)
    first = Step.NAME if form.registering else Step.ROLE
    return ((cancel,),) if form.step is first else ((_button(form, tr("‹ Back"), FormAct.BACK), cancel),)


def _asked(form: Form, tr: Translator, text: str, rows: Rows = ()) -> Screen:
    return Screen(text, rows + _foot(form, tr))


def _role(form: Form, tr: Translator) -> Screen:
    rows: Rows = (
        (_button(form, tr("Yes, an NGO"), FormAct.ROLE, Role.NGO),),
        (_button(form, tr("No, just looking"), FormAct.ROLE, Role.LOOKING),),
    )
    return _asked(form, tr, tr("<b>Do you represent an NGO?</b>"), rows)


def _bin(form: Form, tr: Translator) -> Screen:
    text = paragraphs(
        tr("Organisation: {name}", name=esc(form.name or "", NAME_LIMIT)),
        tr("<b>Write the BIN of the organisation: 12 digits.</b> It is not required, you can skip this step."),
    )
    return _asked(form, tr, text, ((_button(form, tr("Skip"), FormAct.SKIP),),))


def in_pairs(buttons: Sequence[Button]) -> Rows:
    """Return the buttons two in a row."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _oblast(form: Form, tr: Translator, service: Service) -> Screen:
    whole = _button(form, tr("The whole of Kazakhstan"), FormAct.PICK, REPUBLIC)
    units = [unit for unit in service.tree.children(REPUBLIC) if unit.selectable]
    buttons = [_button(form, unit.short(tr.language), FormAct.PICK, unit.id) for unit in units]
    if form.registering:
        asked = tr("<b>Where is your organisation?</b>")
        how = tr("Choose from the list or write the first letters of your district or city.")
    else:
        asked, how = tr("<b>Choose a region.</b>"), tr("Or write the first letters of your district or city.")
    text = paragraphs(asked, how)
    return _asked(form, tr, text, ((whole,), *in_pairs(buttons)))


def _district(form: Form, tr: Translator, service: Service, page: int) -> Screen:
    oblast = service.tree[form.territory]
    units = [unit for unit in service.tree.children(oblast.id) if unit.selectable]
    shown, number, last = page_of(units, page, DISTRICTS_ON_PAGE)
    label = tr("The whole city") if oblast.kind == "republican_city" else tr("The whole oblast")
    whole = _button(form, label, FormAct.PICK, oblast.id)
    buttons = [_button(form, unit.short(tr.language), FormAct.PICK, unit.id) for unit in shown]
    text = paragraphs(
        f"<b>{esc(oblast.name(tr.language))}</b>",
        tr("<b>Choose a district or a city.</b>"),
        None if form.registering else tr("You will also get the calls for the whole region and the whole country."),
    )
    return _asked(form, tr, text, ((whole,), *in_pairs(buttons), *_pager(form, tr, number, last, tr("Next ›"))))


def _spheres(form: Form, tr: Translator, service: Service, page: int) -> Screen:
    shown, number, last = page_of(service.spheres, page, SPHERES_ON_PAGE)
    every = tr("✓ All spheres") if not form.spheres else tr("All spheres")
    # "Done" stands above the spheres: below them a small phone would not show it.
    rows: list[tuple[Button, ...]] = [
        (_button(form, every, FormAct.ALL, page=number),),
        (_button(form, tr("Done"), FormAct.DONE),),
    ]
    for sphere in shown:
        ticked = sphere.id in form.spheres
        label = sphere.short(tr.language)
        act = FormAct.DROP if ticked else FormAct.ADD
        rows.append((_button(form, f"✓ {label}" if ticked else label, act, sphere.id, number),))
    more = len(service.spheres) - (number + 1) * SPHERES_ON_PAGE
    rows += _pager(form, tr, number, last, tr.n("{n} more sphere ›", "{n} more spheres ›", max(more, 0)))
    chosen = tr.n("{n} sphere chosen.", "{n} spheres chosen.", len(form.spheres)) if form.spheres else None
    text = paragraphs(
        tr("Region: {places}", places=esc(place_name(form.territory, service, tr))),
        tr("<b>Choose spheres</b> and press “Done”. If all of them suit you, just press “Done”."),
        chosen,
    )
    return _asked(form, tr, text, tuple(rows))


def page_of(items: Sequence[_Item], page: int, size: int) -> tuple[Sequence[_Item], int, int]:
    """Return the items of a page counted from 0, its number kept within what there is, and how many pages there are."""
    last = max(1, -(-len(items) // size))
    number = min(max(page, 0), last - 1)
    return items[number * size : (number + 1) * size], number, last


def _pager(form: Form, tr: Translator, number: int, last: int, onward: str) -> Rows:
    row = []
    if number > 0:
        row.append(_button(form, tr("‹ Previous"), FormAct.PAGE, page=number - 1))
    if number + 1 < last:
        row.append(_button(form, onward, FormAct.PAGE, page=number + 1))
    return (tuple(row),) if row else ()


def choice_screen(form: Form, units: Sequence[Territory], tr: Translator, service: Service) -> Screen:
    """Return places that fit what was typed, each with its oblast, so that namesakes are told apart.

    "Back" leads to the list of the step where it was typed, not to the step before.
    """
    rows: Rows = tuple((_button(form, with_parent(unit, tr, service), FormAct.PICK, unit.id),) for unit in units)
    foot = (_button(form, tr("‹ Back"), FormAct.PAGE), _button(form, tr("Cancel"), FormAct.CANCEL))
    several = tr("Several places fit. <b>Choose yours.</b>")
    return Screen(several if len(units) > 1 else tr("<b>Did you mean this place?</b>"), (*rows, foot))


def with_parent(unit: Territory, tr: Translator, service: Service) -> str:
    """Return the short name of a place with that of its oblast, for a button."""
    oblast = oblast_of(service.tree, unit.id)
    if oblast is None or oblast.id == unit.id:
        return unit.name(tr.language)
    return f"{unit.short(tr.language)} ({oblast.short(tr.language)})"


def problem_screen(form: Form, problem: Problem, tr: Translator, service: Service) -> Screen:
    """Return why what was typed does not fit, with the step's question and buttons again."""
    sentences = {
        Problem.NAME: tr("This does not look like a name. Write it in letters."),
        Problem.BIN: tr("This is not the BIN of an organisation: a BIN has 12 digits. Please check it."),
        Problem.BIN_MISTYPED: tr(
            "There is a mistake in this BIN: one digit seems wrong. Compare it with the document."
        ),
        Problem.IIN: tr("This looks like a person's IIN. Write the BIN of the organisation."),
        Problem.TOO_SHORT: tr("Write at least two letters."),
        Problem.NOT_FOUND: tr(
            "I found no such district or city. Write the name of the district, not of the village, or choose from the"
            " list."
        ),
        Problem.TOO_MANY: tr("Too many places begin like this. Write a few more letters."),
        Problem.BUTTONS: tr("Please press one of the buttons here."),
        Problem.COMMAND: not_yet(tr),
        Problem.MEDIA: not_supported(tr),
    }
    asked = step_screen(form, tr, service)
    return replace(asked, text=paragraphs(sentences[problem], asked.text))


def cancelled(tr: Translator) -> str:
    """Return what leaving the form means."""
    return tr("Setting up is stopped. To begin again, press /start.")


def not_registered(tr: Translator) -> str:
    """Return the answer to leaving the registration of an NGO."""
    return tr("The organisation is not registered. To begin again, press /ngo.")


def registered(tr: Translator) -> str:
    """Return what follows the registration of an NGO by somebody who was just looking."""
    return tr("Your organisation is registered. Now you can write to an akimat: /ask.")


def belongs_already(tr: Translator) -> Screen:
    """Return the answer to registering an NGO by somebody who belongs to one by now."""
    return Screen(tr("You belong to an organisation by now: /ngo."))


def summary(form: Form, tr: Translator, service: Service) -> str:
    """Return what was chosen, as HTML."""
    names = [sphere.short(tr.language) for sphere in map(service.sphere, form.spheres) if sphere]
    place = esc(place_name(form.territory, service, tr))
    chosen = lines(
        tr("Region: {places}", places=place),
        tr("Spheres: {spheres}", spheres=esc(", ".join(names), 800)) if names else tr("Spheres: all"),
    )
    return paragraphs(
        tr("<b>Done!</b>"),
        chosen,
        tr("I shall write to you when a call that suits you appears. The menu is below."),
    )
