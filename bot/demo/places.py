"""Chats that the guests share: a forum of NGOs and a channel of an alliance, as `places.toml` describes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.demo.botapi import BotAccount, Group, NotPossible, Person, World
from bot.demo.sample_texts import dated

FILE = Path(__file__).with_name("places.toml")
# What the bot may be in a shared chat, from nothing to everything.
Standing = Literal["out", "member", "silent", "admin"]


@dataclass(frozen=True, slots=True)
class Place:
    """One shared chat. `id` is its name on the page."""

    id: str
    group: Group

    def standing(self, bot: BotAccount) -> Standing:
        """Return what the bot is here: not in, a member, an administrator that may not post, or one that may."""
        member = self.group.chat.member(bot)
        if not member.inside:
            return "out"
        if not member.is_admin:
            return "member"
        is_silent = self.group.chat.kind == "channel" and not member.may("can_post_messages")
        return "silent" if is_silent else "admin"

    def allowed(self, person: Person, bot: BotAccount) -> list[Standing]:
        """Return what a person may make of the bot here; the present standing is not among it."""
        me, now = self.group.chat.member(person), self.standing(bot)
        if self.group.chat.kind == "channel":
            offered: list[Standing] = ["admin", "silent", "out"] if me.is_admin else []
        elif me.is_admin:
            offered = ["member", "admin", "out"]
        else:
            offered = ["member"] if me.inside and now == "out" else []
        return [standing for standing in offered if standing != now]

    def make(self, standing: Standing, person: Person, bot: BotAccount) -> None:
        """Add the bot, give or take its rights, or remove it.

        Raises:
            NotPossible: a phone would not offer it to this person.
        """
        if standing not in self.allowed(person, bot):
            raise NotPossible("the person may not do this here")
        match standing:
            case "out":
                self.group.remove(bot, by=person)
            case "admin":
                self.group.promote(bot, by=person)
            case "silent":
                self.group.promote(bot, by=person, can_post_messages=False)
            case "member" if self.standing(bot) == "out":
                self.group.add(bot, by=person)
            case "member":
                self.group.demote(bot, by=person)


def shared_places(world: World, people: Mapping[str, Person], today: date) -> tuple[Place, ...]:
    """Make the shared chats with what was written there before the demo began.

    Args:
        world: the local Telegram.
        people: guests by their id.
        today: from which the dates in the posts are counted.
    """
    described = tomllib.loads(FILE.read_text(encoding="utf-8"))["place"]
    return tuple(_place(world, people, today, **fields) for fields in described)


def _place(
    world: World,
    people: Mapping[str, Person],
    today: date,
    *,
    id: str,
    kind: Literal["forum", "channel"],
    title: str,
    owner: str,
    members: list[str],
    topics: list[str],
    post: list[dict[str, Any]],
    username: str = "",
) -> Place:
    if kind == "channel":
        group = world.add_channel(title, people[owner], username=username)
    else:
        group = world.add_group(title, people[owner], forum=True, username=username)
    for member in members:
        group.add(people[member])
    made = [group.create_topic(name).id for name in topics]
    for said in post:
        topic = made[said["topic"] - 1] if "topic" in said else None
        people[said["by"]].write(group, dated(said["text"], today), thread_id=topic)
    return Place(id, group)
