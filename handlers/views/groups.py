"""What is shown about groups and channels: in private to their administrators, and the few words said in them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.groups import GroupChat, GroupKind, GroupState
from domain.language import Language
from domain.subscriptions import Subscription
from handlers.callbacks import AlertsAct, AlertsPress, Go, GroupAct, GroupPress, Way
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.onboarding import LANGUAGE_NAMES
from handlers.views.screen import Button, Rows, Screen, clip, esc, lines, one_line, paragraphs, press
from handlers.views.sentence import numbered

TITLE_LIMIT = 60
LABEL_LIMIT = 40
CHATS_SHOWN = 30
"""Chats on the list at most: who administers more finds the others by the button in them."""

_MARKS = {GroupState.ACTIVE: "", GroupState.SILENCED: "⚠ ", GroupState.LEFT: "✕ "}


def link(username: str, payload: str) -> str:
    """Return the address that opens the private chat with the bot."""
    return f"https://t.me/{username}?start={payload}"


def group_payload(chat_id: int) -> str:
    """Return what the link of a group or channel carries."""
    return f"g{-chat_id}"


def _title(chat: GroupChat) -> str:
    """Return the title on one line; one of nothing that can be seen gives way to the chat's number."""
    return one_line(chat.title) or f"№ {-chat.id}"


def _name(chat: GroupChat) -> str:
    return esc(_title(chat), TITLE_LIMIT)


def _button(label: str, act: GroupAct, chat: GroupChat, language: Language | None = None) -> Button:
    return press(label, GroupPress(act=act, id=-chat.id, language=language))


# --- said in the chat itself ------------------------------------------------------------------------------------------


def hello(chat: GroupChat, speakers: Sequence[Translator], username: str) -> Screen:
    """Return the greeting: one short message, in each language that is given."""
    labels = " / ".join(tr("Set up") for tr in speakers)
    words = paragraphs(*(_hello(chat, tr) for tr in speakers))
    return Screen(words, ((Button(labels, url=link(username, group_payload(chat.id))),),))


def _hello(chat: GroupChat, tr: Translator) -> str:
    if chat.kind is GroupKind.CHANNEL:
        return tr("Hello! I am Elshi: I bring calls for NGOs here. An administrator sets me up in a private chat.")
    return tr("Hello! I am Elshi: I bring calls for NGOs to this group. An administrator sets me up in a private chat.")


def back(tr: Translator) -> Screen:
    """Return that alerts come again."""
    return Screen(tr("I can write here again. New calls will come as before."))


def here(chat: GroupChat, tr: Translator) -> Screen:
    """Return where alerts go from now on."""
    if not chat.forum:
        return Screen(tr("There are no topics here: calls come to the group itself."))
    if chat.topic_id is None:
        return Screen(tr("Calls will come to the general topic."))
    return Screen(tr("Calls will come to this topic."))


def admins_only(tr: Translator) -> Screen:
    """Return that the command is for administrators."""
    return Screen(tr("Only an administrator of this group can do this."))


def anonymous(tr: Translator) -> Screen:
    """Return why an anonymous administrator is not heard."""
    return Screen(
        tr(
            "I cannot see who wrote this: anonymous administrators cannot be told apart. Switch anonymity off for a"
            " moment and repeat."
        )
    )


def unasked(tr: Translator) -> Screen:
    """Return that Telegram did not say who administers the chat."""
    return Screen(tr("Telegram did not answer. Please try again in a minute."))


def private_only(tr: Translator) -> str:
    """Return the toast of a button that stands in a group and belongs to a private chat."""
    return tr("This button works only in the private chat with me.")


# --- said in private to whoever set the chat up -----------------------------------------------------------------------


def added(chat: GroupChat, tr: Translator) -> Screen:
    """Return that a channel was connected."""
    text = tr("The channel <b>{title}</b> is connected. Choose which calls it gets.", title=_name(chat))
    return Screen(text, ((_button(tr("Set up"), GroupAct.OPEN, chat),),))


def lost(chat: GroupChat, tr: Translator) -> Screen:
    """Return that the bot cannot write to the chat, and what to do."""
    return Screen(paragraphs(tr("Calls no longer come to <b>{title}</b>.", title=_name(chat)), _trouble(chat, tr)))


def topic_lost(chat: GroupChat, tr: Translator) -> Screen:
    """Return that the topic is closed or gone, and what to do."""
    text = paragraphs(
        tr("The topic of the group <b>{title}</b> is closed or deleted.", title=_name(chat)),
        tr(
            "Calls now come to the general topic. To choose another one, write /here in it. A closed topic takes my"
            " messages if I am an administrator who may manage topics."
        ),
    )
    return Screen(text)


def _trouble(chat: GroupChat, tr: Translator) -> str | None:
    if chat.state is GroupState.LEFT:
        return tr("I was removed from the chat, or it was deleted. To go on, add me again: all settings are kept.")
    if chat.state is GroupState.SILENCED and chat.kind is GroupKind.CHANNEL:
        return tr(
            "I may not post there. Make me an administrator with the right to post messages. Calls are kept for 14"
            " days."
        )
    if chat.state is GroupState.SILENCED:
        return tr("I may not write there. Let members write, or make me an administrator. Calls are kept for 14 days.")
    return None


# --- the screens in private -------------------------------------------------------------------------------------------


def list_screen(chats: Sequence[GroupChat], tr: Translator, username: str) -> Screen:
    """Return the person's groups and channels, and the ways to add the bot to another one."""
    shown = chats[:CHATS_SHOWN]
    rows: Rows = tuple(
        (_button(clip(f"{_MARKS[chat.state]}{_title(chat)}", LABEL_LIMIT), GroupAct.OPEN, chat),) for chat in shown
    )
    text = paragraphs(
        tr("<b>My groups and channels</b>"),
        tr("Choose a chat to set it up.") if shown else tr("There are none yet. Add me to a group or a channel."),
        tr("If a group is not on the list, press “Set up” under my greeting in it, or write /alerts there."),
    )
    return Screen(text, (*rows, *_add_rows(tr, username)))


def _add_rows(tr: Translator, username: str) -> Rows:
    # Plain links and not the newer button that asks for a chat: old phones open them too, and whoever does not offer a
    # list of channels still shows the profile, from where the bot is added by hand. In a group no rights are asked for:
    # a plain member is given only what is meant for it, and need not read the rest.
    base = f"https://t.me/{username}"
    return (
        (Button(tr("Add to a group"), url=f"{base}?startgroup=setup"),),
        (Button(tr("Add to a channel"), url=f"{base}?startchannel&admin=post_messages"),),
    )


def language_screen(chat: GroupChat, tr: Translator) -> Screen:
    """Return the question which language the chat's alerts are in."""
    row = tuple(_button(name, GroupAct.LANGUAGE, chat, code) for code, name in LANGUAGE_NAMES.items())
    text = paragraphs(f"<b>{_name(chat)}</b>", tr("<b>In which language shall I write there?</b>"))
    return Screen(text, (row, *_back(tr)))


def chat_screen(chat: GroupChat, subscriptions: Sequence[Subscription], tr: Translator, service: Service) -> Screen:
    """Return how the chat is set up, and what can be changed."""
    language = LANGUAGE_NAMES[chat.language] if chat.language else None
    topic = None
    if chat.forum:
        topic = (
            tr("Topic: general. To choose another one, write /here in it.")
            if chat.topic_id is None
            else tr("Topic: the one where /here was written.")
        )
    facts = lines(tr("Language: {language}", language=language) if language else None, topic)
    wishes = [numbered(number, one, tr, service) for number, one in enumerate(subscriptions, start=1)] or [
        tr("It gets no calls yet: choose what it needs.")
    ]
    text = paragraphs(f"<b>{_name(chat)}</b>", _trouble(chat, tr), facts, *wishes)
    wanted = AlertsPress(act=AlertsAct.LIST if subscriptions else AlertsAct.NEW, chat=chat.id)
    rows: list[tuple[Button, ...]] = [
        (press(tr("Change what comes") if subscriptions else tr("Choose what comes"), wanted),),
        (_button(tr("Change the language"), GroupAct.ASK_LANGUAGE, chat),),
    ]
    if chat.topic_id is not None:
        rows.append((_button(tr("Write to the general topic"), GroupAct.GENERAL, chat),))
    return Screen(text, (*rows, *_back(tr)))


def _back(tr: Translator) -> Rows:
    return ((press(tr("‹ My groups and channels"), Go(to=Way.GROUPS)),),)


def commands(tr: Translator, *, forum: bool) -> dict[str, str]:
    """Return what Telegram shows to a group's administrators beside each command."""
    topics = {"here": tr("Send calls to this topic")} if forum else {}
    return topics | {"alerts": tr("Set up which calls come here")}


def around(chat_id: int, tr: Translator) -> Rows:
    """Return what stands under a chat's subscriptions: the way to groups and channels, or back to the settings of one.

    `chat_id` is 0 for the person's own chat.
    """
    if not chat_id:
        return ((press(tr("My groups and channels"), Go(to=Way.GROUPS)),),)
    return ((press(tr("‹ Settings of the chat"), GroupPress(act=GroupAct.OPEN, id=-chat_id)),),)
