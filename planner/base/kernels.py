"""numba's compiler for the rooms that have kernels, with types that mypy can follow and results kept on disk.

numba's own disk cache looks only at the file of the kernel that is called: one that calls a kernel of another module
would go on running the old code after a change or an upgrade. Here the cache lies in the user's cache directory (an
installation may be read-only) under a name made from the text of all kernel modules of a room, so that any change
starts a fresh one; where that directory cannot be written, numba falls back on its own places. numba writes its files
whole, so that two processes may fill it at once. The first run on a machine compiles for some seconds.

Each room names its kernel modules in `_jit.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from platformdirs import user_cache_path

P = ParamSpec("P")
R = TypeVar("R")

_config: Any = numba.config


@dataclass(frozen=True)
class Kernels:
    """The kernels of a room: its folder and the modules whose text they are made of."""

    room: Path
    modules: tuple[str, ...]

    @cached_property
    def folder(self) -> Path:
        """Where what is compiled from the present text lies."""
        texts = [Path(__file__), *(self.room / name for name in self.modules)]
        text = b"".join(path.read_bytes() for path in texts)
        return user_cache_path("cuadrante") / "kernels" / hashlib.sha256(text).hexdigest()[:16]

    def compiled(self, function: Callable[P, R]) -> Callable[P, R]:
        """`function` compiled to machine code at its first call, with numpy's division (no ZeroDivisionError)."""
        before = _config.CACHE_DIR
        _config.CACHE_DIR = before or str(self.folder)
        try:
            return cast("Callable[P, R]", numba.njit(cache=True, error_model="numpy", nogil=True)(function))
        finally:
            _config.CACHE_DIR = before
