"""Serving the page: uvicorn with one worker, on loopback unless told otherwise, without an access log."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

import uvicorn

from planner.base.errors import Refused
from planner.base.i18n import os_reason, t
from planner.base.log import noted, setup
from planner.db.opening import open_workspace
from planner.db.workspace import read_settings
from planner.page.app import create_app
from planner.surveys.desk import SurveyDesk

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from planner.db.workspace import Workspace

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8321


def listen(host: str = LOOPBACK, port: int = DEFAULT_PORT) -> socket.socket:
    """A listening socket; Refused when the address or port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(512)
    except OSError as error:
        sock.close()
        raise Refused(
            t("Cannot serve on {host}:{port}: {why}.", host=host, port=port, why=os_reason(error)),
            t("Stop the other program or choose another --port."),
        ) from error
    return sock


def no_core_dumps() -> None:
    """A dump of this process would hold links and answers together: none is written, where the system allows it."""
    with noted("core dumps stay allowed", ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(app: Starlette, sock: socket.socket) -> None:
    """Serve until interrupted. Nothing of a request is logged: a link in a log would be a link to a person."""
    # What is loaded by now stays; without this, collecting it over and over doubles the time of a busy minute.
    no_core_dumps()
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        app, access_log=False, log_config=None, log_level="error", server_header=False, date_header=False,
        proxy_headers=False, lifespan="off", timeout_keep_alive=10, timeout_graceful_shutdown=10, backlog=512,
    )  # fmt: skip
    uvicorn.Server(config).run([sock])


def serve_workspace(
    target: str, host: str = LOOPBACK, port: int = DEFAULT_PORT, proxies: Collection[str] = ()
) -> None:  # fmt: skip
    """Serve the open surveys of a workspace until interrupted; the address goes to stderr.

    `proxies` are addresses of web servers in front whose X-Forwarded-For is believed.
    """
    setup()
    with open_workspace(target) as ws:
        sock = listen(host, port)
        desk = SurveyDesk(ws)
        try:
            app = create_app(desk, language=_language(ws), proxies=proxies)
            place = sock.getsockname()
            print(
                t("Serving surveys at http://{host}:{port}", host=place[0], port=place[1]), file=sys.stderr, flush=True
            )
            serve(app, sock)
        finally:
            desk.stop()


def _language(ws: Workspace) -> str:
    """The workspace's language; Spanish for a database login that may not read the settings."""
    try:
        return read_settings(ws).language
    except Refused as error:
        log.info("the workspace's language is not for this login", exc_info=error)
        return "es"
