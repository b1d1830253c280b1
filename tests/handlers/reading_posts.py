"""What tests of read calls share: a post of a site comes in, and is read as in production."""

from __future__ import annotations

from datetime import timedelta

from domain.calls.fingerprint import fingerprint
from domain.calls.model import Post
from domain.ports import Harvest
from domain.sources import Source, SourceState
from tests.person import SOURCE, Stage

OTHER_SITE = Source("fund", "feed", "https://example.kz/fund", "Қор сайты", "Сайт фонда")

TITLE = "Жетісу облысы: жастарға арналған шағын гранттар конкурсы"
TEXT = (
    "Жетісу облысының ішкі саясат басқармасы жастарға арналған шағын гранттар конкурсын жариялайды. Үкіметтік емес"
    " ұйымдар қатыса алады. Бір грант – 900 000 теңгеге дейін. Өтінімдер 2026 жылғы 14 сәуір сағат 18:00-ге дейін"
    " қабылданады."
)


async def comes(
    stage: Stage, text: str = TEXT, *, title: str = TITLE, name: str = "one", source: Source = SOURCE, minutes: int = 0
) -> None:
    """Let a post come from a site (again, with other words, under the same name), and be read."""
    now = stage.clock.now()
    stage.service.source_names.setdefault(source.id, (source.name_kk, source.name_ru))
    published = now + timedelta(minutes=minutes)
    post = Post(name, f"https://example.kz/{source.id}/{name}", title, text, published)
    async with stage.store.write() as repositories:
        await repositories.sources.sync([SOURCE, OTHER_SITE], now)
        await repositories.sources.keep([Harvest(source.id, SourceState(), [(post, fingerprint(post))])], now)
    await stage.service.reader.read_all()  # type: ignore[attr-defined]
