"""`python -m planner` is the command `cuadrante`."""

from planner.cli import main

main()
