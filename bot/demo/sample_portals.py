"""Invented portals that speak the interfaces of gov.kz, of the procurement register (OWS v3) and of Grants.gov.

They refuse what the real ones refuse and answer in their shape. `trouble` makes one misbehave as real ones do at times:
`html` (a browser check instead of an answer), `busy` (429 with Retry-After), `cut` (half an answer), `errors` (an error
inside a good answer), `repeat` (every page is the first one), `skip` (a page names a later end than its own).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.demo.sample_feeds import paragraphs, post_page
from bot.demo.sample_site import PAGE_POLICY, SampleSite
from bot.demo.sample_texts import Draft, Published

TOKEN = "demo-token-of-the-sample-register"  # noqa: S105 - of the sample register only
RETRY_AFTER = 120
CHECK = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Проверка браузера</body></html>"
FIRST_ID = 16_500_000
MOST = 200
"""Announcements that the register gives at a time at most."""

_TRD_BUY = frozenset(
    re.findall(
        r"\w+",
        """
        id numberAnno nameRu nameKz totalSum countLots publishDate startDate endDate repeatStartDate repeatEndDate
        itogiDatePublic refBuyStatusId RefBuyStatus refTradeMethodsId RefTradeMethods refSubjectTypeId customerBin
        customerNameRu customerNameKz orgBin orgNameRu kato finYear lastUpdateDate systemId Lots Files
        """,
    )
)
_LOTS = frozenset(
    re.findall(
        r"\w+",
        """
        id lotNumber nameRu nameKz descriptionRu descriptionKz amount count enstruList plnPointKatoList
        refLotStatusId RefLotsStatus Customer Files
        """,
    )
)
_REF = frozenset({"id", "nameRu", "nameKz", "code"})
_SCHEMA: Mapping[str, frozenset[str]] = {
    "TrdBuy": _TRD_BUY, "Lots": _LOTS, "RefBuyStatus": _REF, "RefLotsStatus": _REF, "RefTradeMethods": _REF,
}  # fmt: skip
_STATES = {
    210: ("Published", "Опубликовано", "Жарияланды"),
    220: ("PublishedOrderTaking", "Опубликовано (прием заявок)", "Жарияланды (өтінімдерді қабылдау)"),
    350: ("Complete", "Завершено", "Аяқталды"),
    410: ("Canceled", "Отменено", "Күші жойылды"),
    430: ("Failed", "Закупка не состоялась", "Сатып алу өтпеді"),
}


class SamplePortal(SampleSite):
    """A site with an interface for programs; its announcements are numbered, the newest highest."""

    trouble = ""

    def _trouble(self) -> web.Response | None:
        """Return the answer of a portal that is in trouble."""
        if self.trouble == "html":
            return web.Response(text=CHECK, content_type="text/html")
        if self.trouble == "busy":
            return web.json_response({"message": "too many"}, status=429, headers={"Retry-After": str(RETRY_AFTER)})
        return None

    def _answer(self, request: web.Request, value: object, status: int = 200) -> web.Response:
        self._visited(request, status)
        text = json.dumps(value, ensure_ascii=False)
        if self.trouble == "cut":
            text = text[: len(text) // 2]
        return web.Response(text=text, status=status, content_type="application/json")

    def _add(self, draft: Draft, at: datetime | None, lang: str, name: str, path: str) -> Published:
        post = super().publish(draft, at)
        self.posts[0] = post = replace(post, name=name, url=f"{self.url}{path}")
        self._changed()
        return post

    def _page_of(self, name: str) -> web.Response:
        post = next((post for post in self.posts if post.name == name), None)
        if post is None:
            raise web.HTTPNotFound
        return web.Response(text=post_page(post, self._zone), content_type="text/html", headers=PAGE_POLICY)

    def _number(self, post: Published) -> int:
        return FIRST_ID + len(self.posts) - self.posts.index(post)

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"


class SampleGovkz(SamplePortal):
    """The content interface of gov.kz: lists of documents and events, pages counted from 1; news want a browser."""

    @property
    def feed_url(self) -> str:
        """Return the address of the list of documents."""
        return f"{super().feed_url}?projects={self.file.id}&sort-by=created_date:DESC&size=20"

    def publish(self, draft: Draft, at: datetime | None = None) -> Published:
        """Put a document or an event on the portal."""
        number, kind = FIRST_ID + len(self.posts) + 1, draft.facts.get("list", "documents")
        path = "documents/details" if kind == "documents" else "press/events/details"
        page = f"/memleket/entities/{self.file.id}/{path}/{number}?lang={draft.lang}"
        return self._add(draft, at, draft.lang, f"{kind}/{number}/{draft.lang}", page)

    def _more_routes(self, app: web.Application) -> None:
        folder = f"/{self.path.rpartition('/')[0]}"
        app.router.add_get(f"{folder}/events", self._feed)
        app.router.add_get(f"{folder}/news", self._news)
        app.router.add_get("/memleket/entities/{body}/{path:.+}/{number:\\d+}", self._item)

    async def _news(self, _request: web.Request) -> web.Response:
        return web.json_response({"message": "notAllowed"}, status=400)

    async def _item(self, request: web.Request) -> web.Response:
        kind = "documents" if request.match_info["path"].startswith("documents") else "events"
        return self._page_of(f"{kind}/{request.match_info['number']}/{request.query.get('lang', 'ru')}")

    async def _feed(self, request: web.Request) -> web.Response:
        if (trouble := self._trouble()) is not None:
            return trouble
        if request.query.get("created_date", "").startswith("gte:"):
            return web.json_response({"message": "internal error"}, status=500)
        kind = request.path.rpartition("/")[2]
        body = request.query.get("projects", "").rpartition(":")[2]
        size, page = _whole(request.query.get("size"), 10), _whole(request.query.get("page"), 1)
        listed = [post for post in self.posts if post.name.startswith(kind) and body == self.file.id]
        first = 0 if self.trouble == "repeat" else (max(page, 1) - 1) * size
        return self._answer(request, [self._as_item(post) for post in listed[first : first + size]])

    def _as_item(self, post: Published) -> dict[str, Any]:
        facts = post.draft.facts
        item: dict[str, Any] = {
            "id": int(post.name.split("/")[1]),
            "title": post.draft.title,
            "gosorgan": self.file.name_ru,
            "activities": [],
            "created_date": post.at.isoformat(),
            "content": paragraphs(post.text) if post.text else None,
            "full_text": [
                {"name": name, "document": f"/uploads/{index}.pdf"} for index, name in enumerate(facts.get("files", ()))
            ],
        }
        if "begins_in" in facts:
            begins = (post.at + timedelta(days=facts["begins_in"])).astimezone(self._zone).replace(hour=10, minute=0)
            item |= {"event_date": begins.isoformat(), "event_date_end": (begins + timedelta(hours=2)).isoformat()}
        return item


class SampleRegister(SamplePortal):
    """The register of procurement: GraphQL with a token, 200 announcements at a time, the newest first."""

    token = TOKEN

    def publish(self, draft: Draft, at: datetime | None = None) -> Published:
        """Put an announcement into the register, or change what an earlier one states."""
        edited = next((post for post in self.posts if draft.edits and post.draft.key == draft.edits), None)
        if edited is not None:
            at = (at or self._clock.now()).replace(microsecond=0)
            facts = {**edited.draft.facts, **draft.facts}
            changed = replace(edited, draft=replace(draft, title=edited.draft.title, facts=facts), edited=True)
            self.posts[self.posts.index(edited)] = changed
            self._changed()
            return replace(changed, at=at)
        number = FIRST_ID + len(self.posts) + 1
        return self._add(draft, at, "kk", f"{number}-1:kk", f"/kz/announce/index/{number}")

    def _more_routes(self, app: web.Application) -> None:
        app.router.add_post(f"/{self.path}", self._feed)
        app.router.add_get("/{lang:kz|ru}/announce/index/{number:\\d+}", self._announcement)

    async def _announcement(self, request: web.Request) -> web.Response:
        return self._page_of(f"{request.match_info['number']}-1:kk")

    async def _feed(self, request: web.Request) -> web.Response:
        if (trouble := self._trouble()) is not None:
            return trouble
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return self._answer(request, {"name": "Unauthorized", "status": 401}, 401)
        asked = await _question(request)
        query, variables = asked.get("query"), asked.get("variables") or {}
        if not isinstance(query, str) or not isinstance(variables, dict):
            return self._answer(request, {"name": "Bad Request", "status": 400}, 400)
        size = variables.get("limit", 50)
        wrong = _unknown(query) or ("" if isinstance(size, int) and 0 < size <= MOST else f"limit is at most {MOST}")
        if wrong or self.trouble == "errors":
            message = wrong or "Internal server error"
            return self._answer(request, {"errors": [{"message": message}], "data": {"TrdBuy": None}})
        return self._answer(request, self._found(variables, size))

    def _found(self, variables: Mapping[str, Any], size: int) -> dict[str, Any]:
        wanted = variables.get("filter") or {}
        since = (wanted.get("publishDate") or [""])[0]
        items = [self._as_item(post) for post in self.posts]
        items = [
            item
            for item in items
            if item["publishDate"][:10] >= since and wanted.get("refTradeMethodsId", 52) == item["refTradeMethodsId"]
        ]
        after = variables.get("after")
        below = items if after is None or self.trouble == "repeat" else [one for one in items if one["id"] < after]
        page = below[:size]
        last = page[-1]["id"] if page else 0
        info = {
            "limitPage": size,
            "totalCount": len(items),
            "hasNextPage": len(below) > size,
            "lastId": last - 3 if self.trouble == "skip" else last,
        }
        return {"data": {"TrdBuy": page}, "extensions": {"pageInfo": info}}

    def _as_item(self, post: Published) -> dict[str, Any]:
        facts, number = post.draft.facts, int(post.name.partition("-")[0])
        code, name_ru, name_kz = _STATES[facts.get("state", 220)]
        lots = [
            {
                "id": number * 10 + index,
                "lotNumber": f"{number}-ОК{index}",
                "nameKz": lot["kk"],
                "nameRu": lot["ru"],
                "descriptionKz": None,
                "descriptionRu": None,
                "amount": lot["amount"],
                "refLotStatusId": facts.get("state", 220),
                "RefLotsStatus": {"nameRu": name_ru, "code": code},
                "plnPointKatoList": facts.get("kato", []),
            }
            for index, lot in enumerate(facts.get("lots", ()), 1)
        ]
        return {
            "id": number,
            "numberAnno": f"{number}-1",
            "nameKz": post.draft.title,
            "nameRu": facts.get("title_ru"),
            "totalSum": float(sum(lot["amount"] for lot in lots)),
            "countLots": len(lots),
            "publishDate": self._local(post.at),
            "startDate": self._local(post.at),
            "endDate": self._ends(post.at, facts.get("ends_in", 14)),
            "repeatStartDate": None,
            "repeatEndDate": self._ends(post.at, facts["repeat_ends_in"]) if "repeat_ends_in" in facts else None,
            "refTradeMethodsId": facts.get("method", 52),
            "refBuyStatusId": facts.get("state", 220),
            "RefBuyStatus": {"nameRu": name_ru, "nameKz": name_kz, "code": code},
            "customerBin": "990140000007",
            "customerNameKz": facts.get("customer_kk"),
            "customerNameRu": facts.get("customer_ru"),
            "orgNameRu": facts.get("customer_ru"),
            "kato": facts.get("kato", []),
            "Lots": lots,
        } | dict(facts.get("raw", {}))

    def _ends(self, at: datetime, days: int) -> str:
        return self._local((at + timedelta(days=days)).astimezone(self._zone).replace(hour=18, minute=0, second=0))


class SampleGrantsGov(SamplePortal):
    """The search of Grants.gov and its page of one opportunity, both by POST."""

    def publish(self, draft: Draft, at: datetime | None = None) -> Published:
        """Put an opportunity on the portal."""
        number = FIRST_ID + len(self.posts) + 1
        return self._add(draft, at, "en", str(number), f"/search-results-detail/{number}")

    def _more_routes(self, app: web.Application) -> None:
        app.router.add_post(f"/{self.path}", self._feed)
        app.router.add_post("/v1/api/fetchOpportunity", self._opportunity)
        app.router.add_get("/search-results-detail/{number:\\d+}", self._detail)

    async def _detail(self, request: web.Request) -> web.Response:
        return self._page_of(request.match_info["number"])

    async def _feed(self, request: web.Request) -> web.Response:
        if (trouble := self._trouble()) is not None:
            return trouble
        asked = await _question(request)
        if self.trouble == "errors":
            return self._answer(request, {"errorcode": 1, "msg": "Webservice fails", "data": {}})
        rows, start, word = asked.get("rows", 10), asked.get("startRecordNum", 0), str(asked.get("keyword", "")).lower()
        found = [post for post in self.posts if word in f"{post.draft.title} {post.text}".lower()]
        first = 0 if self.trouble == "repeat" else start
        hits = [self._as_hit(post) for post in found[first : first + rows]]
        data = {"searchParams": asked, "hitCount": len(found), "startRecord": start, "oppHits": hits}
        return self._answer(request, {"errorcode": 0, "msg": "Webservice Succeeds", "data": data})

    async def _opportunity(self, request: web.Request) -> web.Response:
        if (trouble := self._trouble()) is not None:
            return trouble
        number = str((await _question(request)).get("opportunityId", ""))
        post = next((post for post in self.posts if post.name == number), None)
        if post is None:
            return self._answer(request, {"errorcode": 1, "msg": "Opportunity does not exist", "data": {}})
        facts = post.draft.facts
        synopsis = {
            "agencyName": facts.get("agency"),
            "synopsisDesc": paragraphs(post.text),
            "responseDate": f"{self._closes(post):%b %d, %Y} 12:00:00 AM EST",
            "awardCeiling": str(facts.get("ceiling", "none")),
            "estimatedFunding": str(facts.get("fund", "none")),
            "applicantEligibilityDesc": facts.get("eligible"),
        }
        data = {"id": int(post.name), "opportunityTitle": post.draft.title, "docType": "synopsis", "synopsis": synopsis}
        return self._answer(request, {"errorcode": 0, "msg": "Webservice Succeeds", "data": data})

    def _as_hit(self, post: Published) -> dict[str, Any]:
        return {
            "id": post.name,
            "number": f"SAMPLE-KZ-{post.name[-4:]}",
            "title": post.draft.title,
            "agencyCode": "SAMPLE-KZ",
            "agency": post.draft.facts.get("agency"),
            "openDate": f"{post.at.astimezone(self._zone):%m/%d/%Y}",
            "closeDate": f"{self._closes(post):%m/%d/%Y}",
            "oppStatus": "posted",
            "docType": "synopsis",
        }

    def _closes(self, post: Published) -> datetime:
        return (post.at + timedelta(days=post.draft.facts.get("closes_in", 30))).astimezone(self._zone)


async def _question(request: web.Request) -> dict[str, Any]:
    try:
        asked = await request.json()
    except (ValueError, RecursionError):
        return {}
    return asked if isinstance(asked, dict) else {}


def _unknown(query: str) -> str:
    """Return what GraphQL says of a query that asks for a field which its type does not have; "" for a good one."""
    names: list[str] = []
    inside: list[str] = []
    body = query[query.find("{") :]
    for word in re.findall(r"[{}]|\w+", re.sub(r"\([^)]*\)", "", body)):
        if word == "{":
            inside.append(names[-1] if names else "Query")
        elif word == "}":
            inside.pop()
        else:
            if word not in _SCHEMA.get(inside[-1], frozenset({"TrdBuy"})):
                return f'Cannot query field "{word}" on type "{inside[-1]}".'
            names.append(word)
    return ""


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else default
