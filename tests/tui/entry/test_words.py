"""Spanish and English throughout: every text of the program has its Spanish."""

import ast
from pathlib import Path

import pytest

import tui
from planner.base.i18n import catalogue, set_language, t
from tui.screens.shop.people import PeopleScreen
from tui.widgets.roster.view import wish_words

TABLES = {"TITLES", "STEP_VERBS", "WISHES", "DECIDED"}


def texts(node: ast.AST | None) -> set[str]:
    """String constants of an expression, both sides of a conditional included."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return set()


def words(tree: ast.AST) -> set[str]:
    """Every text that a module shows: t(...), plural(...), key names, titles, help."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("t", "Group"):
                found |= texts(node.args[0]) if node.args else set()
            elif name == "plural":
                found |= texts(node.args[1]) | texts(node.args[2])
            elif name in ("Binding", "ScreenEntry"):
                found |= texts(node.args[2]) if len(node.args) > 2 else set()
            found |= {x for k in node.keywords if k.arg == "help_text" for x in texts(k.value)}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            named = getattr(target, "id", "")
            if named in ("title_text", "help_text"):
                found |= texts(node.value)
            elif named in TABLES and isinstance(node.value, ast.Dict):
                found |= {x for value in node.value.values for x in texts(value)}
    return {text for text in found if any(letter.isalpha() for letter in text)}


def test_every_text_of_the_program_has_its_spanish():
    spanish = catalogue("es")
    missing = {
        f"{path.name}: {text}"
        for path in Path(tui.__file__).parent.rglob("*.py")
        for text in words(ast.parse(path.read_text(encoding="utf-8")))
        if text not in spanish
    }
    assert not missing


def test_places_to_fill_in_are_the_same_in_both_languages():
    import string

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    from tui.es import help as help_es
    from tui.es import phrases as words_es

    wrong = [
        english
        for module in (words_es, help_es)
        for english, spanish in module.MESSAGES.items()
        if places(english) != places(spanish)
    ]
    assert not wrong


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_letters_of_wishes_are_those_that_the_help_names(language):
    set_language(language)
    try:
        said = t(PeopleScreen.help_text)
        for word in wish_words().values():
            assert f"{word[0]} {word}" in said
    finally:
        set_language("en")
