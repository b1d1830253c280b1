"""Posts of the sample sites as they stand in channels of the local Telegram, where people forward them from."""

from __future__ import annotations

import re
from typing import Any

from bot.demo.botapi import Group, Message, World
from bot.demo.sample_sources import SampleSources
from bot.demo.sample_texts import Published

EDITOR = 700_000_090  # an invented account that nobody meets
OFFERED = 8  # newest posts of each site that can be forwarded on the page


class Reposts:
    """Makes a channel of a site when somebody first forwards a post of it.

    Args:
        world: the local Telegram.
        sources: the sample sites.
    """

    def __init__(self, world: World, sources: SampleSources) -> None:
        self._world = world
        self._sources = sources
        self._editor = world.add_person(EDITOR, "Редакция")
        self._channels: dict[str, Group] = {}
        self._posts: dict[str, Message] = {}

    def as_json(self) -> list[dict[str, Any]]:
        """Return the posts that the page offers to forward, site by site, the newest first."""
        return [
            {"key": post.draft.key, "title": post.draft.title, "lang": post.draft.lang}
            for site in self._sources.sites.values()
            for post in site.posts[:OFFERED]
            if post.draft.title
        ]

    def post(self, key: str) -> Message:
        """Return a published post as its channel shows it now.

        Raises:
            LookupError: no published post has the key.
        """
        for site in self._sources.sites.values():
            for published in site.posts:
                if published.draft.key == key:
                    return self._message(self._channel(site.file.id, site.file.name_kk), published)
        raise LookupError(key)

    def _message(self, channel: Group, published: Published) -> Message:
        title, text = published.draft.title, published.text
        number = published.url.rpartition("/")[2]
        is_numbered = number.isascii() and number.isdecimal()
        # A message of a channel has a number there and needs no link to itself; a page of a site does.
        words = [*([] if text.startswith(title) else [title]), text, *([] if is_numbered else [published.url])]
        known = self._posts.get(published.url)
        if known is None:
            if is_numbered:
                channel.chat.last_id = int(number) - 1
            known = self._posts[published.url] = self._editor.write(channel, "\n\n".join(words))
        elif known.text != "\n\n".join(words):
            self._editor.edit(known, "\n\n".join(words))
        return known

    def _channel(self, site: str, title: str) -> Group:
        if site not in self._channels:
            username = re.sub(r"\W", "_", site, flags=re.ASCII)
            self._channels[site] = self._world.add_channel(title, self._editor, username=username)
        return self._channels[site]
