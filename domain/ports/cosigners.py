"""NGOs that joined another's request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.ports.requests import RequestPage
from domain.requests.cosigning import Joined


class Cosigners(Protocol):
    """Who joined which request, and which requests may be joined."""

    async def of_request(self, request_id: int) -> Joined:
        """Return who joined the request, and whether others may. One trip."""
        ...

    async def share(self, request_id: int, files: bool, person_id: int, now: datetime) -> None:
        """Let other NGOs join from now on; `files` tells whether they may open its files. One trip."""
        ...

    async def unshare(self, request_id: int) -> None:
        """Let no more NGOs join; those who did stay, without the files. One trip."""
        ...

    async def join(self, request_id: int, ngo_id: int, person_id: int, now: datetime) -> bool:
        """Note that the NGO joined; False when it had. One trip."""
        ...

    async def leave(self, request_id: int, ngo_id: int) -> bool:
        """Note that the NGO left; False when it had not joined. One trip."""
        ...

    async def joined(self, ngo_id: int, offset: int, limit: int) -> RequestPage:
        """Return the requests of others that the NGO joined, the latest first. One trip."""
        ...

    async def offered(self, ngo_id: int, territories: Sequence[str], offset: int, limit: int) -> RequestPage:
        """Return open requests of others in the territories that the NGO may join, by reply date. One trip."""
        ...
