"""numba's compiler for the rooms that have kernels, with types that mypy can follow and results kept on disk.

numba's own disk cache looks only at the file of the kernel that is called: one that calls a kernel of another module
would go on running the old code after a change or an upgrade. Here the cache lies in the user's cache directory (an
installation may be read-only; CUADRANTE_HOME and NUMBA_CACHE_DIR move it) under a name made from the text of all kernel
modules of a room, so that any change starts a fresh one. Where nothing can be kept, the kernels are compiled at each
start. numba writes its files whole, so that two processes may fill it at once. The first run on a machine compiles for
some seconds.

Each room names its kernel modules in `_jit.py`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

from planner.base.config import cache_dir

log = logging.getLogger(__name__)
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
        home = Path(_config.CACHE_DIR) if _config.CACHE_DIR else cache_dir() / "kernels"
        return home / hashlib.sha256(text).hexdigest()[:16]

    def compiled(self, function: Callable[P, R]) -> Callable[P, R]:
        """`function` compiled to machine code at its first call, with numpy's division (no ZeroDivisionError)."""
        folder, before = str(self.folder), _config.CACHE_DIR
        _config.CACHE_DIR = folder
        try:
            return self._compiled(function, cache=True)
        except RuntimeError as error:  # numba's word for a place it cannot write to
            log.warning("a kernel is not kept on disk", exc_info=error)
            return self._compiled(function, cache=False)
        finally:
            _config.CACHE_DIR = before

    def _compiled(self, function: Callable[P, R], cache: bool) -> Callable[P, R]:
        jit = numba.njit(cache=cache, error_model="numpy", nogil=True)
        return cast("Callable[P, R]", jit(function))
