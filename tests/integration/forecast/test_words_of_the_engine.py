"""Whatever the engine remarks or refuses is said in words, in both languages."""

import ast
from pathlib import Path

import forecasting
from planner.base.i18n import catalogue
from planner.forecast import words

FOLDER = Path(forecasting.__file__).parent


def codes(name: str) -> set[str]:
    """The constant codes with which the engine makes a `name`; both sides of conditionals; loops over constants."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
                elif isinstance(first, ast.Name):
                    found |= constants_of(tree, first.id)
    return found


def constants_of(tree: ast.AST, variable: str) -> set[str]:
    """The strings a loop gives a variable: `for code, wrong in (("a", x), ("b", y))`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and variable in {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}:
            found |= {
                c.value
                for c in ast.walk(node.iter)
                if isinstance(c, ast.Constant) and isinstance(c.value, str) and "_" in c.value
            }
    return found


def test_every_remark_of_the_engine_has_words():
    made = codes("ForecastWarning")
    assert {"cold_start", "negative_counts", "stale_history"} <= made
    assert made <= set(words.WARNINGS)


def test_every_refusal_of_the_engine_has_words():
    made = codes("ForecastError")
    assert {"bad_zone", "not_covered"} <= made
    assert made <= set(words.ERRORS)


def test_the_words_of_the_engine_exist_in_spanish():
    spanish = catalogue("es")
    texts = [*words.WARNINGS.values(), *words.ERRORS.values(), *words.STAGES.values()]
    assert not [text for text in texts if text not in spanish]
