"""Users read numbers, money and dates in their own way."""

import json
import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planner.base import i18n


@pytest.mark.parametrize(
    ("lang", "number", "money", "percent", "day"),
    [
        ("es", "1.234,5", "1.234,50 €", "+62 %", "vie 27 nov"),
        ("en", "1,234.5", "€1,234.50", "+62%", "Fri 27 Nov"),
    ],
)
def test_each_language_has_its_own_marks(lang, number, money, percent, day):
    assert i18n.number(1234.5, 1, lang) == number
    assert i18n.money(Decimal("1234.50"), lang) == money
    assert i18n.percent(0.62, signed=True, lang=lang) == percent
    assert i18n.day(date(2026, 11, 27), lang) == day


def test_negative_money_keeps_its_sign_before_the_symbol():
    assert i18n.money(Decimal("-3.10"), "en") == "-€3.10"


def test_a_text_without_translation_is_shown_in_english():
    assert i18n.t("No such text {n}", lang="es", n=3) == "No such text 3"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"CUADRANTE_LANG": "es", "LANG": "en_US"}, "es"),
    ],
)
def test_the_language_comes_from_the_environment(monkeypatch, environment, expected):
    for name in ("CUADRANTE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.detect_language() == expected


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="fr"):
        i18n.set_language("fr")


TU = (
    r"tú|tu|tus|ti|te|contigo|tuy[oa]s?|vosotros|vuestr[oa]s?|os|has|habéis|eres|quieres|puedes|prefieras|dejes|indiques"
    r"|publiques|apruebes|sabrás|harías|pudieras|volverías|recomendarías|repetirías"
    r"|(?:escríbe|respónde|míra|guárda|apruéba|impórta|expórta|resuélve|indíca|inténta|cópia|ábre)l[oa]s?"
)


def spanish_texts():
    from engagement.surveys.templates import TEMPLATES

    yield from i18n.catalogue("es").values()
    for form in TEMPLATES.values():
        yield from (form.title.es, form.intro.es if form.intro else "")
        for question in form.questions:
            yield question.text.es
            yield from (option.text.es for option in question.options)


def test_spanish_addresses_everybody_in_the_same_way():
    familiar = [text for text in spanish_texts() if re.search(rf"\b(?:{TU})\b", text, re.IGNORECASE)]
    assert not familiar, "usted, as most texts say:\n" + "\n".join(familiar)


@pytest.mark.parametrize(
    ("avoided", "said"),
    [
        (r"historial\b(?=.)", "histórico"),
        (r"bloquead[oa]s?", "fijado"),
        (r"vinculantes?", "firme"),
        (r"acreditad[oa]s?", "atribuido"),
        (r"bote", "bolsa"),
        (r"período", "periodo"),
        (r"backtest|upsell|shrinkage|overtime", "a Spanish word"),
    ],
)
def test_spanish_has_one_word_for_a_thing(avoided, said):
    pattern = re.compile(rf"(?<![-.`])\b(?:{avoided})\b")  # names of options and commands stay
    others = [text for text in spanish_texts() if pattern.search(text)]
    assert not others, f"say {said}:\n" + "\n".join(others)


def test_why_a_text_cannot_be_read_is_said_in_the_users_language():
    def reason(read, lang):
        with pytest.raises(ValueError) as caught:
            read()
        return i18n.text_reason(caught.value, lang)

    assert reason(lambda: json.loads("nothing"), "es") == "línea 1, columna 1"
    assert reason(lambda: tomllib.loads('id = "x\n'), "es") == "línea 1, columna 8"
    assert "line 1, column 8" in reason(lambda: tomllib.loads('id = "x\n'), "en")
    assert reason(b"\xff".decode, "es") == "no es texto en UTF-8"
    open_end = "weights = [1,\n2"
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(open_end)
    assert i18n.text_reason(caught.value, "es", open_end) == "línea 2, columna 2", "what stays open is told at the end"
    assert i18n.text_reason(FileNotFoundError(2, "No such file or directory"), "es").startswith("no existe")


def test_the_sample_plan_speaks_of_a_pot_as_the_program_does():
    plan = (Path(__file__).parents[3] / "sample_data" / "shop" / "plan.toml").read_text(encoding="utf-8")
    names = [part["name"] for part in tomllib.loads(plan)["component"] if part["kind"] == "pot"]
    assert names == ["Bolsa del equipo"]
    assert not re.search(r"\bbote\b", plan, re.IGNORECASE)
