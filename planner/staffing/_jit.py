"""numba's compiler with types that mypy can follow, and its results kept on disk between runs.

numba's own disk cache looks only at the time of the caller's file: a kernel that calls one of another module would go
on running the old one after a change or an upgrade. Here the cache lies in the user's cache directory under a name made
from the text of all kernel modules, so that any change starts a fresh one; where that directory cannot be written,
numba falls back on its own places. The first run on a machine compiles for some seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from platformdirs import user_cache_path

P = ParamSpec("P")
R = TypeVar("R")

_config: Any = numba.config

_KERNELS = ("_events.py", "_jit.py", "_queue.py", "concurrent.py", "erlang.py", "transient.py")


@cache
def _directory() -> str:
    text = b"".join((Path(__file__).parent / name).read_bytes() for name in _KERNELS)
    return str(user_cache_path("cuadrante") / "kernels" / hashlib.sha256(text).hexdigest()[:16])


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`function` compiled to machine code at its first call, with numpy's division (no ZeroDivisionError)."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = before or _directory()
    try:
        return cast("Callable[P, R]", numba.njit(cache=True, error_model="numpy", nogil=True)(function))
    finally:
        _config.CACHE_DIR = before
