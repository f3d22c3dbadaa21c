"""The rules of a roster: each one module with its figures, its words, its article, and what every room asks of it.

    registry.py   the list of rules, one line each
    kind.py       Kind: what a rule module says; Rule: one in force with its figures
    pack.py       RulePack, load_pack, parse_pack: which rules are in force
    parts.py      what the auditor's functions read; findings.py what they say
    context/      what the engine and the model of conflicts give to a rule
    hours/ shifts/ rest/ team/ wishes/   the rules

Invariant: nothing here imports the engine or the solver.
"""

from planner.rostering.rules.kind import Rule
from planner.rostering.rules.pack import RulePack, load_pack, parse_pack

__all__ = ["Rule", "RulePack", "load_pack", "parse_pack"]
