"""`survey-privacy FOLDER`: random organisations answer surveys, and what the program publishes and stores of them.

Each organisation runs through a real workspace: launch, answers, closing, several waves, both modes, surveys at once.
For an attacker from outside it writes, a folder an organisation:

    people.csv      wave, person, attributes, answered
    published.csv   every figure; a blurred one says nothing for certain, so `low` and `high` are nobody and everybody
    exact.csv       the same groups with the true counts: what lock 1 alone protects
    printed.csv     the same with the printed values taken for exact
    stored.jsonl, comments.jsonl, truth.csv

`look` is an attacker of our own: it takes nothing from the program but what it wrote, and tries every set of fewer than
k people against the groups by elimination over the rationals.
"""

import csv
import itertools
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from engagement.surveys.questions import Form, Question, Text
from engagement.surveys.results import COMPANY, Results
from engagement.surveys.types.agreement import AGREEMENT
from engagement.surveys.types.enps import ENPS
from engagement.surveys.types.text import TEXT

Staff = dict[str, dict[str, str]]
Truth = dict[str, dict[str, int]]
COLUMNS = ("wave", "occasion", "group", "question", "measure", "n", "value", "low", "high", "status", "kind")


@dataclass
class Wave:
    """One survey: when, who was asked with the groups that were fixed, who said what, and what came of it."""

    name: str
    first: date
    last: date
    staff: Staff
    truth: Truth
    results: Results
    stored: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)


def form_of(questions: int) -> Form:
    """A recommendation score, statements, and a comment."""
    asked = [Question("q0", ENPS, Text("¿Nos recomendaría?", "Would you recommend us?"))]
    asked += [Question(f"q{i}", AGREEMENT, Text(f"afirmación {i}", f"statement {i}"), dimension="d", reverse=i % 4 == 0)
              for i in range(1, questions)]  # fmt: skip
    return Form(Text("encuesta", "survey"), (*asked, Question("c", TEXT, Text("¿Algo?", "Anything?"))),
                dimensions={"d": Text("d", "d")})  # fmt: skip


def hired(rng: random.Random, staff: Staff, team: str, number: Iterator[int]) -> None:
    """One more person of a team; tenure and contract by chance."""
    staff[f"p{next(number):03}"] = {"team": team, "tenure": rng.choice(["lt1", "y1_3", "y1_3", "gt3", "gt3"]),
                                    "contract": rng.choice(["full", "full", "full", "part"])}  # fmt: skip


def organisation(rng: random.Random, people: int, teams: int, waves: int) -> list[Staff]:
    """Who works here in each wave: teams of very different sizes, joiners, leavers, people who change their team."""
    number, staff = itertools.count(1), Staff()
    shares = [rng.uniform(0.4, 1.8) for _ in range(teams)]
    for t, share in enumerate(shares):
        for _ in range(max(3, round(people * share / sum(shares)))):
            hired(rng, staff, f"T{t + 1}", number)
    found = []
    for wave in range(waves):
        if wave:
            for gone in rng.sample(sorted(staff), max(1, len(staff) // 20)):
                team = staff.pop(gone)["team"]
                if rng.random() < 0.9:
                    hired(rng, staff, team, number)
            for moved in rng.sample(sorted(staff), max(1, len(staff) // 60)):
                staff[moved] = {**staff[moved], "team": f"T{rng.randint(1, teams)}"}
        found.append({p: dict(own) for p, own in staff.items()})
    return found


def answers_of(
    rng: random.Random, staffs: list[Staff], questions: int, response: float, one_voice: float
) -> list[Truth]:
    """Answers 0–10 and 1–5; some teams of one mind, people who often repeat what they said."""
    last: dict[tuple[str, int], int] = {}
    minds = {t: rng.randint(1, 5) for t in sorted({own["team"] for s in staffs for own in s.values()})
             if rng.random() < one_voice}  # fmt: skip
    found = []
    for staff in staffs:
        truth: Truth = {}
        for person, own in staff.items():
            if rng.random() > response:
                continue
            given = {}
            for q in range(questions):
                if rng.random() < 0.03:
                    continue
                score = minds.get(own["team"]) or (
                    last[person, q] if (person, q) in last and rng.random() < 0.6 else rng.choice([1, 2, 3, 4, 4, 5])
                )
                last[person, q] = score
                given[f"q{q}"] = 2 * score if q == 0 else score
            if given:
                truth[person] = given
        found.append(truth)
    return found


def ran(rng: random.Random, folder: Path, staffs: list[Staff], truths: list[Truth], questions: int,
        attributes: tuple[str, ...], anonymous: bool, gap_days: int) -> list[Wave]:  # fmt: skip
    """Every wave through a workspace: launched, answered, closed."""
    from planner.db.opening import open_workspace
    from planner.domain.people import Agent, Contract
    from planner.shop.store.people import write_agents
    from planner.surveys import closing, launch, results, surveys
    from planner.surveys.store import intake
    from planner.surveys.store import surveys as store
    from planner.workspace.opening import init

    form = form_of(questions)
    waves: list[Wave] = []
    init(str(folder / "shop.sqlite"), language="en").close()
    with open_workspace(folder / "shop.sqlite") as ws:
        for number, (staff, truth) in enumerate(zip(staffs, truths, strict=True)):
            day = date(2026, 1, 5) + timedelta(days=gap_days * number)
            os.environ["CUADRANTE_TODAY"] = day.isoformat()
            since = {"lt1": 100, "y1_3": 700, "gt3": 2000}
            there = {a for w in waves for a in w.staff} - staff.keys()
            write_agents(ws, [
                *(Agent(p, p, own["team"], ("chat",), Contract(2400 if own["contract"] == "full" else 1200),
                        start_date=day - timedelta(days=since[own["tenure"]])) for p, own in staff.items()),
                *(Agent(p, p, "gone", ("chat",), Contract(2400), start_date=date(2010, 1, 1),
                        end_date=day - timedelta(days=1)) for p in there),
            ])  # fmt: skip
            survey_id = surveys.new(ws, form=form)
            crosses = ((attributes[0], attributes[1]),) if len(attributes) > 1 else ()
            plan = launch.LaunchPlan(anonymous=anonymous, attributes=attributes, crosses=crosses)
            launch.launch(ws, survey_id, plan)
            key = intake.read_key(ws, survey_id) or b""
            said = [(surveys.hash_of(key, surveys.token_of(key, p)),
                     {**own, "c": f"comment of somebody {rng.random():.6f}"}) for p, own in truth.items()]  # fmt: skip
            for start in range(0, len(said), 500):
                assert set(intake.record_batch(ws, survey_id, said[start : start + 500])) <= {"stored"}
            closing.close(ws, survey_id)
            found, people = results.results(ws, survey_id), store.read_people(ws, survey_id)
            wave = Wave(f"w{number + 1}", day, day, people, truth, found)
            texts: dict[str, list[str]] = {}
            for question, group, body in store.read_comments(ws, survey_id):
                wave.stored.append({"wave": wave.name, "q": question, "v": body}
                                   | ({"g": dict([group.split("=")])} if group else {}))  # fmt: skip
                texts.setdefault(COMPANY, []).append(body)
                if group:
                    texts.setdefault(group, []).append(body)
            for group, own in texts.items():
                n = sum(1 for p in truth if in_group(people[p], group))
                wave.comments.append({"wave": wave.name, "group": group, "n_respondents": n, "texts": own})
            wave.stored += [{"wave": wave.name, "q": "answer", "v": b} for b in intake.read_bodies(ws, survey_id)]
            waves.append(wave)
    os.environ.pop("CUADRANTE_TODAY", None)
    return waves


def in_group(own: dict[str, str], group: str) -> bool:
    """Whether somebody's fixed groups are in `team=A × contract=part`."""
    return group == COMPANY or all(own.get(n) == v for n, _, v in (p.partition("=") for p in group.split(" × ")))


SIDES = ("favourable", "neutral", "unfavourable")


def rows_of(wave: Wave, occasion: str, kind: str) -> Iterator[dict[str, object]]:
    """What is published of a wave, as an attacker may take it: `published`, `exact` (true counts) or `printed`."""
    base = {"wave": wave.name, "occasion": occasion, "status": "shown"}
    for (group, question, name), y in wave.results.counts.items():
        asked = sum(in_group(own, group) for own in wave.staff.values())
        row = {**base, "group": group, "question": question}
        measures = ("count:pro", "count:pas", "count:det") if name == "enps" else tuple(f"count:{m}" for m in SIDES)
        if kind == "published":
            for m in measures:
                yield {**row, "measure": m, "low": 0, "high": asked}
        elif kind == "exact":
            turned = question != "q0" and int(question[1:]) % 4 == 0
            who = [t[question] for p, t in wave.truth.items() if question in t and in_group(wave.staff[p], group)]
            sides = Counter(side_of(question, 6 - v if turned else v) for v in who)
            for i, m in enumerate(measures):
                yield {**row, "measure": m, "n": len(who), "low": sides[i], "high": sides[i]}
        else:
            shown = wave.results.figure(group, question, name)
            if shown is not None and shown.value is not None:
                yield {**row, "measure": name, "n": sum(y), "value": shown.value}
    for (group, question), why in wave.results.hidden.items():
        yield {**base, "group": group, "question": question, "measure": "favourable", "status": why}


def side_of(question: str, value: int) -> int:
    """0 for good news, 2 for bad."""
    if question == "q0":
        return 0 if value >= 9 else 1 if value >= 7 else 2
    return 0 if value >= 4 else 1 if value == 3 else 2


def written(folder: Path, waves: list[Wave], gap_days: int) -> None:
    """The files for an attacker from outside."""
    attributes = sorted({a for w in waves for own in w.staff.values() for a in own})
    occasions = [w.name if gap_days > 14 else "one" for w in waves]
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(["wave", "person", *attributes, "answered"])
        for w in waves:
            lines.writerows([w.name, p, *(own.get(a, "") for a in attributes), int(p in w.truth)]
                            for p, own in sorted(w.staff.items()))  # fmt: skip
    for kind in ("published", "exact", "printed"):
        with (folder / f"{kind}.csv").open("w", newline="", encoding="utf-8") as out:
            table = csv.DictWriter(out, COLUMNS)
            table.writeheader()
            for w, occasion in zip(waves, occasions, strict=True):
                table.writerows(rows_of(w, occasion, kind))
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(["wave", "person", "question", "answer"])
        for w in waves:
            lines.writerows([w.name, p, q, v] for p, own in sorted(w.truth.items()) for q, v in own.items())
    for name, data in (("stored", [r for w in waves for r in w.stored]),
                       ("comments", [r for w in waves for r in w.comments])):  # fmt: skip
        text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in data)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def exposed(sets: list[frozenset[str]], k: int) -> frozenset[str] | None:
    """A set of fewer than k people that follows from the sums of `sets`; by elimination over the rationals."""
    signs: dict[tuple[int, ...], list[str]] = {}
    for person in frozenset().union(*sets) if sets else ():
        signs.setdefault(tuple(int(person in s) for s in sets), []).append(person)
    atoms = list(signs.items())
    # Row echelon form of the groups; a vector is in their span when it reduces to nothing.
    basis: dict[int, list[Fraction]] = {}

    def reduced(vector: list[Fraction]) -> list[Fraction]:
        for place, row in basis.items():
            if vector[place]:
                factor = vector[place]
                vector = [a - factor * b for a, b in zip(vector, row, strict=True)]
        return vector

    for i in range(len(sets)):
        vector = reduced([Fraction(sign[i]) for sign, _ in atoms])
        place = next((j for j, x in enumerate(vector) if x), None)
        if place is not None:
            basis[place] = [x / vector[place] for x in vector]
    few = [j for j, (_, people) in enumerate(atoms) if len(people) < k]
    # Only atoms with a remainder of their own can be told apart; sets are tried smallest first.
    unit = {j: reduced([Fraction(int(i == j)) for i in range(len(atoms))]) for j in few}
    for size in range(1, k):
        for chosen in itertools.combinations(few, size):
            if sum(len(atoms[j][1]) for j in chosen) < k and not any(
                sum(parts) for parts in zip(*(unit[j] for j in chosen), strict=True)
            ):
                return frozenset(p for j in chosen for p in atoms[j][1])
    return None


def look(waves: list[Wave], gap_days: int, k: int = 5) -> list[str]:
    """What our own attacker finds: sets under k of who answered, and of who was invited over one occasion."""
    found = []
    questions = {q for w in waves for _, q, _ in w.results.counts}
    for question in sorted(questions):
        together: list[frozenset[str]] = []
        for w in waves:
            groups = [g for g, q, _ in w.results.counts if q == question]
            answered = frozenset(p for p, t in w.truth.items() if question in t)
            asked = [frozenset(p for p, own in w.staff.items() if in_group(own, g)) for g in groups]
            if (who := exposed([s & answered for s in asked], k)) is not None:
                found.append(f"{w.name} {question}: {sorted(who)} of those who answered")
            together = [*together, *asked] if gap_days <= 14 else asked
            if (who := exposed(list(dict.fromkeys(together)), k)) is not None:
                found.append(f"{w.name} {question}: {sorted(who)} of those invited")
            if any(len(s & answered) < k for s in asked):
                found.append(f"{w.name} {question}: a group under {k}")
    return [*found, *(f"{w.name}: an answer is stored" for w in waves if any(r["q"] == "answer" for r in w.stored))]


def one(seed: int, folder: Path | None = None, people: int = 120, teams: int = 9, waves: int = 4,
        questions: int = 13, gap_days: int = 30) -> dict[str, Any]:  # fmt: skip
    """One organisation: what our attacker finds, and how many team figures are visible."""
    rng = random.Random(seed)
    staffs = organisation(rng, people, teams, waves)
    truths = answers_of(rng, staffs, questions, 0.85, 0.2)
    attributes = rng.choice([("team",), ("team", "contract"), ("team", "tenure", "contract")])
    with tempfile.TemporaryDirectory() as scratch:
        done = ran(rng, Path(scratch), staffs, truths, questions, attributes, rng.random() < 0.6, gap_days)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        written(folder, done, gap_days)
    teams_of = [{f"team={own['team']}" for own in w.staff.values() if own.get("team")} for w in done]
    shown = sum(1 for w, ts in zip(done, teams_of, strict=True) for g, _, _ in w.results.counts if g in ts)
    return {"seed": seed, "attributes": attributes, "found": look(done, gap_days), "team_figures": shown,
            "of": sum(len(ts) * questions for ts in teams_of)}  # fmt: skip


def main(words: list[str]) -> int:
    """`FOLDER [SEEDS] [PEOPLE] [WAVES] [GAP_DAYS]`: write folders and say what was found; 1 when anything was."""
    seeds, people, waves, gap = (int(w) for w in (*words[1:5], *("10", "120", "4", "30")[len(words[1:5]) :]))
    found = 0
    shown = of = 0
    for seed in range(1, seeds + 1):
        told = one(seed, Path(words[0]) / f"s{seed}", people, max(2, people // 13), waves, gap_days=gap)
        found, shown, of = found + len(told["found"]), shown + told["team_figures"], of + told["of"]
        for line in told["found"]:
            print(f"seed {seed}: {line}")
    print(f"{seeds} organisations: {found} sets under five; {100 * shown // max(1, of)} % of team figures visible")
    return int(found > 0)
