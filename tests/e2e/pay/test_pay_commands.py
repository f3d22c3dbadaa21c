"""Finance closes months by commands alone: plan, run, review, approve, close, late refund, adjustment, workbook."""

import csv
import json
import re
from decimal import Decimal

import pytest

from tests.e2e.spoken import here


@pytest.fixture(scope="module")
def home(tmp_path_factory, sample_files, copy_shop):
    """A folder of one's own with the sample shop where commands look for it."""
    return copy_shop(sample_files, tmp_path_factory.mktemp("finance"), "cuadrante").parent


def cuadrante(home, *words, lang="en"):
    return here(home, *words, lang=lang, today="2026-12-03")


def good(home, *words, lang="en"):
    done = cuadrante(home, *words, lang=lang)
    assert done.returncode == 0, (words, done.stderr)
    return done


def document(home, *words):
    return json.loads(good(home, *words, "--json").stdout)


def test_finance_closes_a_month_and_the_next_one_takes_what_came_late(home, require_program):
    require_program("soffice")
    october = ("--period", "2026-10")
    people = document(home, "pay", "run", *october)
    total = sum(Decimal(row["payable"]) for row in people)
    assert len(people) == 26 and total > 4000
    assert cuadrante(home, "pay", "approve", *october).returncode == 1
    good(home, "pay", "review", *october)
    good(home, "pay", "approve", *october)
    good(home, "pay", "payroll", *october, "payroll.csv")
    assert document(home, "pay", "close", *october)["state"] == "closed"

    before = document(home, "pay", "statement", "A24", *october, "--orders")
    order = max((o for o in before["orders"] if o["kind"] == "sale"), key=lambda o: Decimal(o["credit_eur"]))
    with (home / "late.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["order_id", "line_id", "refunded_at", "net_amount"])
        rows.writerow([order["order_id"], order["line_id"], "2026-12-01 10:00", order["credit_eur"]])
    good(home, "import", "refunds", "late.csv")

    after = document(home, "pay", "statement", "A24", *october)
    assert {key: value for key, value in before.items() if key != "orders"} == after
    november = document(home, "pay", "statement", "A24", "--period", "2026-11")
    assert {a["component_id"] for a in november["adjustments"]} >= {"commission"}
    assert all(a["closed_period"] == "2026-10" and a["cause"] == "refund" for a in november["adjustments"])
    assert all(order["order_id"] in a["orders"] for a in november["adjustments"])

    flags = cuadrante(home, "pay", "flags", "--period", "2026-11", "--json")
    blocking = {f["agent_id"] for f in json.loads(flags.stdout) if f["severity"] == "blocks"}
    assert flags.returncode == 1 and blocking == {"A12", "A28"}
    (home / "quota.csv").write_text(
        "agent_id,period,metric,value,n\nA12,2026-11,quota,1300,\nA28,2026-11,quota,4500,\n", encoding="utf-8"
    )
    good(home, "import", "kpis", "quota.csv")
    good(home, "pay", "run", "--period", "2026-11")
    good(home, "pay", "review", "--period", "2026-11")
    if cuadrante(home, "pay", "flags", "--period", "2026-11").returncode:
        good(home, "pay", "acknowledge", "--period", "2026-11", "--note", "small samples")
    good(home, "pay", "approve", "--period", "2026-11")
    written = document(home, "pay", "export", "--period", "2026-11", "pay.xlsx")
    assert written["values"] is True
    _checks_hold(home / "pay.xlsx", document(home, "pay", "run", "--period", "2026-11"))


def _checks_hold(path, people):
    """The values LibreOffice calculated are those of the run, and no check is off."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    payroll = list(book["Payroll"].iter_rows(values_only=True))
    head = next(i for i, row in enumerate(payroll) if "Pay" in row)
    column, who = payroll[head].index("Pay"), payroll[head].index("Agent")
    found = {row[who]: round(Decimal(str(row[column])), 2) for row in payroll[head + 1 :] if row[who] in
             {p["agent_id"] for p in people}}  # fmt: skip
    assert found == {row["agent_id"]: Decimal(row["payable"]) for row in people}


def test_what_if_compares_a_new_plan_with_the_one_in_force(home):
    text = good(home, "pay", "plan", "show").stdout
    (home / "new.toml").write_text(text.replace('target_bonus = "120.00"', 'target_bonus = "150.00"'), encoding="utf-8")
    rows = document(home, "pay", "whatif", "--period", "2026-11", "new.toml")
    costs = [Decimal(row["cost"]) for row in rows]
    assert [row["level"] for row in rows] == ["0.80", "1.00", "1.20"] and costs == sorted(costs)
    changes = document(home, "pay", "whatif", "--period", "2026-11", "new.toml", "--changes")
    assert all(Decimal(row["delta"]) >= 0 for row in changes) and any(Decimal(row["delta"]) > 0 for row in changes)


def test_payback_says_what_is_missing(home):
    found = document(home, "pay", "payback", "--period", "2026-09", "--margin", "0.5")
    sales, missing = Decimal(found["service_sales"]), Decimal(found["missing_sales"])
    assert abs(Decimal(found["break_even_sales"]) - sales - missing) <= Decimal("0.01")
    channels = document(home, "pay", "payback", "--period", "2026-09", "--by", "channel")
    assert sum(Decimal(row["net_eur"]) for row in channels) == sales


def test_mistakes_are_told_in_one_line_and_leave_nothing(home):
    for words, code in (
        (("pay", "run", "--period", "november"), 2),
        (("pay", "plan", "import", "missing.toml"), 2),
        (("pay", "statement", "NOBODY", "--period", "2026-09"), 1),
        (("pay", "export", "--period", "2026-09", "book.csv"), 1),
        (("pay", "dispute", "A24", "nothing", "wrong", "--period", "2026-09"), 1),
    ):
        done = cuadrante(home, *words)
        assert (done.returncode, done.stdout) == (code, ""), (words, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_spanish_statement_says_every_step_in_spanish(home):
    text = good(home, "pay", "statement", "A24", "--period", "2026-09", lang="es").stdout
    assert "ventas atribuidas menos devoluciones" in text and "A pagar" in text
    assert "base / objetivo" in text and "peso 1 * factor 1 + peso 2 * factor 2" in text
    assert not re.search(r"\b(weight|quota|gross|capped|attainment|factor_uncapped|units|target)\b", text)


def test_settings_customers_scorecard_and_what_a_team_may_read_are_commands(home):
    (home / "rates.csv").write_text("date,currency,eur_rate\n2026-08-03,USD,1.1\n", encoding="utf-8")
    good(home, "import", "rates", "rates.csv")
    text = good(home, "pay", "settings", "--set", "margin=0,4", "--set", "full_time_hours=40").stdout
    assert 'margin = "0.4"' in text
    august = ("--period", "2026-08")
    before = Decimal(document(home, "pay", "payback", *august)["tools"])
    more = "\n[[tool]]\nname = 'returns'\nmonthly = 500\n\n[[target]]\nmetric = 'nps'\ntarget = '30'\n"
    (home / "mine.toml").write_text(text + more, encoding="utf-8")
    good(home, "pay", "settings", "mine.toml")
    assert Decimal(document(home, "pay", "payback", *august)["tools"]) == before + 500
    assert cuadrante(home, "pay", "settings", "--set", "margin=2").returncode == 1
    done = good(home, "pay", "customers", *august)
    assert "customer_id" in done.stderr
    states = {row["metric"]: row["state"] for row in document(home, "pay", "scorecard", *august)}
    assert states["csat"] == "met" and states["nps"] == "no_data"
    assert document(home, "pay", "team", *august) == []
    assert "pay run" in cuadrante(home, "pay", "review", *august).stderr  # nobody has looked at it yet
    good(home, "pay", "run", *august)
    good(home, "pay", "review", *august)
    assert {row["state"] for row in document(home, "pay", "team", *august)} == {"reviewed"}
    assert [row["action"] for row in document(home, "pay", "history", *august)] == ["review"]
