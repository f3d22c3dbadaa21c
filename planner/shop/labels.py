"""What channels are called in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.base.i18n import language
from planner.db.transactions import reads
from planner.shop.store.channels import read_channels

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
from planner.domain.demand import Channel


def label_of(channel: Channel) -> str:
    """The channel's name in the user's language."""
    return (channel.label_es if language() == "es" else channel.label_en) or channel.name


@reads
def labels_of(ws: Workspace) -> dict[str, str]:
    """What the channels are called in the user's language, by their ids."""
    return {c.name: label_of(c) for c in read_channels(ws)}
