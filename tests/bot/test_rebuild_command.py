"""`elshi rebuild`: how every request stands, from the log, with a count of what differed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from domain.requests.clocks import Outcome
from domain.requests.model import Stand
from tests.person import Stage
from tests.request_stage import SALAUAT, file, ngo, office


async def test_it_prints_how_many_requests_were_worked_out_and_how_many_differed(stage: Stage) -> None:
    request = await file(stage, 1001, await ngo(stage, 1001), office_id=await office(stage, SALAUAT))
    wrong = Stand(Outcome.WITHDRAWN, date(2027, 1, 1), None, None, None)
    async with stage.store.write() as repositories:
        await repositories.requests.put_stand(request.id, wrong)
    address = f"sqlite:///{stage.path}"
    known = {**os.environ, "DATABASE_URL": address}
    words = [sys.executable, "-m", "bot", "rebuild"]
    told = [
        subprocess.run(  # noqa: ASYNC221  our own words; nothing else happens meanwhile
            words, env=known, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True
        ).stdout
        for _ in range(2)
    ]
    assert told == [
        "requests worked out from the log: 1; stood otherwise than was stored: 1\nrequests kept for figures: 1\n",
        "requests worked out from the log: 1; stood otherwise than was stored: 0\nrequests kept for figures: 1\n",
    ]
    async with stage.store.read() as repositories:
        found = await repositories.requests.get(request.id)
    assert found is not None and found.open
