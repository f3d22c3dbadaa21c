"""What the shop says of itself: the region whose public holidays count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.db import audit
from planner.db.transactions import writes
from planner.db.workspace import read_settings, write_settings
from planner.shop.regions import checked_region

if TYPE_CHECKING:
    from planner.db.workspace import Workspace


@writes
def set_region(ws: Workspace, region: str) -> str:
    """Take the public holidays of another country or region from now on; returns its code. Raises Misuse with the
    nearest ones for a region nobody knows."""
    code = checked_region(region)
    write_settings(ws, replace(read_settings(ws), region=code))
    audit.append(ws, "region changed", code)
    return code
