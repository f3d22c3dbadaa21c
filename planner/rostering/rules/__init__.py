"""The rules of a roster: each one module with its figures, its words, its article, and what every room asks of it.

    parts.py      what the auditor's functions read; findings.py what they say
    context/      what the engine and the model of conflicts give to a rule
    hours/ shifts/ rest/ team/ wishes/   the rules; `packs.registry` lists them

Invariant: nothing here imports the engine or the solver.
"""
