"""`survey-load PEOPLE`: so many people open the page at once, then answer at once; over HTTP, from another process.

Prints latencies of both rounds, and whether every acknowledged answer is stored exactly once.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

SERVER = "import sys; from planner.page.server import serve_workspace; serve_workspace(sys.argv[1], port=0)"


def make_shop(folder: Path, people: int) -> tuple[str, str, list[str]]:
    """A workspace with an open survey; its file, the survey's id and the paths of the links."""
    from planner.db.opening import open_workspace
    from planner.domain.people import Agent, Contract
    from planner.shop.store.people import write_agents
    from planner.surveys import launch as survey_launch
    from planner.surveys import surveys

    target = folder / "load.sqlite"
    with open_workspace(target, create=True) as ws:
        write_agents(
            ws, [Agent(f"p{i:05}", f"Person {i}", f"team {i % 8}", ("chat",), Contract(2400)) for i in range(people)]
        )
        survey_id = surveys.new(ws, "engagement")
        survey_launch.launch(ws, survey_id)
        paths = [urlsplit(link.url).path for link in surveys.links(ws, survey_id, "http://localhost")]
    return str(target), survey_id, paths


async def request(port: int, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, float]:
    """One request on a connection of its own: status (0 when it broke) and seconds."""
    body = urlencode(fields or {}).encode()
    head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept-language: es\r\n"
    if fields:
        head += f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n"
    start = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + b"\r\n" + (body if fields else b""))
        answer = await reader.read(-1)
        writer.close()
        return int(answer[9:12]), time.perf_counter() - start
    except (OSError, ValueError):
        return 0, time.perf_counter() - start


def answer_of(number: int) -> dict[str, str]:
    """A full answer to the engagement form, recognisable by its comment."""
    from engagement.surveys.templates import ENGAGEMENT

    values = {"enps": str(number % 11), "agreement": str(1 + number % 5), "text": f"remark-{number:05}"}
    return {f"q.{q.id}": values[q.kind.name] for q in ENGAGEMENT.questions}


def percentile(values: list[float], share: float) -> float:
    """Nearest-rank percentile in milliseconds."""
    ordered = sorted(values)
    return round(1000 * ordered[max(0, -(-int(share * 100 * len(ordered)) // 100) - 1)], 1)


async def rounds(port: int, paths: list[str]) -> dict[str, object]:
    """Everybody opens the page at once; then everybody answers at once."""
    await request(port, "GET", "/")
    begin = time.perf_counter()
    opened = await asyncio.gather(*(request(port, "GET", path) for path in paths))
    sent = await asyncio.gather(*(request(port, "POST", p, answer_of(i)) for i, p in enumerate(paths)))
    seconds = time.perf_counter() - begin
    both = [s for _, s in (*opened, *sent)]
    return {
        "people": len(paths),
        "opened": sum(code == 200 for code, _ in opened),
        "acknowledged": sum(code == 303 for code, _ in sent),
        "p50_open_ms": percentile([s for _, s in opened], 0.5),
        "p95_open_ms": percentile([s for _, s in opened], 0.95),
        "p50_answer_ms": percentile([s for _, s in sent], 0.5),
        "p95_answer_ms": percentile([s for _, s in sent], 0.95),
        "p95_ms": percentile(both, 0.95),
        "max_ms": percentile(both, 1.0),
        "seconds": round(seconds, 3),
    }


def main(argv: list[str]) -> int:
    """Run the load and print one JSON line; exit 1 when an answer is lost or doubled."""
    from planner.db.opening import open_workspace
    from planner.surveys.store import intake

    people = int(argv[0]) if argv else 200
    with tempfile.TemporaryDirectory() as folder:
        target, survey_id, paths = make_shop(Path(folder), people)
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, target], stderr=subprocess.PIPE, text=True,
            env={**os.environ, "CUADRANTE_LANG": "en"},
        )  # fmt: skip
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            found = re.search(r":(\d+)\s*$", line)
            if not found:
                print(line + server.stderr.read(), file=sys.stderr)
                return 1
            figures = asyncio.run(rounds(int(found[1]), paths))
        finally:
            server.terminate()
            server.wait(20)
        with open_workspace(target) as ws:
            remarks = [json.loads(b)["a"]["one_change"] for b in intake.read_bodies(ws, survey_id)]
    figures |= {
        "stored": len(remarks),
        "lost": len({f"remark-{i:05}" for i in range(people)} - set(remarks)),
        "double": len(remarks) - len(set(remarks)),
    }
    print(json.dumps(figures))
    return 0 if not figures["lost"] and not figures["double"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
