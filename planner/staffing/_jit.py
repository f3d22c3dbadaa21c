"""The kernel modules of this room, whose text names the cache of what is compiled (`planner.base.kernels`)."""

from pathlib import Path

from planner.base.kernels import Kernels

KERNELS = Kernels(
    Path(__file__).parent, ("_events.py", "_jit.py", "_queue.py", "concurrent.py", "erlang.py", "transient.py")
)
compiled = KERNELS.compiled
