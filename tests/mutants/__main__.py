"""Change one line that matters at a time, and see that a test fails.

    python -m tests.mutants                  every mutant of `mutants.toml` (some minutes)
    python -m tests.mutants cap link …       only those whose names contain one of the words
    python -m tests.mutants --check          no tests: each text stands once in its room, each test module is there

A mutant is a text of the program, what stands in its place, and the tests that have to fail. Texts are found by
themselves in all modules of their room, so that a mutant follows its line when modules move; test modules are found by
their names. Works on a copy of the tree. The exit code is 0 when the tests pass without and fail with every mutant, 1
when one survives, cannot be judged or is no longer found.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.toml")
ROOMS = ("planner", "forecasting", "engagement", "tui")
PASSED, FAILED = 0, 1
TIMEOUT_S = 600


@dataclass(frozen=True)
class Mutant:
    """`room` is a top-level package; `tests` name a module (`test_pay_cases`) or one test of it (`test_x::test_y`)."""

    name: str
    why: str
    room: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutants(path: Path = LIST) -> tuple[Mutant, ...]:
    """The committed list."""
    return tuple(
        Mutant(**{**one, "tests": tuple(one["tests"])}) for one in tomllib.loads(path.read_text("utf-8"))["mutant"]
    )


def place_of(mutant: Mutant, house: Path = HOUSE) -> Path:
    """The one module that holds the text. Raises LookupError when it stands nowhere, or more than once."""
    found = [
        (p, n) for p in sorted((house / mutant.room).rglob("*.py")) if (n := p.read_text("utf-8").count(mutant.old))
    ]
    if len(found) != 1 or found[0][1] != 1:
        where = ", ".join(f"{p.relative_to(house)} ({n})" for p, n in found) or "nowhere"
        raise LookupError(f"{mutant.name}: its text stands {where}; it has to stand once in {mutant.room}")
    return found[0][0]


def tests_of(mutant: Mutant, house: Path = HOUSE) -> list[str]:
    """What pytest is given. Raises LookupError when a module or a test is not there any more."""
    given = []
    for words in mutant.tests:
        module, _, test = words.partition("::")
        found = sorted((house / "tests").rglob(f"{module}.py"))
        if len(found) != 1:
            raise LookupError(f"{mutant.name}: {len(found)} test modules are called {module}")
        if test and not re.search(rf"^(async )?def {re.escape(test)}\(", found[0].read_text("utf-8"), re.MULTILINE):
            raise LookupError(f"{mutant.name}: {module} has no {test}")
        given.append(f"{found[0].relative_to(house)}{'::' if test else ''}{test}")
    return given


def faults(house: Path = HOUSE) -> list[str]:
    """What is wrong with the list itself."""
    names = [mutant.name for mutant in mutants()]
    found = [f"{name}: two mutants are called so" for name in sorted({n for n in names if names.count(n) > 1})]
    for mutant in mutants():
        for look in (place_of, tests_of):
            try:
                look(mutant, house)
            except LookupError as error:
                found.append(str(error))
        if mutant.old == mutant.new:
            found.append(f"{mutant.name}: nothing changes")
    return found


def passes(house: Path, tests: list[str], expected: tuple[int, ...] = (PASSED, FAILED)) -> int:
    """pytest's exit code; what it says when that is not an expected one."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    env = {**os.environ, "PYTHONPATH": str(house)}
    done = subprocess.run(command, cwd=house, env=env, capture_output=True, text=True, timeout=TIMEOUT_S)
    if done.returncode not in expected:
        print(done.stdout[-3000:], done.stderr[-1000:], sep="\n", file=sys.stderr)
    return done.returncode


def judge(mutant: Mutant, house: Path, turn: int) -> str:
    """`killed`, `SURVIVED`, or `NOT JUDGED` when pytest could not run the tests."""
    place, tests = place_of(mutant, house), tests_of(mutant, house)
    whole = place.read_text("utf-8")
    try:
        place.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
        os.utime(place, (turn, turn))  # compiled modules are known by time and size: a second may hold two mutants
        code = passes(house, tests)
    finally:
        place.write_text(whole, encoding="utf-8")
        os.utime(place, (turn + 1, turn + 1))
    return {PASSED: "SURVIVED", FAILED: "killed"}.get(code, "NOT JUDGED")


def main(words: list[str]) -> int:
    """Do what the command line asks."""
    wrong = faults()
    if wrong or words == ["--check"]:
        print("\n".join(wrong) or f"{len(mutants())} mutants, each text found")
        return 1 if wrong else 0
    chosen = [m for m in mutants() if not words or any(word in m.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        house = Path(folder) / "house"
        ignored = shutil.ignore_patterns(".*", "__pycache__")
        for part in (*ROOMS, "tests", "benchmarks", "sample_data", "docs"):
            shutil.copytree(HOUSE / part, house / part, ignore=ignored)
        for file in HOUSE.glob("*.*"):
            if file.is_file():
                shutil.copy2(file, house)
        if passes(house, sorted({test for m in chosen for test in tests_of(m, house)}), (PASSED,)) != PASSED:
            print("the tests do not pass without any mutant", file=sys.stderr)
            return 1
        told = {}
        for turn, mutant in enumerate(chosen):
            told[mutant.name] = judge(mutant, house, 1_000_000_000 + 2 * turn)
            print(f"{told[mutant.name]:<10} {mutant.name}: {mutant.why}", flush=True)
    alive = [name for name, how in told.items() if how != "killed"]
    print(f"{len(told) - len(alive)} of {len(told)} killed" + (f"; look at {', '.join(alive)}" if alive else ""))
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
