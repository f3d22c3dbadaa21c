"""`cuadrante survey serve` and `summary`: the page on which employees answer, and the one that tells everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.base.i18n import language
from planner.console.groups import survey
from planner.console.output import GLOBALS, AsJson, document, workspace
from planner.surveys.cli.running import Compare, SurveyId


@survey.command("serve")
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")] = 8321,
    trusted_proxy: Annotated[
        list[str] | None, typer.Option("--trusted-proxy", help="Address of a web server in front, as it connects.")
    ] = None,
) -> None:
    """Serve the page on which employees answer, until stopped with Ctrl+C."""
    from planner.base.config import default_workspace
    from planner.page.server import serve_workspace

    workspace().close()  # the weekly copy and a damaged file are spoken of as with any command
    serve_workspace(GLOBALS.workspace or default_workspace(), host, port, trusted_proxy or ())


@survey.command("summary")
def summary(
    survey_id: SurveyId,
    compare: Compare = "",
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a web page in this file instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """What everybody may read: figures in sentences, what changed, what is done about it."""
    from planner.surveys import share, told

    with workspace() as ws:
        if html is not None:
            from planner.page.app import told_html

            page = told_html(told.page(ws, survey_id, language(), compare), language())
            from planner.tables.writing import write_text

            write_text(html, page)
            document({"file": str(html)}, as_json)
            return
        lines = share.summary(ws, survey_id, language(), compare or None)
    if as_json:
        document({"summary": lines}, True)
    else:
        print("\n".join(lines))
