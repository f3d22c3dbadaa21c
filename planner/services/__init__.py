"""Use cases, one module per user's object: what the commands and the screens call.

    workspace.py     open, create, the sample shop
    home.py          the answer of the week and the next step
    volumes.py       history, events, forecasts, overrides, accuracy
    requirements.py  channels and targets, agents required, the calculator
    rosters.py       solve, edit, audit, publish, export
    people.py        agents, time off, wishes
    imports.py       preview and commit of files
    maintenance.py   upgrade, check, backup, restore

Functions take the open workspace first, return plain dataclasses (no frames, no rows of SQL) and raise
`planner.base.errors.CuadranteError`. Long ones take `progress` and a way to stop.
"""
