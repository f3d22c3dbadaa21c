"""numba's compiler with types that mypy can follow, and its results kept on disk between runs and processes.

numba's own cache looks only at the file of the kernel that is called: after a change in another module it would go on
running the old code. Here the cache lies in the user's cache directory (an installation may be read-only) under a name
made from the text of all kernel modules; numba writes its files whole, so that two processes may fill it at once.
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

_KERNELS = ("_jit.py", "arrays.py", "cover.py", "lines.py", "search.py", "activities.py")


@cache
def _directory() -> str:
    text = b"".join((Path(__file__).parent / name).read_bytes() for name in _KERNELS)
    return str(user_cache_path("cuadrante") / "kernels" / hashlib.sha256(text).hexdigest()[:16])


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`function` compiled to machine code at its first call; numba's own places where the cache cannot be written."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = before or _directory()
    try:
        return cast("Callable[P, R]", numba.njit(cache=True, error_model="numpy", nogil=True)(function))
    finally:
        _config.CACHE_DIR = before
