"""Rule packs are data: shipped, layered, overridable, and a typo is answered with the nearest key."""

from __future__ import annotations

import pytest

from planner.errors import Refused
from planner.i18n import catalogue
from planner.rostering.problem import REASONS
from planner.rostering.rules.pack import SHIPPED, SPECS, load_pack, parse_pack


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_shipped_pack_carries_its_source(name):
    pack = load_pack(name)
    named = [r for r in pack.rules.values() if not SPECS[r.rule_id].always]
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
]


@pytest.mark.parametrize(("text", "nearest"), TYPOS)
def test_a_typo_is_refused_with_the_nearest_key(text, nearest):
    with pytest.raises(Refused) as refused:
        parse_pack(text, "team.toml")
    assert nearest in str(refused.value)


@pytest.mark.parametrize("value", ['"long"', "-5", "true"])
def test_a_value_of_the_wrong_kind_is_refused(value):
    with pytest.raises(Refused, match="daily_rest"):
        parse_pack(f"[rules.daily_rest]\nminutes = {value}", "team.toml")


def test_a_team_overrides_figures_turns_rules_off_and_makes_them_soft():
    pack = parse_pack('extends = "es"\n[rules.daily_rest]\nhard = false\nweight = 9\n[rules.weekly_rest]\non = false')
    assert not pack["daily_rest"].hard
    assert pack["daily_rest"].weight == 9
    assert pack["daily_rest"].source.startswith("Estatuto")
    assert "weekly_rest" not in pack


def test_rules_and_reasons_have_spanish_words():
    spanish = catalogue("es")
    assert [s.title for s in SPECS.values() if s.title not in spanish] == []
    assert [text for text in REASONS.values() if text not in spanish] == []
