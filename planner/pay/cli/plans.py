"""`cuadrante pay plan`: plan versions as TOML, taken, listed and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.base.errors import Misuse, Refused
from planner.base.i18n import t, text_reason
from planner.console.groups import pay
from planner.console.output import AsJson, document, narrate, table, workspace

plan = typer.Typer(help="Plans of variable pay.", no_args_is_help=True)
pay.add_typer(plan, name="plan")


@plan.command("import")
def plan_import(
    file: Path,
    accept: Annotated[str, typer.Option(help="Take it although it changes closed months; told when it does.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a plan version from a TOML file."""
    from planner.pay import plans as service

    with workspace() as ws:
        found, warnings = service.import_plan(ws, text_of(file), file.name, accept)
    for warning in warnings:
        narrate(warning)
    document(_plan_row(found), as_json)


@plan.command("list")
def plan_list(as_json: AsJson = False) -> None:
    """Every plan version."""
    from planner.pay import inputs as service

    with workspace() as ws:
        table([_plan_row(found) for found in service.plans(ws)], as_json)


@plan.command("show")
def plan_show(
    plan_id: Annotated[str, typer.Argument(help="Id of the plan.")] = "",
    version: Annotated[int | None, typer.Option(help="Number of the version; the newest unless told.")] = None,
) -> None:
    """The TOML of a plan version."""
    from planner.pay import plans as service

    with workspace() as ws:
        print(service.plan_text(ws, plan_id, version), end="")


def _plan_row(found: Any) -> dict[str, object]:
    return {
        "plan": found.id,
        "version": found.version,
        "effective_from": found.effective_from.isoformat(),
        "effective_to": found.effective_to.isoformat() if found.effective_to else "",
        "components": ";".join(component.id for component in found.components),
    }


def text_of(file: Path) -> str:
    """What stands in a text file; Misuse or Refused when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Misuse(t("There is no file {path}.", path=file), t("Check the name.")) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            t("{path} cannot be read: {why}.", path=file, why=text_reason(error)), t("Save it as UTF-8 text.")
        ) from None
