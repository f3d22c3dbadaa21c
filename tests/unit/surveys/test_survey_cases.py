"""Cases as other people write them, replayed through the public functions: what a case names comes out as reasoned."""

import pytest

from benchmarks.vectors_surveys import replay

SHOWN, BELOW, SECONDARY = "shown", "hidden:below_k", "hidden:secondary"
CASES = {
    # nobody answered: no score, no share
    "blank scores": ({"scores": [None, "", "prefer not to say"]}, {"n": 0, "enps_exact": None}),
    "blank item": ({"item": [None, None]}, {"n": 0, "favourable": None, "mean": None}),
    # 3 of 7 favourable, 2 neutral, 2 not: 42.857…, 28.571…, 28.571… -> the larger remainder goes first, in order
    "rounding": (
        {"item": [5, 4, 4, 3, 3, 2, 1], "reversed_item": [1, 2, 2, 3, 3, 4, 5]},
        {"favourable": "42.8", "neutral": "28.6", "unfavourable": "28.6", "reversed_item_same": True},
    ),
    # -5/2 -> -3 and 5/2 -> +3: halves go away from zero
    "halves": (
        {"a": [0] + [7] * 38 + [8], "b": [10] + [7] * 39},
        {"a": {"enps_exact": "-5/2", "display": "-3"}, "b": {"enps_exact": "5/2", "display": "+3"}},
    ),
    # two small teams are five people together: nothing else has to go
    "two small teams": (
        {"teams": {"A": 9, "B": 4, "C": 1}}, {"total": SHOWN, "A": SHOWN, "B": BELOW, "hidden_block": 5},
    ),
    "a higher minimum": (
        {"k": 8, "teams": {"A": 20, "B": 7, "C": 8}}, {"total": SHOWN, "A": SHOWN, "B": BELOW, "C": SECONDARY},
    ),
    "no small team": ({"teams": {"A": 5, "B": 5}}, {"total": SHOWN, "A": SHOWN, "B": SHOWN, "hidden_block": 0}),
    "too few at all": ({"teams": {"A": 3}}, {"total": BELOW, "A": BELOW}),
    "an empty cell hides nothing": (
        {"cells": {"A_m": 6, "A_e": 5, "B_m": 5, "B_e": 0}},
        {"total": SHOWN, "A": SHOWN, "e": SHOWN, "cells": "all shown"},
    ),
    "three attributes": (
        {"cells": {"A_m_f": 6, "A_m_p": 5, "A_e_f": 5, "A_e_p": 7, "B_m_f": 5, "B_m_p": 6, "B_e_f": 2, "B_e_p": 8}},
        {"total": SHOWN, "A": SHOWN, "f": SHOWN, "e": SHOWN, "cells": "all hidden"},
    ),
    "several left out": (
        {"first_scores": [9, 10, 9, 10, 7, 8, 4, 2], "excluded_score": [2, 4]},
        {"first": {"status": SHOWN, "enps": "+25"}, "second": {"status": "hidden:differencing", "would_show": "+67"}},
    ),
    "five left out": (
        {"first_scores": [9, 9, 9, 7, 7, 7, 0, 0, 0, 0], "excluded_scores": [0, 0, 0, 0, 7]},
        {"second": {"status": SHOWN, "enps": "+60"}},
    ),
    # items against each other: the sums never vary
    "no variance of sums": ({"items": [[1, 5], [5, 1], [2, 4], [4, 2], [3, 3]]}, {"alpha_exact": None}),
    "one item": ({"items": [[1], [2], [3], [4], [5]]}, {"alpha_exact": None, "alpha_display": None}),
    "a reverse-scored item": (
        {"items": [[4, 2], [3, 3], [5, 1], [2, 4], [1, 5]], "reverse": [1]},
        {"alpha_exact": "1", "alpha_display": "1.000"},
    ),
    "nobody in two camps": ({"n": 5, "promoters": 0, "detractors": 0}, {"enps": "0", "ci95": ["-30.0", "30.0"]}),
    "a merge that cannot be": (
        {"attributes": {"tenure": {"lt1": 1, "y1_3": 2, "gt3": 12}}},
        {"kept": [], "dropped": ["tenure"], "tenure_after_merge": None},
    ),
    "names go together": (
        {"attributes": {"team": {"chat": 9, "phone": 6, "mail": 3, "vip": 2}}},
        {"dropped": ["team"], "team_after_merge": {"chat": 9, "phone": 6, "other": 5}},
    ),
    "many came and went": (
        {"wave1": {"A": 7, "company": 30}, "wave2": {"A": "same 7 minus 5 plus 6 = 8", "company": 31}},
        {"team_A_delta": SHOWN, "company_delta": "shown with note"},
    ),
    "nobody came or went": (
        {"wave1": {"A": 7}, "wave2": {"A": "same 7"}}, {"team_A_wave2": SHOWN, "team_A_delta": SHOWN},
    ),
    "at the limits of comments": (
        {"k_comments_group": 10, "groups": [{"g": "A", "n": 10, "comments": 5}, {"g": "B", "n": 9, "comments": 9}]},
        {"A": "shown:shuffled", "B": "hidden"},
    ),
    "nobody answered yet": (
        {"invited": 30, "answered": 0, "status": "open", "teams_invited": {"A": 26, "B": 4}},
        {"results": "hidden:open", "participation_total": "", "participation": {"A": "hidden:open", "B": BELOW}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_reasoned(name):
    inputs, expected = CASES[name]
    assert replay({"id": name, "inputs": {"k": 5, **inputs}, "expected": expected}) == expected
