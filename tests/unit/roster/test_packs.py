"""Rule packs are data: shipped, layered, overridable, and a typo is answered with the nearest key."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from planner.base.errors import Refused
from planner.base.i18n import catalogue, set_language, t
from planner.rostering.packs import registry
from planner.rostering.packs.pack import SHIPPED, load_pack, parse_pack
from planner.rostering.packs.registry import kinds
from planner.rostering.problem import REASONS


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_shipped_pack_carries_its_source(name):
    pack = load_pack(name)
    named = [r for r in pack.rules.values() if not kinds()[r.rule_id].always]
    assert named
    assert all(r.source and r.source != "" for r in named)
    assert "legal advice" in pack.caveat


def test_the_contact_centre_pack_stands_on_the_law():
    pack = load_pack("contact-centre")
    assert pack["daily_rest"].minutes("minutes") == 720
    assert pack["breaks"].params["tiers"][0]["minutes"] == 10
    assert "days_off_together" in pack
    assert "days_off_together" not in load_pack("es")


TYPOS = [
    ("[rules.dayly_rest]\nminutes = 600", "daily_rest"),
    ("[rules.daily_rest]\nminuts = 600", "minutes"),
    ("[rule.daily_rest]\nminutes = 600", "rules"),
    ('extends = "contact-center"', "contact-centre"),
    ("[rules.breaks]\ntiers = [{ over_mins = 360, minutes = 15 }]", "over_min"),
    ('[rules.skill_on_duty]\nneeds = [{ langage = "de" }]', "language"),
    ('[rules.min_staff]\nchannels = [{ channel = "phone", weekday = [0] }]', "weekdays"),
    ('[rules.screen_pause]\ncounted_in = "rooster"', "roster"),
    ('[rules.successions]\nforbidden = [["late", "earli"]]\n[rules.successions.bands]\nlate = ["14:00", "20:00"]\n'
     'early = ["06:00", "10:00"]', "early"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "nearest"), TYPOS)
def test_a_typo_is_refused_with_the_nearest_key(text, nearest):
    with pytest.raises(Refused) as refused:
        parse_pack(text, "team.toml")
    assert nearest in str(refused.value)


@pytest.mark.parametrize("value", ['"long"', "-5", "true"])
def test_a_value_of_the_wrong_kind_is_refused(value):
    with pytest.raises(Refused, match="daily_rest"):
        parse_pack(f"[rules.daily_rest]\nminutes = {value}", "team.toml")


WRONG = {
    "a break without a number": "[rules.breaks]\ntiers = [{ minutes = 'long' }]",
    "a tier that is no table": "[rules.breaks]\ntiers = [360]",
    "a day of the week that is none": "[rules.skill_on_duty]\nneeds = [{ skill = 'boss', weekdays = [7] }]",
    "a time that is none": "[rules.skill_on_duty]\nneeds = [{ skill = 'boss', from = '25:00' }]",
    "a band with one end": "[rules.successions]\nbands = { late = ['14:00'] }",
    "a length below zero": "[rules.shift_lengths]\nlengths_min = [-60]",
    "a wish's time that is none": "[rules.preferences]\nearly_until = 'noon'",
    "a least above the most": "[rules.consecutive_days]\nmin = 5\nmax = 3",
    "shortage dearer at first": "[rules.shortage]\nfirst_cost_h = 50\ncost_h = 20",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_stands_within_a_figure_is_checked_too(name):
    with pytest.raises(Refused) as refused:
        parse_pack(WRONG[name], "team.toml")
    assert "team.toml: rules." in str(refused.value)


def test_the_law_of_the_shipped_pack_has_the_figures_of_its_articles():
    law = load_pack("es")
    figures = {
        ("weekly_hours", "max_min"): 40 * 60,  # 34.1
        ("notice", "days"): 5,  # 34.2
        ("daily_rest", "minutes"): 12 * 60,  # 34.3
        ("daily_hours", "max_min"): 9 * 60,
        ("minors", "max_min"): 8 * 60,
        ("minors", "break_over_min"): 270,  # 34.4
        ("minors", "break_min"): 30,
        ("overtime", "max_year_min"): 80 * 60,  # 35.2
        ("overtime", "part_time"): False,  # 12.4.c
        ("notice", "complementary_days"): 3,  # 12.5.d
        ("nights", "from"): "22:00",  # 36.1
        ("nights", "to"): "06:00",
        ("weekly_rest", "minutes"): 36 * 60,  # 37.1
        ("minors", "rest_min"): 2 * 24 * 60,
    }
    assert {key: law[key[0]].params[key[1]] for key in figures} == figures
    (tier,) = law["breaks"].params["tiers"]
    assert (tier["over_min"], tier["minutes"]) == (6 * 60, 15)  # 34.4


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_all_that_is_told_of_a_rule_is_told_in_spanish_and_fills_the_same_places():
    said = [words for kind in kinds().values() for words in kind.said()]
    assert [en for en, es in said if t(en, "es", **dict.fromkeys(places(en), "")) != es.format_map(Blank())] == []
    assert [en for en, es in said if places(es) - places(en)] == []
    assert [en for en, es in said if not es] == []


class Blank(dict):
    def __missing__(self, key: str) -> str:
        return ""


def test_every_module_with_a_rule_is_in_the_registry_under_its_name():
    rules = Path(registry.__file__).parents[1] / "rules"
    found = {
        f"{p.parent.name}.{p.stem}" for p in rules.glob("*/*.py") if "\nRULE = Kind(" in p.read_text(encoding="utf-8")
    }
    assert found == set(registry.NAMES)
    assert [name.split(".")[1] for name in registry.NAMES] == list(kinds())


def test_a_team_overrides_figures_turns_rules_off_and_makes_them_soft():
    pack = parse_pack('extends = "es"\n[rules.daily_rest]\nhard = false\nweight = 9\n[rules.weekly_rest]\non = false')
    assert not pack["daily_rest"].hard
    assert pack["daily_rest"].weight == 9
    assert pack["daily_rest"].source.startswith("Estatuto")
    assert "weekly_rest" not in pack


def test_reasons_have_spanish_words():
    spanish = catalogue("es")
    assert [text for text in REASONS.values() if text not in spanish] == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[rules.daily_rest]\nminutes 720\n", "línea 2, columna 9"),
        ('title = "Tienda\n', "línea 1, columna 16"),
        ("extends = 'es'\nminors = [", "línea 2, columna 11"),  # something stays open at the end
        ("", ""),
    ],
)
def test_a_pack_that_is_no_toml_is_told_in_spanish_with_file_line_column_and_mend(tmp_path, text, where):
    path = tmp_path / "tienda.toml"
    path.write_bytes(text.encode() or b"\xff")
    set_language("es")
    try:
        with pytest.raises(Refused) as caught:
            load_pack(str(path))
    finally:
        set_language("en")
    said = str(caught.value)
    assert "\n" not in said
    if where:
        assert f"tienda.toml, {where}: no es TOML válido." in said
        assert "Escriba clave = valor" in said
    else:
        assert "tienda.toml" in said
        assert "no es texto en UTF-8" in said
