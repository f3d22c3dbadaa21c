"""What is stored and what is computed are codes; words are made where somebody reads them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STORES = ("db/**/*.py", "*/store.py", "*/store/**/*.py")
ENGINES = ("rostering/**/*.py", "staffing/**/*.py", "domain/**/*.py")
SPEAKERS = {"text", "spoken", "rule_text", "when_text", "asked_text", "people", "_where"}
"""Functions of the engines whose only work is to say a code in a language."""
LEFT = {
    "db/failures.py": {"explain"},  # makes errors
    "db/opening.py": {"_open_sqlite"},  # why a workspace is read only, for errors
    "db/restore.py": {"_unpack"},  # an error that several places raise
    "db/workspace.py": {"write"},  # part of an error
    "surveys/store/surveys.py": {"changed_meanwhile", "rows_about"},  # an error; a heading of a person's own data
    "rostering/rules/pack.py": {"_did_you_mean", "_rule", "no_toml", "wrong_kind"},  # mistakes in a file of rules
    "rostering/rules/rest/successions.py": {"fit"},
    "staffing/table.py": {"_answer"},  # a column of a table for people
}
"""What still speaks below the edge; the list may only shrink."""


def spoken_below(patterns) -> dict[str, set[str]]:
    """Functions that call `t` otherwise than to raise an error, by module."""
    found: dict[str, set[str]] = {}

    def walk(path: str, node: ast.AST, function: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Raise):
                continue
            if isinstance(child, ast.ClassDef) and any(
                getattr(base, "id", "") in ("Conflict", "Refused", "Misuse", "CuadranteError") for base in child.bases
            ):
                continue
            name = child.name if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call) and getattr(child.func, "id", "") == "t":
                found.setdefault(path, set()).add(name)
            walk(path, child, name)

    for pattern in patterns:
        for file in sorted((ROOT / "planner").glob(pattern)):
            if "es" not in (file.stem, file.parent.name):
                walk(str(file.relative_to(ROOT / "planner")), ast.parse(file.read_text(encoding="utf-8")), "")
    return found


def test_stores_and_engines_make_no_words_but_those_of_errors():
    found = {
        path: left
        for path, names in spoken_below((*STORES, *ENGINES)).items()
        if (left := names - LEFT.get(path, set()) - (SPEAKERS if path.startswith(("rostering", "domain")) else set()))
    }
    assert not found, "keep a code with its figures (planner.domain.remark) and say it where it is read"


def test_the_list_of_what_still_speaks_names_nothing_that_is_silent():
    found = spoken_below((*STORES, *ENGINES))
    assert {
        path: names - found.get(path, set()) for path, names in LEFT.items() if names - found.get(path, set())
    } == {}


def test_a_word_that_would_be_stored_is_seen(tmp_path, monkeypatch):
    (tmp_path / "planner" / "roster").mkdir(parents=True)
    text = "def save(ws):\n    label = t('by hand')\n    if not ws:\n        raise Refused(t('nothing'))\n"
    (tmp_path / "planner" / "roster" / "store.py").write_text(text)
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert spoken_below(STORES) == {"roster/store.py": {"save"}}
