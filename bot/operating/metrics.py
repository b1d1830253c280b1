"""The page of figures for Prometheus. Labels come from short lists of ours: never a chat, a source or a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.operating.contact import Contact
from bot.operating.counts import BOUNDS, Counts
from domain.operating import OperatingFigures
from domain.outbox import Priority

if TYPE_CHECKING:
    from prometheus_client.core import Metric

ENDINGS = ("sent", "retry", "gone", "unknown")


class Metrics:
    """Writes the figures of this process and of the database down.

    Args:
        counts: updates and errors.
        endings: how sendings ended, by `ENDINGS`.
        polls: polls of sources by (kind, whether it worked).
        collected: returns how many posts and how many calls were new.
        leads: tells whether this process is the one that sends and runs jobs.
        backup: returns when the last copy was made by this bot, or None.
    """

    CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(
        self,
        counts: Counts,
        *,
        endings: Counter[str],
        polls: Mapping[tuple[str, bool], int],
        collected: Callable[[], tuple[int, int]],
        leads: Callable[[], bool],
        backup: Callable[[], datetime | None],
    ) -> None:
        # Loaded only where the page is served.
        from prometheus_client import CollectorRegistry, ProcessCollector

        self._counts = counts
        self._endings = endings
        self._polls = polls
        self._collected = collected
        self._leads = leads
        self._backup = backup
        self._figures: OperatingFigures | None = None
        self._now: datetime | None = None
        self._contact: Contact | None = None
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def page(self, figures: OperatingFigures | None, now: datetime, contact: Contact | None) -> bytes:
        """Return the page in Prometheus' text format.

        Args:
            figures: of the database; None when it does not answer.
            now: the current instant, for ages.
            contact: when Telegram last answered.
        """
        from prometheus_client import generate_latest

        self._figures, self._now, self._contact = figures, now, contact
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield every figure (called by prometheus_client)."""
        yield from self._of_updates()
        yield from self._of_messages()
        yield from self._of_sources()
        yield from self._of_database()

    def _of_updates(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        handled = CounterMetricFamily("elshi_updates_handled", "Updates handled, by kind.", labels=["kind"])
        for kind, count in sorted(self._counts.updates.items()):
            handled.add_metric([kind], count)
        yield handled
        total, buckets = 0, []
        for bound, count in zip((*BOUNDS, float("inf")), self._counts.buckets, strict=True):
            total += count
            buckets.append(("+Inf" if bound == float("inf") else str(bound), float(total)))
        spent = HistogramMetricFamily("elshi_update_seconds", "Seconds from an update's arrival until it was handled.")
        spent.add_metric([], buckets, self._counts.seconds)
        yield spent
        errors = CounterMetricFamily("elshi_errors", "Lines of the level ERROR, by part.", labels=["part"])
        for part, count in sorted(self._counts.errors.items()):
            errors.add_metric([part], count)
        yield errors

    def _of_messages(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        ended = CounterMetricFamily("elshi_sendings", "Sendings, by how they ended.", labels=["ending"])
        for ending in ENDINGS:
            ended.add_metric([ending], self._endings[ending])
        yield ended
        yield GaugeMetricFamily("elshi_leader", "Whether this process sends and runs jobs.", value=int(self._leads()))
        if self._contact is not None:
            ago = self._contact.ago()
            if ago is not None:
                yield GaugeMetricFamily("elshi_telegram_silent_seconds", "Since Telegram last answered.", value=ago)
            refused = int(self._contact.refused)
            yield GaugeMetricFamily("elshi_token_refused", "Whether Telegram refuses the token.", value=refused)

    def _of_sources(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily

        polls = CounterMetricFamily(
            "elshi_source_polls", "Polls of sources, by kind of source.", labels=["kind", "result"]
        )
        for (kind, worked), count in sorted(self._polls.items()):
            polls.add_metric([kind, "ok" if worked else "failed"], count)
        yield polls
        posts, calls = self._collected()
        yield CounterMetricFamily("elshi_posts_collected", "New posts.", value=posts)
        yield CounterMetricFamily("elshi_calls_collected", "New or changed calls.", value=calls)

    def _of_database(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        found, now = self._figures, self._now
        yield GaugeMetricFamily("elshi_database_up", "Whether the database answers.", value=int(found is not None))
        made = self._backup()
        if made is not None:
            at = made.timestamp()
            yield GaugeMetricFamily("elshi_backup_timestamp_seconds", "When the last copy was made.", value=at)
        if found is None or now is None:
            return
        pending = GaugeMetricFamily("elshi_outbox_pending", "Messages that wait, by priority.", labels=["priority"])
        oldest = GaugeMetricFamily(
            "elshi_outbox_oldest_due_seconds", "How long the longest waiting due message waits.", labels=["priority"]
        )
        for priority in Priority:
            waiting = found.outbox[int(priority)]
            pending.add_metric([priority.name.lower()], waiting.pending)
            age = (now - waiting.oldest_due).total_seconds() if waiting.oldest_due else 0.0
            oldest.add_metric([priority.name.lower()], max(0.0, age))
        yield pending
        yield oldest
        for name, told, value in (
            ("elshi_schema_version", "Version of the schema.", found.schema),
            ("elshi_database_bytes", "Size of the database.", found.size),
            ("elshi_log_entries", "Length of the log.", found.log),
            ("elshi_requests_open", "Requests without an answer.", found.open_requests),
            ("elshi_requests_overdue", "Open requests past their reply date.", found.overdue_requests),
            ("elshi_updates_unhandled", "Updates kept and not yet handled.", found.unhandled_updates),
        ):
            yield GaugeMetricFamily(name, told, value=value)
