"""Care of people as plain arithmetic: turnover and its cost, rosters worked beside what people say of them.

turnover.py   leavers, average headcount, rates, tenure; which parts a small group keeps to itself
cost.py       what a leaver costs, line by line, from assumptions that can be edited
rosters.py    late shifts, weekends, nights, changes and wishes of a team; the comparison with survey figures
"""
