"""A real server in a process of its own, over a workspace with an open survey."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.db.opening import open_workspace
from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import launch as survey_launch
from planner.surveys import surveys

SERVER = (
    "import sys; from planner.page.server import serve_workspace; serve_workspace(sys.argv[1], port=int(sys.argv[2]))"
)


@dataclass
class Site:
    """A workspace, its open survey and the links; `start` and `kill` a server."""

    target: Path
    survey_id: str
    paths: list[str]
    process: subprocess.Popen[str] | None = None
    port: int = 0

    def start(self) -> str:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(self.target), str(self.port)], stderr=subprocess.PIPE, text=True,
            env={**os.environ, "CUADRANTE_LANG": "en"},
        )  # fmt: skip
        line = self.process.stderr.readline()
        found = re.search(r":(\d+)\s*$", line)
        assert found, line + self.process.stderr.read()
        self.port = int(found[1])
        return f"http://127.0.0.1:{self.port}"

    def kill(self, how: int = signal.SIGKILL) -> str:
        """End the server; returns what it wrote to its log meanwhile."""
        self.process.send_signal(how)
        return self.process.communicate(timeout=30)[1]


@pytest.fixture
def make_site(tmp_path, blank):
    sites = []

    def make(people: int = 24, template: str = "engagement") -> Site:
        target = blank(tmp_path / f"site{len(sites)}.sqlite")
        with open_workspace(target) as ws:
            write_agents(
                ws, [Agent(f"p{i:03}", f"Person {i}", "chat" if i % 2 else "phone", ("chat",), Contract(2400))
                     for i in range(people)]
            )  # fmt: skip
            survey_id = surveys.new(ws, template)
            survey_launch.launch(ws, survey_id)
            paths = [link.url.removeprefix("http://x") for link in surveys.links(ws, survey_id, "http://x")]
        sites.append(Site(target, survey_id, paths))
        return sites[-1]

    yield make
    for site in sites:
        if site.process is not None and site.process.poll() is None:
            site.process.kill()
            site.process.communicate()
