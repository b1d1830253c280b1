"""Groups, supergroups and channels, as their people manage them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.demo.botapi.model import CHANNEL_RIGHTS, GROUP_RIGHTS, RIGHTS, Account, Chat, Member, Message, Status, Topic

if TYPE_CHECKING:
    from bot.demo.botapi.world import World


class Group:
    """A group, supergroup or channel and what people may do with it.

    After :meth:`migrate` the same object goes on as the supergroup; ``old_chat`` is the group that was.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self.old_chat: Chat | None = None

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def creator(self) -> Account:
        """Who owns it."""
        return next(member.account for member in self.chat.members.values() if member.status == "creator")

    @property
    def messages(self) -> list[Message]:
        """What can be seen, oldest first."""
        return list(self.chat.messages.values())

    def add(self, account: Account, *, by: Account | None = None) -> None:
        """Add a person or a bot as a member."""
        by = by or self.creator
        self._set(account, "member", by)
        if self.chat.kind != "channel":
            self.world.service(self.chat, by, new_chat_members=[account.as_api()])

    def remove(self, account: Account, *, by: Account | None = None) -> None:
        """Remove somebody, so that they cannot come back by themselves."""
        by = by or self.creator
        self._set(account, "kicked", by)
        if self.chat.kind != "channel":
            self.world.service(self.chat, by, left_chat_member=account.as_api())

    def leave(self, account: Account) -> None:
        """Somebody leaves by themselves."""
        self._set(account, "left", account)
        if self.chat.kind != "channel":
            self.world.service(self.chat, account, left_chat_member=account.as_api())

    def promote(self, account: Account, *, by: Account | None = None, **rights: bool) -> None:
        """Make somebody an administrator, with every right except those given as false."""
        extra = CHANNEL_RIGHTS if self.chat.kind == "channel" else GROUP_RIGHTS
        granted = dict.fromkeys((*RIGHTS, *extra), True) | {"can_promote_members": False} | rights
        self._set(account, "administrator", by or self.creator, granted)

    def demote(self, account: Account, *, by: Account | None = None) -> None:
        """Make an administrator a plain member again; a bot, which cannot be one in a channel, is out of it."""
        out = self.chat.kind == "channel" and account.is_bot
        self._set(account, "left" if out else "member", by or self.creator)

    def set_members_may_write(self, allowed: bool) -> None:
        """Let plain members write, or administrators only."""
        self.chat.members_may_write = allowed
        self.world.touch()

    def protect(self) -> None:
        """Restrict saving content: what is written from now on cannot be forwarded."""
        self.chat.protected = True

    def set_anonymous(self, account: Account, anonymous: bool = True) -> None:
        """Let an administrator write in the group's name."""
        self.chat.members[account.id].anonymous = anonymous

    def rename(self, title: str) -> None:
        """Change the title."""
        self.chat.title = title
        self.world.service(self.chat, self.creator, new_chat_title=title)

    def create_topic(self, name: str, *, by: Account | None = None, icon_color: int = 0x6FB9F0) -> Topic:
        """Open a topic in a forum."""
        created: dict[str, Any] = {"name": name, "icon_color": icon_color}
        message = self.world.service(self.chat, by or self.creator, forum_topic_created=created)
        topic = Topic(message.message_id, name, icon_color)
        self.chat.topics[topic.id] = topic
        return topic

    def close_topic(self, topic: Topic, *, by: Account | None = None, closed: bool = True) -> None:
        """Close a topic, or open it again."""
        topic.closed = closed
        content: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self.world.service(self.chat, by or self.creator, thread_id=topic.id, **content)

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic with its messages; bots are not told, as in Telegram."""
        del self.chat.topics[topic.id]
        self.world.remove([message for message in self.chat.messages.values() if message.thread_id == topic.id])

    def migrate(self) -> int:
        """Turn a basic group into a supergroup, as Telegram does by itself when a setting needs it.

        Returns:
            The new chat id. Service messages tell it in the old chat and the old id in the new one.
        """
        old = self.chat
        new = Chat(self.world.new_group_id("supergroup"), "supergroup", old.title, members=dict(old.members))
        self.chat, self.old_chat = new, old
        self.world.groups[new.id] = self
        self.world.groups[old.id] = Group(self.world, old)
        self.world.service(old, self.creator, migrate_to_chat_id=new.id)
        self.world.service(new, self.creator, migrate_from_chat_id=old.id)
        old.migrated_to = new.id
        return new.id

    def delete(self) -> None:
        """Delete the group with all its messages."""
        self.chat.deleted = True
        self.world.remove(list(self.chat.messages.values()))

    def _set(self, account: Account, status: Status, by: Account, rights: dict[str, bool] | None = None) -> None:
        old = self.chat.member(account)
        new = Member(account, status, rights or {}, old.anonymous)
        self.chat.members[account.id] = new
        self.world.member_changed(self.chat, by, old, new)
