"""What the engine refuses (`ForecastError`) and what it only remarks (`ForecastWarning`).

Invariant: bad input ends in one `ForecastError` with a mend, or in a forecast with warnings, never in a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class ForecastError(ValueError):
    """The input cannot be forecast.

    Args:
        code: stable short name (`empty_history`, `bad_column`, `bad_region` …) for translation.
        message: English sentence saying what is wrong.
        hint: English sentence saying how to mend it.
        params: the values named in the sentence.
    """

    def __init__(self, code: str, message: str, hint: str = "", **params: object) -> None:
        super().__init__(f"{message} {hint}".strip())
        self.code = code
        self.message = message
        self.hint = hint
        self.params = params


class Stopped(Exception):
    """Raised by the engine when the progress callback asked it to stop (returned `False`)."""


@dataclass(frozen=True)
class ForecastWarning:
    """One remark about a forecast, as data; the caller translates `code` with `params`."""

    code: str
    channel: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
