"""Open, create and fill a workspace; the sample shop."""

from __future__ import annotations

import atexit
import hashlib
import logging
import shutil
import tempfile
import time as clock
import tomllib
from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sample_data
from planner.base.config import cache_dir
from planner.base.errors import Misuse
from planner.base.i18n import language, t
from planner.base.log import noted
from planner.db import revisions
from planner.db.audit import anchor_path
from planner.db.opening import open_workspace
from planner.db.workspace import ATTACHED, sibling, write_settings
from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.domain.workspace import WorkspaceSettings
from planner.shop.intake.registry import MODULES
from planner.shop.regions import checked_region
from planner.shop.store.channels import write_channels

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

Progress = Callable[[float, str], None]
DEMO = "cuadrante-demo-"
DEMO_KEPT_S = 2 * 86_400


def init(
    target: str | None = None,
    *,
    sample: bool = False,
    time_zone: str = "Europe/Madrid",
    region: str = "ES-MD",
    language: str = "es",
    progress: Progress | None = None,
) -> Workspace:
    """Create a workspace, empty or filled with the sample shop; refused when the file exists."""
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Misuse(t("{zone!r} is no time zone.", zone=time_zone), t("Write one such as Europe/Madrid.")) from None
    region = checked_region(region)
    ws = open_workspace(target, create=True)
    try:
        write_settings(ws, WorkspaceSettings(time_zone=time_zone, region=region, language=language))
        if sample:
            fill_with_sample(ws, progress)
    except BaseException:
        ws.close()
        if ws.path is not None:
            for file in (ws.path, *(sibling(ws.path, part) for part in ATTACHED), anchor_path(ws.path)):
                file.unlink(missing_ok=True)
        raise
    return ws


def fill_with_sample(ws: Workspace, progress: Progress | None = None) -> None:
    """Load the sample shop into an empty workspace."""
    from planner.shop.intake import imports

    shop = tomllib.loads(sample_data.SHOP.read_text(encoding="utf-8"))
    write_settings(
        ws,
        WorkspaceSettings(
            shop[f"name_{language()}"], shop["time_zone"], shop["region"], language(), shop["interval_minutes"]
        ),
    )
    write_channels(ws, [_channel(name, table) for name, table in shop["channels"].items()])
    with tempfile.TemporaryDirectory() as folder:
        files = sample_data.unpack(Path(folder))
        for position, (kind, path) in enumerate(files.items()):
            if progress is not None:
                progress(position / len(files), t("Loading the sample shop"))
            if kind in MODULES:
                imports.commit(ws, imports.preview(ws, kind, path))
    from planner.pay.plans import import_plan

    import_plan(ws, sample_data.PLAN.read_text(encoding="utf-8"), sample_data.PLAN.name)
    from planner.pay.settings import take_text

    take_text(ws, sample_data.PAY_SETTINGS.read_text(encoding="utf-8"), sample_data.PAY_SETTINGS.name)
    from planner.workspace import sample_care

    sample_care.fill(ws)
    if progress is not None:
        progress(1.0, t("Loading the sample shop"))


def _channel(name: str, table: Mapping[str, Any]) -> Channel:
    values = dict(table)
    hours = values.pop("opening", [])
    values["opening"] = {
        weekday: ((time.fromisoformat(pair[0]), time.fromisoformat(pair[1])),)
        for weekday, pair in enumerate(hours)
        if pair
    }
    values["kind"] = ChannelKind(values["kind"])
    values["target"] = ServiceTarget(**values["target"])
    values["handle_s_by_level"] = tuple(values.get("handle_s_by_level", ()))
    return Channel(name=name, **values)


def demo(progress: Progress | None = None) -> Path:
    """A fresh copy of the sample shop in a temporary folder until the program ends; never touches the user's data.

    The shop is loaded once into the cache folder, and again when its files or the program's form of storage change.
    """
    template = cache_dir() / f"sample-{language()}-{_sample_stamp()}"
    if not (template / "shop.sqlite").exists():
        draft = Path(tempfile.mkdtemp(prefix="sample-", dir=cache_dir()))
        init(str(draft / "shop.sqlite"), sample=True, language=language(), progress=progress).close()
        if template.exists():
            shutil.rmtree(template)
        draft.rename(template)
    _forget_old_demos()
    folder = Path(tempfile.mkdtemp(prefix=DEMO))
    atexit.register(forget_demo, folder)
    for file in template.iterdir():
        shutil.copy2(file, folder / file.name)
    return folder / "shop.sqlite"


def forget_demo(folder: Path) -> None:
    """Delete a demo's copy of the shop; what was exported beside it stays."""
    with noted("a demo's copy stays behind", OSError):
        for file in folder.glob("shop.*"):
            file.unlink(missing_ok=True)
        folder.rmdir()


def _forget_old_demos() -> None:
    """The copies of demos that were killed before they could delete them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{DEMO}*"):
        with noted("an old demo's copy stays behind", OSError, level=logging.DEBUG):
            if not folder.is_symlink() and clock.time() - (folder / "shop.sqlite").stat().st_ctime > DEMO_KEPT_S:
                forget_demo(folder)


def sample_day() -> str:
    """The day on which the sample shop stands, ISO."""
    return str(tomllib.loads(sample_data.SHOP.read_text(encoding="utf-8"))["today"])


def _sample_stamp() -> str:
    """Changes with the sample's files and with the migrations that make a workspace."""
    digest = hashlib.sha256(repr(sorted(revisions.known()[0])).encode())
    for path in sorted(sample_data.FOLDER.iterdir()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
