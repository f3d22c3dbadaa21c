"""The planning domain: frozen dataclasses on the standard library only.

    time.py      intervals, the grid of a week in local days and UTC instants, ISO weeks
    people.py    agents, contracts, availability, time off, wishes
    demand.py    channels, service targets, the requirement
    roster.py    shifts with breaks and activities, rosters, versions, coverage
    problems.py  row problems of a file, as data

Invariants: every datetime is aware and in UTC; local time appears only as `date`, `time` or text; money is Decimal.
"""
