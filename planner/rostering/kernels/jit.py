"""The kernel modules of this room, whose text names the cache of what is compiled (`planner.base.kernels`)."""

from pathlib import Path

from planner.base.kernels import Kernels

KERNELS = Kernels(
    Path(__file__).parent,
    ("jit.py", "arrays.py", "cover.py", "backlog.py", "line.py", "crowd.py"),
)
compiled = KERNELS.compiled
