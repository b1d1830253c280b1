"""The one HTTP client for sources: conditional, bounded in size and time, polite, and safe to point anywhere."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import metadata
from types import MappingProxyType
from typing import Self

import aiohttp
from yarl import URL

from domain.clock import Clock
from scrapers import inflate
from scrapers.addresses import LocalAddress, socket_factory
from scrapers.base import AGENT, MEBIBYTE, Failed, Fetched, Gone, Limits, NotModified, Page, Question, Refused
from scrapers.file_kinds import file_by_beginning, file_by_type
from scrapers.headers import media_type, retry_after, validator
from scrapers.reader import Readers
from scrapers.robots import MAX_ROBOTS, Manners, robots_url
from scrapers.unwelcome import LOOKED_AT, barrier

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
CONNECTIONS = 32
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SAME_METHOD = frozenset({307, 308})
"""Redirects after which a question is asked again as it was (RFC 9110, 15.4.8 and 15.4.9)."""
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}
_STALE_ROBOTS_FOR = timedelta(hours=1)
_MAX_SITES = 500
_MAX_VERDICTS = 200
_SMALL = 2 * MEBIBYTE
_WALLS = frozenset({401, 403, 407, 429, 503})
"""Statuses under which browser checks and requests for a password are served."""


@dataclass(slots=True)
class _Site:
    """What we remember about one scheme, host and port while running."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one request at a time
    free_at: float = 0.0  # monotonic seconds: not before this, by Crawl-delay
    robots_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: bytes | None = None  # None: never read; b"": everything is allowed
    robots_until: datetime | None = None
    verdicts: dict[str, Manners] = field(default_factory=dict)  # by address, for the robots.txt above


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class _Wall:
    """A refusing answer, with the beginning of what it says."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    retry_at: datetime | None

    def failure(self) -> Failed:
        return Failed("http_status", str(self.status), self.retry_at)


class Fetcher:
    """The door to the outside: one HTTP session, and the process that reads what comes through it.

    Use it as `async with Fetcher(clock, contact=…) as fetcher`; leaving closes both.

    Args:
        clock: tells the instants that outcomes carry.
        allow_local: let sources stand on private and loopback addresses: for the demo and the tests only.
        contact: how a site's owner reaches the operator (an address or a page); part of our user agent.
        limits: how much of a stranger we bear.
        chance: gives random numbers, 0 ≤ x < 1, for the spread of polls.
        tokens: the operator's own tokens, by kind of source.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow_local: bool = False,
        contact: str = "",
        limits: Limits | None = None,
        chance: Callable[[], float] = random.random,
        tokens: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.clock = clock
        self.chance = chance
        self.limits = limits or Limits()
        self.reader = Readers(seconds=self.limits.read_seconds, memory=self.limits.read_memory)
        self._tokens = {kind: token for kind, token in tokens.items() if token}
        self._large = asyncio.Lock()  # long bodies are taken one at a time: memory stays bounded however many sites
        self._allow_local = allow_local
        self._user_agent = user_agent(contact)
        self._sites: dict[str, _Site] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        limits = self.limits
        await self.reader.__aenter__()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=CONNECTIONS, socket_factory=socket_factory(allow_local=self._allow_local)
            ),
            # One site's cookies are of no use to us, and following people around is not what we are for.
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": self._user_agent,
                "Accept": ACCEPT,
                "Accept-Encoding": ", ".join(inflate.ENCODINGS),
            },
            timeout=aiohttp.ClientTimeout(
                total=limits.total_seconds,
                sock_connect=limits.connect_seconds,
                sock_read=limits.silence_seconds,
            ),
            auto_decompress=False,  # done by `inflate`, which stops at the cap and notices a stream cut short
        )
        return self

    async def __aexit__(self, *exc: object) -> None:
        try:
            if self._session is not None:
                await self._session.close()
        finally:
            await self.reader.__aexit__(*exc)

    def token(self, kind: str) -> str:
        """Return the operator's token for sources of a kind; "" when none is set."""
        return self._tokens.get(kind, "")

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        question: Question | None = None,
    ) -> Fetched:
        """Ask for an address, following redirects and obeying robots.txt on the way.

        Args:
            url: absolute http(s) address.
            etag: validator of the copy we have, as the server gave it.
            last_modified: the other validator.
            question: what to send by POST; the address is read by GET when omitted.

        Returns:
            The outcome; failures of the network and of the server are outcomes, not exceptions.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        if question is not None:
            headers |= _JSON
            if question.token:
                headers["Authorization"] = f"Bearer {question.token}"
        return await self._follow(url, headers, robots=True, question=question)

    async def _follow(
        self, url: str, headers: Mapping[str, str], *, robots: bool, question: Question | None = None
    ) -> Fetched:
        seen: set[str] = set()
        moved_to, permanent = None, True
        while True:
            if not _askable(url):
                return Failed("bad_url", url[:200])
            if url in seen:
                return Failed("redirect_loop", url[:200])
            if len(seen) > self.limits.redirects:
                return Failed("too_many_redirects", str(self.limits.redirects))
            seen.add(url)
            delay = await self._delay(url) if robots else 0.0
            if not isinstance(delay, float):
                return delay
            cap = self.limits.body if robots else None
            answer = await self._ask(url, headers, delay, cap=cap, body=question.body if question else None)
            if isinstance(answer, _Wall):
                wall = barrier(answer.status, answer.headers, answer.body, url, url)
                if question and question.token and answer.status in {401, 403} and wall != "browser_check":
                    wall = "token_refused"
                answer = Refused(url, wall, answer.retry_at) if wall else answer.failure()
            if not isinstance(answer, _Redirect):
                return replace(answer, moved_to=moved_to) if isinstance(answer, Page) else answer
            try:
                asked, url = url, str(URL(url).join(URL(answer.location)).with_fragment(None))
                # A question is no address: it is repeated only where HTTP says so, and a token goes nowhere else.
                if question and (answer.status not in _SAME_METHOD or (question.token and not _same_site(asked, url))):
                    return Failed("bad_response", "redirect")
            except ValueError:
                return Failed("bad_response", "Location")
            permanent = permanent and answer.status in _PERMANENT
            moved_to = url if permanent else moved_to

    async def _delay(self, url: str) -> float | Refused | Failed:
        """Return the seconds to leave after asking for an address, or why it may not be asked for."""
        site = self._site(url)
        async with site.robots_turn:
            now = self.clock.now()
            if site.robots_until is None or site.robots_until <= now:
                problem = await self._refresh_robots(url, site, now)
                if problem is not None:
                    return problem
        if not site.robots:
            return 0.0
        manners = site.verdicts.get(url)
        if manners is None:
            manners = await self.reader.manners(site.robots, url)
            if manners is None:
                return Failed("robots_unavailable", "unreadable")
            if len(site.verdicts) < _MAX_VERDICTS:
                site.verdicts[url] = manners
        if not manners.allowed:
            return Refused(url)
        return min(manners.crawl_delay, self.limits.crawl_delay)

    async def _refresh_robots(self, url: str, site: _Site, now: datetime) -> Failed | None:
        answer = await self._follow(robots_url(url), {}, robots=False)
        site.verdicts.clear()
        keep_for = self.limits.robots_for
        match answer:
            case Page():
                site.robots = answer.body
            # RFC 9309, 2.3.1.3: a robots.txt that does not exist, that we may not see, or that redirects for ever,
            # forbids nothing. (The address itself will then be refused in the same way.)
            case Gone() | Refused() | Failed(code="too_many_redirects" | "redirect_loop"):
                site.robots = b""
            case Failed(code="http_status") if answer.detail.startswith("4") and answer.detail != "429":
                site.robots = b""
            case _ if site.robots is not None:
                keep_for = _STALE_ROBOTS_FOR  # 2.3.1.4 and 2.4: while it cannot be had, what was known still holds
            # 2.3.1.4: a server in trouble means that everything is forbidden for now.
            case Failed(code="http_status" | "too_large" | "bad_compression" | "bad_response"):
                return Failed("robots_unavailable", answer.detail or answer.code, answer.retry_at)
            case Failed():
                return answer
            case _:
                return Failed("robots_unavailable", type(answer).__name__)
        site.robots_until = now + keep_for
        return None

    def _site(self, url: str) -> _Site:
        origin = str(URL(url).origin())
        if origin not in self._sites and len(self._sites) >= _MAX_SITES:
            # A hostile site can redirect to a new name each time. Whom we forget is asked for its rules once more.
            self._sites.pop(next(iter(self._sites)))
        return self._sites.setdefault(origin, _Site())

    async def _ask(
        self, url: str, headers: Mapping[str, str], delay: float, *, cap: int | None, body: bytes | None
    ) -> Page | NotModified | Gone | Refused | Failed | _Redirect | _Wall:
        """Send one request when it is the site's turn. `cap` None: a robots.txt, of which the beginning will do."""
        site = self._site(url)
        clock = asyncio.get_running_loop().time
        async with site.turn:
            await asyncio.sleep(max(0.0, site.free_at - clock()))
            try:
                return await self._request(url, headers, cap, body)
            except (aiohttp.ClientError, OSError, ValueError) as error:
                return _failure(error, url)
            finally:
                site.free_at = clock() + delay

    async def _request(
        self, url: str, headers: Mapping[str, str], cap: int | None, body: bytes | None
    ) -> Page | NotModified | Gone | Failed | _Redirect | _Wall:
        assert self._session is not None, "use the fetcher inside `async with`"
        method = "GET" if body is None else "POST"
        async with self._session.request(method, url, headers=headers, data=body, allow_redirects=False) as response:
            status, got = response.status, response.headers
            if status == 304:
                return NotModified()
            if status in _REDIRECTS:
                return _Redirect(status, got.get("Location", ""))
            if status in {404, 410}:
                return Gone(status)
            retry_at = retry_after(got.get("Retry-After"), self.clock.now())
            if status in _WALLS:
                said = {name.lower(): value for name, value in got.items()}
                return _Wall(status, said, await self._beginning(response), retry_at)
            if not 200 <= status < 300 or status == 204:
                return Failed("http_status", str(status), retry_at)
            kind, charset = media_type(got.get("Content-Type", ""))
            if cap is not None and (file_by_type(kind) or (response.content_length or 0) > cap):
                # Not a byte of it is taken.
                return Failed("is_a_file", kind) if file_by_type(kind) else Failed("too_large", str(cap))
            try:
                got_body = await self._body(response, cap)
            except inflate.TooLarge:
                return Failed("too_large", str(cap))
            except inflate.BadCompression as error:
                return Failed("bad_compression", str(error))
        if cap is not None and (found := file_by_beginning(got_body)):
            return Failed("is_a_file", found)
        validators = validator(got.get("ETag")), validator(got.get("Last-Modified"))
        return Page(got_body, url, kind, charset, *validators)

    async def _body(self, response: aiohttp.ClientResponse, cap: int | None) -> bytes:
        body = inflate.Inflater(response.headers.get("Content-Encoding", ""), cap or MAX_ROBOTS)
        async with AsyncExitStack() as stack:
            alone = False
            try:
                async for chunk in response.content.iter_any():
                    body.feed(chunk)
                    if body.size > _SMALL and not alone:
                        alone = True
                        await stack.enter_async_context(self._large)
            except inflate.TooLarge:
                if cap is None:
                    return body.beginning()
                raise
            return body.finish()

    async def _beginning(self, response: aiohttp.ClientResponse) -> bytes:
        """Return what a refusing answer says, as far as it can be had: only to name the refusal."""
        try:
            body = inflate.Inflater(response.headers.get("Content-Encoding", ""), LOOKED_AT)
            async for chunk in response.content.iter_any():
                body.feed(chunk)
        except inflate.BadCompression:
            return b""
        except (inflate.TooLarge, aiohttp.ClientError, TimeoutError):
            pass
        return body.beginning()


def user_agent(contact: str) -> str:
    """Return how we name ourselves: `ElshiBot/0.1.0 (+contact)`."""
    try:
        version = metadata.version("elshi")
    except metadata.PackageNotFoundError:  # run from the folder without being installed
        version = "0"
    # A line break would make every request fail, and headers are ASCII: a stray character must not stop the bot.
    contact = " ".join(contact.encode("ascii", "ignore").decode().split())
    return f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"


def _askable(url: str) -> bool:
    try:
        found = URL(url)
        return found.scheme in {"http", "https"} and bool(found.host) and found.user is None and found.password is None
    except ValueError:
        return False


def _same_site(one: str, other: str) -> bool:
    return URL(one).origin() == URL(other).origin()


def _failure(error: Exception, url: str) -> Failed:
    """Name what went wrong with a request by what can be done about it."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    match error:
        case _ if isinstance(cause, LocalAddress):
            return Failed("local_address", cause.host)
        case TimeoutError():
            return Failed("timeout", URL(url).host or "")
        case aiohttp.ClientConnectorDNSError():
            return Failed("dns", error.host)
        case aiohttp.ClientSSLError():
            return Failed("tls", error.host)
        case aiohttp.ClientConnectorError():
            return Failed("connect", error.host)
        case aiohttp.InvalidURL():
            return Failed("bad_url", url[:200])
        case aiohttp.ClientPayloadError() | aiohttp.ClientConnectionError():
            return Failed("disconnected", URL(url).host or "")
        case _:
            return Failed("bad_response", type(error).__name__)
