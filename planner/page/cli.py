"""`cuadrante survey serve`: the page on which employees answer."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.console.groups import survey
from planner.console.output import GLOBALS, workspace


@survey.command("serve")
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")] = 8321,
) -> None:
    """Serve the page on which employees answer, until stopped with Ctrl+C."""
    from planner.base.config import default_workspace
    from planner.page.server import serve_workspace

    workspace().close()  # the weekly copy and a damaged file are spoken of as with any command
    serve_workspace(GLOBALS.workspace or default_workspace(), host, port)
