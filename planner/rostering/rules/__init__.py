"""The rules of a roster: packs of them (`pack`), and one named function each that checks a finished roster.

    pack.py     RulePack, Rule, SPECS, load_pack, parse_pack: which rules are in force, with which figures
    parts.py    what the functions read (Parts) and say (Violation, Penalty)
    hours.py    lengths, starts, breaks, contract and weekly hours
    rest.py     rest between shifts and weeks, runs, weekends, nights, successions
    wishes.py   wishes, fairness, stability, notice, pairs, minimum staff and skills, shortage

Invariant: nothing here imports the engine; the engine reads only the figures of the packs.
"""

from planner.rostering.rules.pack import Rule, RulePack, load_pack, parse_pack

__all__ = ["Rule", "RulePack", "load_pack", "parse_pack"]
