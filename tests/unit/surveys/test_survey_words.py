"""Every text of surveys that a person reads has its Spanish."""

import ast
import re
from pathlib import Path

import planner
from planner.base.i18n import catalogue
from planner.page.app import BUSY, NOT_STORED, OTHER_PROBLEM, PROBLEMS
from planner.surveys.audit import LIMITS, PROMISES, UNREAD
from planner.surveys.foreign.answers import ELSEWHERE, KEPT
from planner.surveys.foreign.answers import PROBLEMS as IMPORT_PROBLEMS
from planner.surveys.foreign.wide import SKIPPED
from planner.surveys.launch import ANONYMOUS, BASIS, CONFIDENTIAL, FREE, GROUPS, PURPOSE
from planner.surveys.store.surveys import STATE_WORDS

HERE = Path(planner.__file__).parent
FILES = [*HERE.glob("surveys/**/*.py"), *HERE.glob("page/*.py")]


def spoken():
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
                "t",
                "notice",
            }:
                for part in node.args:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value
    for file in HERE.glob("page/templates/**/*.html"):
        yield from re.findall(r"_\('([^']+)'", file.read_text(encoding="utf-8"))


def test_every_text_has_its_spanish_with_the_same_places():
    texts = {*spoken(), *PROMISES.values(), *PROBLEMS.values(), *IMPORT_PROBLEMS.values(), OTHER_PROBLEM, LIMITS,
             UNREAD, BUSY, NOT_STORED, *SKIPPED.values(), "weak", "medium", "strong", *STATE_WORDS.values(), ANONYMOUS,
             CONFIDENTIAL, GROUPS, PURPOSE, FREE, BASIS, ELSEWHERE, KEPT}  # fmt: skip
    assert len(texts) > 70
    spanish = catalogue("es")
    assert sorted(texts - spanish.keys()) == []
    for text in texts:
        assert set(re.findall(r"{(\w+)", text)) == set(re.findall(r"{(\w+)", spanish[text])), text
