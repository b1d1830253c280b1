"""The channels of the sample sites: the same posts, there to be forwarded as people forward them to each other."""

from __future__ import annotations

from bot.demo.botapi import Group, Message, World
from bot.demo.sample_sources import SampleSources

EDITOR = 700_000_090  # an invented account that nobody meets


class SampleChannels:
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

    def post(self, key: str) -> Message:
        """Return a published post as its channel shows it.

        Raises:
            LookupError: no published post has the key.
        """
        for site in self._sources.sites.values():
            for published in site.posts:
                if published.draft.key == key:
                    if key not in self._posts:
                        channel = self._channel(site.file.id, site.file.name_kk)
                        text = f"{published.draft.title}\n\n{published.text}\n\n{published.url}"
                        self._posts[key] = self._editor.write(channel, text)
                    return self._posts[key]
        raise LookupError(key)

    def _channel(self, site: str, title: str) -> Group:
        if site not in self._channels:
            self._channels[site] = self._world.add_channel(title, self._editor, username=f"{site}_demo_channel")
        return self._channels[site]
