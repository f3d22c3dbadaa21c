"""The house keeps its own rules: imports one way, everything translated, everything documented."""

import ast
import importlib
import string
import subprocess
import sys
from pathlib import Path

from planner.base.i18n import catalogue, word_modules

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("planner", "forecasting", "engagement", "tui")


def sources() -> list[Path]:
    return [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))]


def translated_literals() -> set[str]:
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "t"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                found.add(node.args[0].value)
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_imports_point_one_way():
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_style_and_format_are_kept():
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [Path(sys.executable).parent / "ruff", *command, *ROOMS, "tests", "benchmarks", "sample_data", "run.py"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_text_a_user_reads_has_its_spanish():
    spanish = catalogue("es")
    missing = sorted(translated_literals() - set(spanish))
    assert not missing, "\n".join(missing)


def test_translations_fill_the_same_places_as_the_english():
    wrong = [en for en, es in catalogue("es").items() if fields(es) - fields(en)]
    assert not wrong, "\n".join(wrong)


def test_every_module_says_what_it_holds():
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in sources()}
    silent = [str(path) for path, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert not silent, "\n".join(silent)


def test_a_text_has_one_translation():
    seen, clashes = {}, []
    for name in word_modules("es"):
        for en, es in importlib.import_module(name).MESSAGES.items():
            if seen.setdefault(en, (es, name))[0] != es:
                clashes.append(f"{en!r}: {seen[en][1]} says {seen[en][0]!r}, {name} says {es!r}")
    assert not clashes, "\n".join(clashes)
