"""Rooms stay small and named by what they hold; where one may not be so, `rooms.toml` says why."""

import ast
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.mutants import __main__ as mutants

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("planner", "forecasting", "engagement", "tui")
LISTED = tomllib.loads(Path(__file__).with_name("rooms.toml").read_text(encoding="utf-8"))
MAX_MODULES = 12
MAX_LINES = 520
LEFT_OVER = ("_more", "_misc", "_utils", "_helpers", "_common", "_part")


def modules(*rooms: str) -> list[Path]:
    """Every module of some rooms."""
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def dotted(path: Path) -> str:
    """A module's name as imports write it."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def deferred(node: ast.AST, inside: bool = False) -> list[int]:
    """Lines at which a module imports inside a function."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            found += [child.lineno] if inside else []
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            found += deferred(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))
    return found


def test_a_folder_has_about_twelve_modules_or_a_reason():
    held: dict[str, int] = {}
    for path in modules(*ROOMS):
        if path.name != "__init__.py":
            folder = str(path.parent.relative_to(ROOT))
            held[folder] = held.get(folder, 0) + 1
    wrong = [
        f"{folder}: {n} modules, {LISTED['folders'].get(folder, {'modules': MAX_MODULES})['modules']} allowed"
        for folder, n in held.items()
        if n > LISTED["folders"].get(folder, {"modules": MAX_MODULES})["modules"]
    ]
    wrong += [f"{f}: is small enough without a reason" for f in LISTED["folders"] if held.get(f, 0) <= MAX_MODULES]
    assert not wrong, "\n".join(wrong)


def test_no_module_is_named_by_what_was_left_over():
    named = [str(p.relative_to(ROOT)) for p in modules(*ROOMS, "tests", "benchmarks") if p.stem.endswith(LEFT_OVER)]
    assert not named, "\n".join(named)


def test_modules_import_at_their_top_but_for_what_is_listed():
    patterns = LISTED["deferred"]
    found = {
        dotted(path): lines
        for path in modules(*ROOMS)
        if (lines := deferred(ast.parse(path.read_text(encoding="utf-8"))))
    }
    wrong = [
        f"{name}, line {lines[0]}: imports inside a function"
        for name, lines in found.items()
        if not any(fnmatchcase(name, pattern) for pattern in patterns)
    ]
    wrong += [
        f"{p}: nothing of it imports inside functions" for p in patterns if not any(fnmatchcase(n, p) for n in found)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_a_module_is_read_in_one_sitting(room):
    long = {
        path: path.read_text(encoding="utf-8").count("\n")
        for path in modules(room)
        if "locale" not in path.parts and path.stem != "es" and path.parent.name != "es"
    }
    allowed = {ROOT / name: one["lines"] for name, one in LISTED["lines"].items()}
    wrong = [
        f"{path.relative_to(ROOT)}: {n} lines, {allowed.get(path, MAX_LINES)} allowed"
        for path, n in long.items()
        if n > allowed.get(path, MAX_LINES)
    ]
    wrong += [f"{path.name}: is short enough without a reason" for path in allowed if long.get(path, 999) <= MAX_LINES]
    assert not wrong, "\n".join(wrong)


def test_every_test_module_has_a_name_of_its_own_and_lies_with_its_object():
    names: dict[str, list[str]] = {}
    for path in modules("tests"):
        if path.name.startswith("test_"):
            names.setdefault(path.name, []).append(str(path.parent.relative_to(ROOT)))
    twice = [f"{name}: {', '.join(where)}" for name, where in names.items() if len(where) > 1]
    stray = [name for name, where in names.items() if len(Path(where[0]).parts) not in (3, 4)]
    assert not twice + stray, "\n".join(twice + stray)


def test_every_mutant_finds_its_line_and_its_tests():
    assert mutants.faults(ROOT) == []
    assert len(mutants.mutants()) >= 30
