"""numba's compiler with types that mypy can follow, and its results kept on disk between runs.

Invariant: a kernel calls only kernels of its own module or of `_queue`, because numba's disk cache looks at the time of
the caller's file alone; a change in `_queue` is seen by others through `touch` or a fresh install.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`function` compiled to machine code at its first call, with numpy's division (no ZeroDivisionError)."""
    return cast("Callable[P, R]", njit(cache=True, error_model="numpy", nogil=True)(function))
