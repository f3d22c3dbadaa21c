"""Where answers come in: looking at a link, reading a form, and one writer that stores answers in batches.

The web page and the kiosk both stand on it. Invariants: a `stored` outcome is given only when the answer is on disk;
a token answers once; the desk keeps nothing of an answer after writing it and logs nothing.
"""

from __future__ import annotations

import contextlib
import queue
import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engagement.surveys.questions import Answer, AnswerProblem, Form, Kind, Question, Text, read_answer
from planner.base.config import today
from planner.base.errors import Refused
from planner.surveys import closing as survey_closing
from planner.surveys import results, surveys, upkeep
from planner.surveys import told as survey_told
from planner.surveys.told import ToldPage

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

QUIET_S = 0.015
GATHER_AT_MOST_S = 0.14
KEEP_S = 1.0
ASK_AGAIN_S = 0.1
TOLD_S = 10.0
CLOSING_EVERY_S = 3.0
MAX_BATCH = 500
READY, USED, CLOSED, UNKNOWN, STORED, FAILED = "ready", "used", "closed", "unknown", "stored", "failed"
NOTHING = Text("", "")
_SURVEY = re.compile(r"[0-9a-f]{1,20}")
_TOKEN = re.compile(r"[a-z2-7]{12}|[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Door:
    """What is behind a link: `ready` with the questionnaire, or `used`, `closed`, `unknown`."""

    status: str
    form: Form | None = None
    notice: Text = NOTHING
    anonymous: bool = True
    closing: Text = NOTHING


def plain_token(text: str) -> str:
    """A token or code as typed, without spaces, hyphens and capitals; '' when it cannot be one."""
    token = re.sub(r"[\s\-–]", "", text[:80]).lower()
    return token if _TOKEN.fullmatch(token) else ""


def read_form(form: Form, raw: Mapping[str, object]) -> tuple[dict[str, Answer], list[AnswerProblem]]:
    """Answers by question id (blanks left out) and every problem found; a form without any answer is one."""
    answers: dict[str, Answer] = {}
    problems: list[AnswerProblem] = []
    for question in form.questions:
        try:
            value = read_answer(question, raw.get(question.id))
        except AnswerProblem as problem:
            problems.append(problem)
            continue
        if value is not None:
            answers[question.id] = value
    if not answers and not problems:
        problems.append(AnswerProblem("", "nothing_answered"))
    return answers, problems


def ranking_places(question: Question, places: Mapping[str, str]) -> list[str] | str:
    """A ranking given as places 1, 2, … by option → options in order; the raw text where places clash or miss."""
    if question.kind is not Kind.RANKING:
        raise ValueError("only rankings have places")
    filled = {o: p.strip() for o, p in places.items() if p.strip()}
    if not filled:
        return []
    if sorted(filled.values()) != sorted(str(i + 1) for i in range(len(question.options))):
        return ";".join(sorted(filled)[:1])
    return sorted(filled, key=lambda o: int(filled[o]))


@dataclass(slots=True)
class _Known:
    """A survey as last read: its door, key and tokens (hash → used), for a second."""

    read_at: float
    door: Door
    key: bytes | None = None
    tokens: dict[str, bool] = field(default_factory=dict)


class SurveyDesk:
    """Takes answers for the open surveys of a workspace; one per process, closed with `stop()`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._queue: queue.SimpleQueue[tuple[str, str, dict[str, Answer], Future[str]] | None] = queue.SimpleQueue()
        self._doors: dict[str, _Known] = {}
        self._told: dict[str, tuple[float, Mapping[str, ToldPage]]] = {}
        self._reading = threading.Lock()
        results.tidy(ws)
        upkeep.upkeep(ws)
        for survey in surveys.all_surveys(ws):
            if survey.state == "open":
                self._survey(survey.survey_id)
        self._writer = threading.Thread(target=self._write, name="survey-writer", daemon=True)
        self._writer.start()

    def stop(self) -> None:
        """Write what is waiting and end."""
        self._queue.put(None)
        self._writer.join()

    def _survey(self, survey_id: str, younger_than_s: float = KEEP_S) -> _Known:
        """State, questionnaire, key and tokens of a survey; read again when they are older than that."""
        from planner.surveys.store import intake

        known = self._doors.get(survey_id)
        if known is not None and time.monotonic() - known.read_at < younger_than_s:
            return known
        with self._reading:
            known = self._doors.get(survey_id)
            if known is not None and time.monotonic() - known.read_at < younger_than_s:
                return known
            read_at = time.monotonic()
            try:
                survey = surveys.get(self._ws, survey_id) if _SURVEY.fullmatch(survey_id) else None
            except Refused:
                survey = None
            if survey is None or survey.state == "draft":
                return _Known(read_at, Door(UNKNOWN))
            known = _Known(read_at, Door(CLOSED, survey.form))
            taking = survey.state == "open" and not survey.settings.get("closing")
            if taking and (survey.closes_on is None or survey.closes_on >= today()):
                closing = Text(surveys.closing_text(survey, "es"), surveys.closing_text(survey, "en"))
                known.door = Door(READY, survey.form, survey.notice, survey.anonymous, closing)
                known.key = intake.read_key(self._ws, survey_id)
                for token in intake.read_tokens(self._ws, survey_id):
                    used = token.used == intake.USED
                    known.tokens |= {token.hash: used, token.code_hash: used}
            if len(self._doors) > 200:
                self._doors.clear()
            self._doors[survey_id] = known
            return known

    def glance(self, survey_id: str, token: str) -> Door | None:
        """What `look` would say, when that needs no reading; None otherwise. Never waits."""
        known = self._doors.get(survey_id)
        if known is None or known.key is None or time.monotonic() - known.read_at >= KEEP_S:
            return None
        used = known.tokens.get(surveys.hash_of(known.key, plain_token(token)))
        return None if used is None else Door(USED) if used else known.door

    def refresh(self, survey_id: str) -> None:
        """Read a survey anew when what is known of it is older than a second."""
        self._survey(survey_id)

    def look(self, survey_id: str, token: str) -> Door:
        """What is behind a link; a token that is no token of the survey is `unknown`, also once it is closed.

        Up to a second old: `submit` decides on what is on disk.
        """
        token = plain_token(token)
        if not token:
            return Door(UNKNOWN)
        for younger_than_s in (KEEP_S, ASK_AGAIN_S):
            known = self._survey(survey_id, younger_than_s)
            if known.door.status != READY or known.key is None:
                return known.door
            used = known.tokens.get(surveys.hash_of(known.key, token))
            if used is not None:
                return Door(USED) if used else known.door
        return Door(UNKNOWN)

    def submit(self, survey_id: str, token: str, answers: Mapping[str, Answer]) -> Future[str]:
        """Store an answer; the future gives `stored`, `used`, `closed`, `unknown` or `failed` (nothing was stored)."""
        outcome: Future[str] = Future()
        # However old: whether the survey is open and the token unused is decided on what is on disk.
        known = self._doors.get(survey_id) or self._survey(survey_id)
        token = plain_token(token)
        if known.door.status != READY or known.key is None or not token:
            outcome.set_result(CLOSED if known.door.status == CLOSED else UNKNOWN)
            return outcome
        self._queue.put((survey_id, surveys.hash_of(known.key, token), dict(answers), outcome))
        return outcome

    def told(self, survey_id: str) -> Mapping[str, ToldPage] | None:
        """What everybody is told of a survey, by language; None before HR tells it. Up to some seconds old."""
        known = self._told.get(survey_id)
        if known is not None and time.monotonic() - known[0] < TOLD_S:
            return known[1]
        found = survey_told.told(self._ws, survey_id) if _SURVEY.fullmatch(survey_id) else None
        if found is not None:
            self._told[survey_id] = (time.monotonic(), found)
        return found

    def _write(self) -> None:
        running = True
        while running:
            try:
                first = self._queue.get(timeout=None if self._ws.is_sqlite else CLOSING_EVERY_S)
            except queue.Empty:
                with contextlib.suppress(Exception):  # the next round tries again
                    survey_closing.close_asked(self._ws)
                continue
            if first is None:
                return
            batch = [first]
            # Answers that come together are stored together, in no order: wait until no more are coming.
            latest, waiting = time.monotonic() + GATHER_AT_MOST_S, -1
            while waiting != self._queue.qsize() and time.monotonic() < latest:
                waiting = self._queue.qsize()
                time.sleep(QUIET_S)
            while len(batch) < MAX_BATCH:
                try:
                    item = self._queue.get_nowait()
                except queue.Empty:
                    break
                if item is None:
                    running = False
                    break
                batch.append(item)
            self._store(batch)

    def _store(self, batch: list[tuple[str, str, dict[str, Answer], Future[str]]]) -> None:
        from planner.surveys.store import intake

        for survey_id in dict.fromkeys(item[0] for item in batch):
            own = [item for item in batch if item[0] == survey_id]
            rows: list[tuple[str, Mapping[str, Any]]] = [(hashed, answers) for _, hashed, answers, _ in own]
            try:
                outcomes = intake.record_batch(self._ws, survey_id, rows, finish=False)
            except Exception:
                # Whatever went wrong, nothing is acknowledged; the person is told to try again.
                outcomes = [FAILED] * len(own)
            if UNKNOWN in outcomes and self._survey(survey_id, 0).door.status == CLOSED:
                outcomes = [CLOSED if o == UNKNOWN else o for o in outcomes]
            known = self._doors.get(survey_id)
            if known is not None:
                known.tokens |= {
                    hashed: True for (hashed, _), o in zip(rows, outcomes, strict=True) if o in {STORED, USED}
                }
            for (_, _, _, future), outcome in zip(own, outcomes, strict=True):
                future.set_result(outcome)
            if self._queue.empty():
                with contextlib.suppress(Exception), intake.exclusive(self._ws):
                    intake.settle(self._ws, survey_id)  # the next batch or start does it otherwise
