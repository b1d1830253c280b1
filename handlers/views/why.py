"""Why a call came to its reader, in plain words."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from domain.calls.matching import Reason
from domain.calls.model import Call
from handlers.callbacks import AlertsAct, AlertsPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import places
from handlers.views.screen import Rows, Screen, clip, lines, paragraphs, press


def why(reasons: Sequence[Reason], call: Call, tr: Translator, service: Service, head: str | None = None) -> str:
    """Return in plain words why the call concerns the reader; no reasons mean that it was opened by its link."""
    if not reasons:
        return tr("You opened this call yourself: it does not match the region and spheres you watch.")
    mine = list(dict.fromkeys(unit for reason in reasons for unit in reason.territories))
    tree = service.tree
    theirs = [unit for unit in call.territories if any(tree.on_one_line(unit, own) for own in mine)]
    ids = list(dict.fromkeys(sphere for reason in reasons for sphere in reason.spheres))
    found = [service.sphere(sphere_id) for sphere_id in ids]
    spheres = ", ".join(sphere.short(tr.language) for sphere in found if sphere)
    words = ", ".join(f"«{word}»" for word in dict.fromkeys(word for reason in reasons for word in reason.words))
    return lines(
        head or tr("This call suits what you chose."),
        *_why_here(mine, theirs, tr, service),
        tr("Spheres: {spheres}", spheres=spheres) if spheres else tr("Spheres: all"),
        tr("Words: {words}", words=clip(words, 300)) if words else None,
    )


def _why_here(mine: Sequence[str], theirs: Sequence[str], tr: Translator, service: Service) -> tuple[str, ...]:
    chosen = clip(places(mine, service, tr), 300)
    if set(theirs) <= set(mine):
        return (tr("Region: {places}", places=chosen),)
    # Wider or narrower than what was chosen: then both are named.
    return (
        tr("Region of the call: {places}", places=clip(places(theirs, service, tr), 300)),
        tr("Region you chose: {places}", places=chosen),
    )


def why_screen(
    reasons: Mapping[int, Reason], call: Call, tr: Translator, service: Service, known: str | None = None
) -> Screen:
    """Return the same words as a message, with a button to each subscription that the call came by.

    Args:
        reasons: by the place of the subscription in the reader's list, counted from 1.
        call: what came.
        tr: the reader's language.
        service: names.
        known: when the call became known, as HTML.
    """
    text = paragraphs(html.escape(why(tuple(reasons.values()), call, tr, service), quote=False), known)
    several = len(reasons) > 1
    rows: Rows = tuple(
        (
            press(
                tr("Change subscription {number}", number=number) if several else tr("Change the subscription"),
                AlertsPress(act=AlertsAct.OPEN, id=reason.subscription_id),
            ),
        )
        for number, reason in reasons.items()
    )
    return Screen(text, rows)
