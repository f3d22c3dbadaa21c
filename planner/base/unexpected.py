"""An error that nobody foresaw, as the person at the program is told of it."""

from __future__ import annotations

import logging
import traceback

from planner.base import log
from planner.base.errors import CuadranteError
from planner.base.i18n import t

_DATA = {
    log.NOTHING: "Nothing was stored.",
    log.WHOLE: "Every step that was stored is whole; see whether this one is there before you do it again.",
    log.UNCERTAIN: "The workspace may be half-way; check it with `cuadrante db check`.",
}


class Unexpected(CuadranteError):
    """What to say of an unforeseen error: its kind, what is certain about the data, where the log lies."""


def unexpected(error: BaseException, since: tuple[int, int], doing: str) -> Unexpected:
    """Log an error that came while `doing` (a code, as `run solve`), and put it into words.

    `since` is `log.mark()` from before the action: it decides what is certain about the data.
    """
    logging.getLogger("planner.unexpected").error("%s", doing, exc_info=error)
    hints = [t(_DATA[log.certain_since(since)])]
    if path := log.place():
        hints.append(t("The log says more: {path}", path=path))
    detail = "".join(traceback.format_exception(error))
    return Unexpected(t("Something unexpected happened: {kind}.", kind=type(error).__name__), " ".join(hints), detail)
