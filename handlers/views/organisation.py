"""An NGO, its members, and for which one its reader acts. Members have no names here: we keep none."""

from __future__ import annotations

from collections.abc import Sequence

from domain.invitations import Invitation
from domain.people import Ngo
from domain.ports import Member
from handlers.callbacks import Go, Way
from handlers.office_callbacks import NgoAct, NgoPress, PlaceAct, PlacePress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import moment
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

BUTTON_LIMIT = 40


def nobody(every: Sequence[Ngo], tr: Translator) -> Screen:
    """Return what somebody sees who acts for no organisation."""
    rows = _others(every, tr)
    if not rows:
        return Screen(
            paragraphs(
                tr("You belong to no organisation here."),
                tr("If yours is here already, ask a member of it, or the territory's coordinator, for a link."),
                tr("If it is not, register it: two minutes."),
            ),
            ((register_button(tr),),),
        )
    return Screen(paragraphs(tr("<b>Now you act for yourself</b>"), tr("You can act for an organisation:")), rows)


def unfinished(name: str | None, tr: Translator) -> Screen:
    """Return what somebody sees who is in the middle of registering their NGO; None while it has no name yet."""
    told = (
        tr("Registration is not finished: {name}", name=esc(name, 200)) if name else tr("Registration is not finished.")
    )
    return Screen(told, ((press(tr("Go on with it"), Go(to=Way.REGISTER)),),))


def register_button(tr: Translator) -> Button:
    """Return the button by which somebody who was just looking registers their NGO."""
    return press(tr("Register our NGO"), Go(to=Way.REGISTER))


def _others(ngos: Sequence[Ngo], tr: Translator) -> Rows:
    return tuple(
        (press(tr("Act for: {name}", name=_short(ngo)), NgoPress(act=NgoAct.ACT, id=ngo.id)),) for ngo in ngos[:20]
    )


def _short(ngo: Ngo) -> str:
    return ngo.name if len(ngo.name) <= BUTTON_LIMIT else f"{ngo.name[: BUTTON_LIMIT - 1]}…"


def card(
    ngo: Ngo,
    members: Sequence[Member],
    invitations: Sequence[Invitation],
    others: Sequence[Ngo],
    reader: int,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return the organisation with its members and open invitations."""
    who = [f"{number}. {_since(member, reader, tr, service)}" for number, member in enumerate(members[:40], start=1)]
    open_ones = [
        tr("{number}. until {when}", number=number, when=moment(one.expires_at, tr, service))
        for number, one in enumerate(invitations, start=1)
    ]
    text = paragraphs(
        tr("<b>You act for</b>\n{ngo}", ngo=esc(ngo.name, 200)),
        lines(tr("<b>Members</b>"), *who),
        lines(tr("<b>Open invitations</b>"), *open_ones) if open_ones else None,
        tr(
            "Saved calls belong to the organisation: each member sees them. Have at least two members: then a lost"
            " phone does not lose the organisation."
        ),
    )
    rows: Rows = ((press(tr("Invite a member"), NgoPress(act=NgoAct.INVITE, id=ngo.id)),),)
    rows += tuple(
        (press(_leave_label(number, member, reader, tr), _ask(ngo, member)),)
        for number, member in enumerate(members[:40], start=1)
        if len(members) > 1
    )
    rows += tuple(
        (
            press(
                tr("Take back invitation {number}", number=number),
                NgoPress(act=NgoAct.REVOKE, id=ngo.id, other=one.id),
            ),
        )
        for number, one in enumerate(invitations, start=1)
    )
    rows += _others(others, tr)
    return Screen(text, (*rows, (press(tr("Act for myself only"), NgoPress(act=NgoAct.ALONE, id=ngo.id)),)))


def _ask(ngo: Ngo, member: Member) -> NgoPress:
    return NgoPress(act=NgoAct.REMOVE_ASK, id=ngo.id, other=member.person_id)


def _leave_label(number: int, member: Member, reader: int, tr: Translator) -> str:
    if member.person_id == reader:
        return tr("Leave the organisation")
    return tr("Take out member {number}", number=number)


def _since(member: Member, reader: int, tr: Translator, service: Service) -> str:
    day = tr.date(service.today(member.since))
    if member.person_id == reader:
        return tr("You, since {day}", day=day)
    return tr("A member since {day}", day=day)


def acting(ngo: Ngo | None, tr: Translator) -> str:
    """Return for whom the person acts from now on; plain words."""
    return tr("Now you act for: {name}", name=_short(ngo)) if ngo else tr("Now you act for yourself.")


def remove_question(ngo: Ngo, member: Member, reader: int, count: int, tr: Translator, service: Service) -> Screen:
    """Ask before a member, or the reader, is taken out."""
    own = member.person_id == reader
    head = tr("<b>Leave the organisation?</b>") if own else tr("<b>Take this member out?</b>")
    what = (
        tr("You will not see its saved calls any more. Only a new link brings you back.")
        if own
        else tr("Do this when a phone or an account was lost. The person will be told.")
    )
    alone = tr("You are the last member and cannot leave: invite somebody first.") if count < 2 else None
    yes = press(
        tr("Leave the organisation") if own else tr("Take out"),
        NgoPress(act=NgoAct.REMOVE, id=ngo.id, other=member.person_id),
    )
    back = press(tr("‹ Back"), NgoPress(act=NgoAct.OPEN, id=ngo.id))
    text = paragraphs(head, esc(ngo.name, 200), _since(member, reader, tr, service), alone or what)
    return Screen(text, ((yes,), (back,)) if alone is None else ((back,),))


def removed(tr: Translator, *, done: bool) -> str:
    """Return what came of taking somebody out."""
    return tr("Done.") if done else tr("Nothing was changed: there must be one member at least.")


def let_in_question(ngo: Ngo, place: str, members: int, tr: Translator, service: Service) -> Screen:
    """Ask the coordinator before a link into somebody else's organisation is made."""
    text = paragraphs(
        tr("<b>Let a person back in</b>"),
        f"{esc(ngo.name, 200)}, {esc(place_name(place, service, tr), 120)}",
        tr("members: {number}", number=members),
        tr(
            "Make sure that the person belongs to it: whoever opens the link becomes a member. The members will be"
            " told."
        ),
    )
    yes = press(tr("Make a link"), NgoPress(act=NgoAct.LET_IN, id=ngo.id))
    back = press(tr("‹ Back"), PlacePress(act=PlaceAct.NGOS, place=place))
    return Screen(text, ((yes,), (back,)))
