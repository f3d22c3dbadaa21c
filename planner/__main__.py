"""`python -m planner` is the command `cuadrante`."""

from planner.entry import main

main()
