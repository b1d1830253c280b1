"""What an invitation says: to who makes it, to who opens it, and to those who hear how it ended."""

from __future__ import annotations

import io
from datetime import datetime

from domain.invitations import Invitation, Standing
from domain.offices import Office, Seat, SeatRole
from domain.people import Ngo
from handlers.office_callbacks import InviteAct, InvitePress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.screen import Document, Screen, esc, paragraphs, press

HOLDER_LIMIT = 120


def role_name(role: SeatRole, tr: Translator) -> str:
    """Return what somebody is in an office."""
    return tr("head") if role is SeatRole.HEAD else tr("officer")


def office_title(office: Office, tr: Translator, service: Service) -> str:
    """Return the office with its territory; HTML."""
    return f"{esc(office.name(tr.language), 120)}, {esc(place_name(office.territory_id, service, tr), 120)}"


def holder_name(seat: Seat, tr: Translator, limit: int = HOLDER_LIMIT) -> str:
    """Return how whoever sits there is called; HTML."""
    return esc(seat.holder, limit) or tr("name not given yet")


def moment(at: datetime, tr: Translator, service: Service) -> str:
    """Return a local day and time in words."""
    local = at.astimezone(service.zone)
    return f"{tr.date(local.date(), service.today(service.clock.now()))}, {local:%H:%M}"


def link(token: str, username: str) -> str:
    """Return the address that opens the invitation in the bot."""
    return f"https://t.me/{username}?start=i{token}"


def picture(address: str) -> Document:
    """Return the address as a QR code for whoever sits next to you."""
    import segno  # drawn now and then; loaded when it is

    buffer = io.BytesIO()
    segno.make(address, error="m").save(buffer, kind="png", scale=8, border=4)
    return Document("invitation.png", buffer.getvalue(), picture=True)


def made_for_office(
    office: Office, role: SeatRole, address: str, until: datetime, tr: Translator, service: Service
) -> Screen:
    """Return the link into a seat, to be passed on to one person."""
    return Screen(
        paragraphs(
            tr("<b>Invitation into the office</b>"),
            tr("{office}, as {role}", office=office_title(office, tr, service), role=role_name(role, tr)),
            address,
            _how(until, tr, service),
        )
    )


def made_for_ngo(ngo: Ngo, address: str, until: datetime, tr: Translator, service: Service) -> Screen:
    """Return the link into an NGO, to be passed on to one person."""
    return Screen(
        paragraphs(
            tr("<b>Invitation into the organisation</b>"),
            esc(ngo.name, 200),
            address,
            _how(until, tr, service),
        )
    )


def _how(until: datetime, tr: Translator, service: Service) -> str:
    return tr(
        "Send the link to this one person, or let them scan the picture. It works once, until {when}: whoever accepts"
        " first has the place.",
        when=moment(until, tr, service),
    )


def unknown(tr: Translator) -> Screen:
    """Return the answer to a link that names no invitation."""
    return Screen(tr("This invitation link does not work: part of it is missing or wrong. Ask for a new link."))


def holder_consent(tr: Translator) -> str:
    """Return what an official agrees to by accepting: exactly what is hashed then."""
    return tr(
        "If you accept, I shall ask for your name and position. NGOs and coordinators see them as the name of who"
        " answers. By accepting you agree to this. You can change them or leave the seat at any time: /office."
    )


def into_office(
    invitation: Invitation,
    office: Office,
    standing: Standing,
    left: Office | None,
    seat_id: int,
    ngo: Ngo | None,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return the invitation into an office as it stands with its reader.

    Args:
        invitation: the invitation.
        office: where it leads.
        standing: how it stands with the reader.
        left: the office of the seat that they would have to leave.
        seat_id: that seat, 0 when they hold none.
        ngo: the NGO that they act for.
        tr: their language.
        service: names of places.
    """
    assert invitation.role is not None
    refused = closed(standing, tr)
    if refused is not None:
        return Screen(paragraphs(tr("Invitation: {office}", office=office_title(office, tr, service)), refused))
    maker = tr("A coordinator invites you.") if invitation.by_coordinator else tr("The head of the office invites you.")
    text = paragraphs(
        tr(
            "<b>You are invited to the office</b>\n{office}\nas {role}.",
            office=office_title(office, tr, service),
            role=role_name(invitation.role, tr),
        ),
        maker,
        tr("You are a member of {ngo}. You stay one: the seat is separate from it.", ngo=esc(ngo.name, 120))
        if ngo
        else None,
        holder_consent(tr),
    )
    decline = press(tr("Decline"), InvitePress(act=InviteAct.DECLINE, id=invitation.id))
    if standing is Standing.OPEN:
        accept = press(tr("Accept the invitation"), InvitePress(act=InviteAct.ACCEPT, id=invitation.id))
        return Screen(text, ((accept,), (decline,)))
    where = office_title(left, tr, service) if left else ""
    warning = tr("You hold a seat already: {office}. One person holds one seat.", office=where)
    if left is not None and left.id == office.id:
        warning = tr("You sit in this office already, in another role. One person holds one seat.")
    switch = InvitePress(act=InviteAct.SWITCH, id=invitation.id, seat=seat_id)
    return Screen(paragraphs(text, warning), ((press(tr("Leave that seat and accept"), switch),), (decline,)))


def into_ngo(invitation: Invitation, ngo: Ngo, standing: Standing, tr: Translator) -> Screen:
    """Return the invitation into an NGO as it stands with its reader."""
    refused = closed(standing, tr)
    name = esc(ngo.name, 200)
    if refused is not None:
        return Screen(paragraphs(tr("Invitation: {office}", office=name), refused))
    maker = tr("The coordinator lets you in.") if invitation.by_coordinator else tr("A member invites you.")
    text = paragraphs(
        tr("<b>You are invited to the organisation</b>\n{ngo}\nas its member.", ngo=name),
        maker,
        tr("Saved calls of the organisation are shared by its members. The others will hear that you came."),
    )
    accept = press(tr("Accept the invitation"), InvitePress(act=InviteAct.ACCEPT, id=invitation.id))
    decline = press(tr("Decline"), InvitePress(act=InviteAct.DECLINE, id=invitation.id))
    return Screen(text, ((accept,), (decline,)))


def closed(standing: Standing, tr: Translator) -> str | None:
    """Return why the invitation cannot be accepted; None when it can."""
    return {
        Standing.SEATED: tr("You sit there in this role already: /office. The link is not used up."),
        Standing.MEMBER: tr("You are a member already: /ngo. The link is not used up."),
        Standing.YOURS: tr("You made this invitation yourself. Send the link to the person you invite."),
        Standing.TAKEN_BY_YOU: tr("You have accepted this invitation already."),
        Standing.USED: tr("Somebody else has accepted this invitation: a link works once. Ask for a new link."),
        Standing.DECLINED: tr("This invitation was declined. Ask for a new link."),
        Standing.EXPIRED: tr("The term of this link has ended. Ask for a new link."),
        Standing.REVOKED: tr("This invitation was taken back. Ask whoever sent you the link."),
        Standing.VOID: tr("This invitation does not count any more. Ask for a new link."),
    }.get(standing)


def declined(tr: Translator) -> Screen:
    """Return the answer to a refusal."""
    return Screen(tr("You declined the invitation. Whoever invited you will hear of it."))


def seated(office: Office, role: SeatRole, tr: Translator, service: Service) -> Screen:
    """Return the welcome, and the question how the newcomer is called."""
    return Screen(
        paragraphs(
            tr(
                "<b>You now sit in the office</b>\n{office}\nas {role}.",
                office=office_title(office, tr, service),
                role=role_name(role, tr),
            ),
            ask_name(tr),
        )
    )


def ask_name(tr: Translator) -> str:
    """Return the question how whoever sits there is called."""
    return tr("Write your name and position in one line, as NGOs will see them. To do it later: /cancel")


def joined(ngo: Ngo, tr: Translator) -> Screen:
    """Return the welcome into an NGO."""
    return Screen(
        paragraphs(
            tr("<b>You are now a member of</b>\n{ngo}", ngo=esc(ngo.name, 200)),
            tr("Saved calls: /saved. Members: /ngo. To get calls, choose a region: /alerts"),
        )
    )


def seat_taken(office: Office, seat: Seat, tr: Translator, service: Service) -> Screen:
    """Return the word to who invited somebody into a seat."""
    return Screen(
        paragraphs(
            tr("<b>Your invitation was accepted</b>"),
            tr("{office}, as {role}", office=office_title(office, tr, service), role=role_name(seat.role, tr)),
            holder_name(seat, tr),
        )
    )


def refused(where: str, tr: Translator) -> Screen:
    """Return the word to who invited somebody in vain; `where` is HTML."""
    return Screen(paragraphs(tr("<b>Your invitation was declined</b>"), where))


def member_joined(ngo: Ngo, by_coordinator: bool, tr: Translator) -> Screen:
    """Return the word to the other members, and to who let the person in."""
    how = (
        tr("The territory's coordinator made the link.")
        if by_coordinator
        else tr("They came by a link that a member made.")
    )
    return Screen(
        paragraphs(
            tr("<b>A new member came into</b>\n{ngo}", ngo=esc(ngo.name, 200)),
            how,
            tr("If you do not know this person, look at the members: /ngo"),
        )
    )


def member_removed(ngo: Ngo, tr: Translator) -> Screen:
    """Return the word to somebody whom another member took out."""
    return Screen(
        paragraphs(
            tr("<b>You were taken out of the organisation</b>\n{ngo}", ngo=esc(ngo.name, 200)),
            tr("If this is a mistake, ask another member or the coordinator of the territory for a new link."),
        )
    )
