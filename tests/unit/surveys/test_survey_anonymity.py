"""No published set lets fewer than five people be worked out, whatever the groups."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.surveys.anonymity import (
    BELOW_K,
    COMPLEMENT,
    DIFFERENCING,
    SECONDARY,
    SHOWN,
    TABLE,
    Candidate,
    candidates_from,
    comment_groups,
    comment_rule,
    difference_attack,
    naive_exposure,
    published_set,
)
from engagement.surveys.linear import exposed_subset


def partition(**sizes: int) -> list[Candidate]:
    groups, start = [], 0
    for name, size in sizes.items():
        groups.append(Candidate(name, frozenset(range(start, start + size))))
        start += size
    return [Candidate("company", frozenset(range(start)), 0), *groups]


def in_span(groups: list[set[int]], target: set[int], people: list[int]) -> bool:
    """Gaussian elimination over fractions: an own, slow second opinion."""
    rows = [[Fraction(p in g) for p in people] for g in groups]
    goal = [Fraction(p in target) for p in people]
    rank = 0
    for column in range(len(people)):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        head = rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / head[column]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], head, strict=True)]
        factor = goal[column] / head[column]
        goal = [a - factor * b for a, b in zip(goal, head, strict=True)]
        rank += 1
    return not any(goal)


def brute_force(groups: list[set[int]], k: int) -> bool:
    people = sorted(set().union(*groups)) if groups else []
    return any(in_span(groups, set(few), people) for size in range(1, k) for few in combinations(people, size))


def test_two_teams_one_small_hides_the_other_because_the_total_would_give_it():
    assert published_set(partition(A=7, B=4)) == {"company": SHOWN, "A": COMPLEMENT, "B": BELOW_K}


def test_the_next_smallest_team_goes_with_a_small_one():
    groups = partition(A=9, B=4, C=6)
    assert published_set(groups) == {"company": SHOWN, "A": SHOWN, "B": BELOW_K, "C": SECONDARY}
    assert len(naive_exposure(groups) or ()) == 4


def test_three_groups_together_expose_one_person_although_every_pair_is_far_apart():
    groups = partition(A=10, B=10, floater=1)
    assert naive_exposure(groups) == frozenset({20})
    assert published_set(groups) == {"company": SHOWN, "A": SHOWN, "B": SECONDARY, "floater": BELOW_K}


def test_a_group_that_differs_by_one_from_a_published_one_is_hidden():
    chat = Candidate("chat", frozenset(range(8)))
    seniors = Candidate("chat, over a year", frozenset(range(7)))
    assert published_set([seniors, chat]) == {"chat, over a year": DIFFERENCING, "chat": SHOWN}


def test_one_small_cell_hides_the_whole_two_way_table_and_keeps_the_margins():
    cells = {("A", "early"): 6, ("A", "late"): 5, ("B", "early"): 5, ("B", "late"): 2}
    people, number = {}, 0
    for (team, shift), size in cells.items():
        for _ in range(size):
            people[number] = {"team": team, "shift": shift}
            number += 1
    status = published_set(candidates_from(people, ["team", "shift"], [("team", "shift")]))
    assert {s for g, s in status.items() if " × " not in g} == {SHOWN}
    assert {s for g, s in status.items() if " × " in g} == {TABLE, BELOW_K}


def test_the_order_in_which_groups_are_named_changes_nothing():
    groups = partition(A=9, B=4, C=6, D=6, E=12)
    forward = published_set(groups)
    assert published_set(groups[::-1]) == forward


random_groups = st.lists(st.sets(st.integers(0, 11), min_size=1, max_size=12), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(random_groups, st.integers(2, 5))
def test_the_linear_test_agrees_with_brute_force_over_every_small_subset(groups, k):
    found = exposed_subset([frozenset(g) for g in groups], k)
    assert (found is not None) == brute_force(groups, k)
    if found is not None:
        assert 0 < len(found) < k
        assert in_span(groups, set(found), sorted(set().union(*groups)))


@settings(max_examples=30, deadline=None)
@given(random_groups)
def test_random_groups_never_publish_a_set_that_exposes_fewer_than_five(groups):
    candidates = [Candidate(f"g{i}", frozenset(g)) for i, g in enumerate(groups)]
    candidates.append(Candidate("company", frozenset(range(12)), 0))
    status = published_set(candidates)
    shown = [set(c.members) for c in candidates if status[c.id] == SHOWN]
    assert not brute_force(shown, 5)
    assert all(len(g) >= 5 for g in shown)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=5, max_size=40))
def test_attributes_and_their_two_way_tables_expose_nobody(rows):
    names = ["team", "shift", "tenure"]
    people = {i: dict(zip(names, row, strict=True)) for i, row in enumerate(rows)}
    candidates = candidates_from(people, names, list(combinations(names, 2)))
    status = published_set(candidates)
    shown = [c.members for c in candidates if status[c.id] == SHOWN]
    assert exposed_subset(shown) is None
    # Whole tables or none: a table with a hole would be filled in from its margins.
    for table in {c.table for c in candidates if c.table}:
        assert len({status[c.id] == SHOWN for c in candidates if c.table == table and c.members}) == 1


def test_odd_sizes_nested_and_identical_groups_expose_nobody():
    people, number = {}, 0
    for team, size in enumerate([1, 4, 5, 6] * 4 + [1, 1, 6, 6]):
        for _ in range(size):
            people[number] = {
                "team": f"t{team}", "same": f"s{team}", "pair": f"p{team // 2}", "third": str(team % 3),
                "odd": str(number % 7),
            }  # fmt: skip
            number += 1
    candidates = candidates_from(
        people, ["team", "same", "pair", "third", "odd"], [("third", "odd"), ("pair", "third")]
    )
    status = published_set(candidates)
    shown = [c.members for c in candidates if status[c.id] == SHOWN]
    assert exposed_subset(shown) is None
    assert all(status[f"team=t{i}"] == status[f"same=s{i}"] for i in range(20))
    for one in shown:  # the pairwise rule follows from the linear one
        for other in shown:
            assert not 0 < len(one - other) < 5 or not other <= one


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 15), min_size=1, max_size=9))
def test_what_is_hidden_beside_the_company_is_nobody_or_five_and_more(sizes):
    groups = partition(**{f"t{i}": size for i, size in enumerate(sizes)})
    status = published_set(groups)
    if status["company"] == SHOWN:
        hidden = sum(len(c.members) for c in groups if status[c.id] != SHOWN)
        assert hidden == 0 or hidden >= 5


def test_two_surveys_at_once_of_twenty_and_nineteen_people_do_not_give_the_newcomer_away():
    all_of_them, but_one = frozenset(range(20)), frozenset(range(19))
    status = published_set([Candidate("company", frozenset(range(17)), 0, invited=but_one)], before=[[all_of_them]])
    assert status == {"company": SECONDARY}
    assert published_set([Candidate("company", frozenset(range(17)), 0, invited=all_of_them)],
                         before=[[all_of_them]]) == {"company": SHOWN}  # fmt: skip


def test_an_earlier_survey_of_the_occasion_hides_groups_that_are_safe_alone():
    team = [Candidate("company", frozenset(range(20)), 0, invited=frozenset(range(24))),
            Candidate("A", frozenset(range(10)), invited=frozenset(range(12)))]  # fmt: skip
    assert set(published_set(team).values()) == {SHOWN}
    before = [[frozenset(range(24)), frozenset(range(1, 12))]]  # A without its first member
    assert published_set(team, before=before) == {"company": SHOWN, "A": SECONDARY}


def test_earlier_surveys_that_are_apart_are_each_held_against_the_new_one():
    company = Candidate("company", frozenset(range(20)), 0, invited=frozenset(range(20)))
    far = [[frozenset(range(20, 40))], [frozenset(range(20, 39))]]  # together they would expose person 39 by themselves
    assert published_set([company], before=far) == {"company": SHOWN}
    assert published_set([company], before=[*far, [frozenset(range(19))]])["company"] != SHOWN


def test_the_minimum_group_is_five_whatever_a_row_says():
    assert published_set(partition(A=3, B=3), k=1)["A"] == BELOW_K


def test_comments_need_ten_respondents_and_five_comments():
    assert comment_rule(9, 6) == "hidden"
    assert comment_rule(12, 6) == "shown:shuffled"
    assert comment_rule(12, 3).startswith("hidden; rolled up")
    assert comment_rule(10, 5) == "shown:shuffled"


def test_comments_of_a_small_team_are_not_left_over_when_the_other_team_is_taken_off():
    assert comment_groups({"A": (9, 6), "B": (12, 6)}, (21, 12))["B"] == "hidden"
    assert comment_groups({"A": (10, 6), "B": (12, 6)}, (22, 12)) == {"A": "shown:shuffled", "B": "shown:shuffled"}
    assert comment_groups({"A": (12, 6), "B": (12, 3)}, (24, 9))["A"] == "hidden"


def test_several_excluded_people_are_told_together():
    text = difference_attack([9, 10, 9, 10, 7, 8, 4, 2], [9, 10, 9, 10, 7, 8])
    assert text.endswith("= 2 - 4 = -2 -> the 2 excluded people have -2 promoters net of detractors")


def test_the_reason_for_refusing_is_told_in_figures():
    text = difference_attack([9, 10, 9, 10, 7, 8, 4, 2], [9, 10, 9, 10, 7, 8, 4])
    assert text == "8*25/100 - 7*(300/7)/100 = 2 - 3 = -1 -> the excluded person is a detractor"
    with pytest.raises(ValueError, match="people more"):
        difference_attack([9, 9], [9, 9])


def test_a_group_of_which_too_few_were_asked_is_hidden_however_many_answers_name_it():
    company = Candidate("company", frozenset(range(20)), 0, invited=frozenset(range(100, 120)))
    few = Candidate("A", frozenset(range(6)), invited=frozenset(range(100, 104)))
    assert published_set([company, few]) == {"company": SHOWN, "A": BELOW_K}
