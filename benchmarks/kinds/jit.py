"""The kernel modules of activities, and those of the product that they call (`planner.kernels`)."""

from pathlib import Path

from planner.kernels import Kernels

PRODUCT = "../../planner/rostering/kernels"
compiled = Kernels(
    Path(__file__).parent,
    ("jit.py", "table.py", "activity_lines.py", "activity_days.py", f"{PRODUCT}/arrays.py", f"{PRODUCT}/crowd.py"),
).compiled
