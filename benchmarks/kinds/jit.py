"""The kernel modules of activities, and those of the product that they call (`planner.base.kernels`)."""

from pathlib import Path

from planner.base.kernels import Kernels

PRODUCT = "../../planner/rostering/kernels"
compiled = Kernels(
    Path(__file__).parent,
    ("jit.py", "table.py", "activity_lines.py", "activity_days.py", f"{PRODUCT}/arrays.py", f"{PRODUCT}/crowd.py"),
).compiled
