"""A command line that cannot be read is answered in one line, in the user's language, with the mend."""

import pytest
from typer.main import get_command

from planner.base.i18n import catalogue
from planner.entry.main import app, run
from planner.entry.usage import HEADINGS, MESSAGES, REASONS

WEEK = ["roster", "solve", "--week", "2026-W48"]


@pytest.mark.parametrize(
    ("words", "english", "spanish"),
    [
        ([*WEEK, "--weeks", "0"], "--weeks: give 1 or more.", "--weeks: dé 1 o más."),
        ([*WEEK, "--weeks", "99"], "--weeks: give 12 or less.", "--weeks: dé 12 o menos."),
        ([*WEEK, "--seed", "x"], "--seed: give a whole number.", "--seed: dé un número entero."),
        ([*WEEK, "--seconds", "x"], "--seconds: give a number.", "--seconds: dé un número."),
        ([*WEEK, "--foo"], "There is no option --foo.", "No existe la opción --foo."),
        ([*WEEK, "--sed", "1"], "Did you mean --seconds, --seed?", "¿Quería decir --seconds, --seed?"),
        ([*WEEK, "x"], "x is more than the command takes.", "x es más de lo que admite la orden."),
        (["roster", "solve"], "--week is missing.", "Falta --week."),
        (["roster", "solve", "--week"], "--week needs a value.", "--week necesita un valor."),
        (["roster", "solv"], "There is no command solv. Did you mean solve?", "No existe la orden solv. ¿Quería decir"),
        ([*WEEK, "--keep-published=3"], "--keep-published takes no value.", "--keep-published no admite ningún valor."),
        (
            ["roster", "request", "wish", "A01", "2026-11-27", "free"],
            "'free' is not one of 'off', 'on'",
            "no es ninguno",
        ),
    ],
)
def test_wrong_words_are_answered_in_both_languages(capsys, words, english, spanish):
    for lang, said in (("en", english), ("es", spanish)):
        assert run(["--lang", lang, *words]) == 2
        told = capsys.readouterr().err
        assert said in told and told.count("\n") == 1
        assert "Value error" not in told and "Input should" not in told


def test_every_sentence_has_its_spanish():
    assert {text for _, text in (*REASONS, *MESSAGES)} <= set(catalogue("es"))


def commands(command=None, path=()):
    """Every command of the program with its words."""
    command = command or get_command(app)
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


def test_every_command_and_option_says_in_spanish_what_it_does():
    spanish = catalogue("es")
    said = set()
    for _, one in commands():
        said |= {text.strip() for text in (one.help, *(getattr(p, "help", "") for p in one.params)) if text}
    assert not said - set(spanish)
    assert not set(HEADINGS) - set(spanish)


@pytest.mark.parametrize("words", [(), ("roster",), ("roster", "solve"), ("pay", "plan", "import")])
def test_a_help_page_is_in_one_language(capsys, words):
    assert run([*words, "--help", "--lang", "es"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Uso: cuadrante") and "Opciones:" in page
    assert not [heading for heading in HEADINGS if heading in page]
    assert run([*words, "--help", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("Usage: cuadrante")
