"""Where answers come in: looking at a link, reading a form, and one writer that stores answers in batches.

The web page and the kiosk both stand on it. Invariants: a `stored` outcome is given only when the answer is on disk;
a token answers once; the desk keeps nothing of an answer after writing it and logs nothing of it. Used, unused and
unknown links look the same from outside: the same form, the same work on sending; only whoever calls `submit` within
the program is told which it was, and the page and the kiosk say the same thing to all.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engagement.surveys.questions import Answer, AnswerProblem, Form, Text, read_answer
from planner.base.i18n import LANGUAGES
from planner.base.log import noted
from planner.surveys import closing as survey_closing
from planner.surveys import surveys, upkeep
from planner.surveys import told as survey_told
from planner.surveys.store import intake
from planner.surveys.store import surveys as store
from planner.surveys.told import ToldPage

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

QUIET_S = 0.015
GATHER_AT_MOST_S = 0.14
KEEP_S = 1.0
ASK_AGAIN_S = 0.1
TOLD_S = 10.0
CLOSING_EVERY_S = 3.0
UPKEEP_EVERY_S = 600.0
MAX_BATCH = 500
READY, USED, CLOSED, UNKNOWN, STORED, FAILED = "ready", "used", "closed", "unknown", "stored", "failed"
NOTHING = Text("", "")
_SURVEY = re.compile(r"[0-9a-f]{1,20}")
_TOKEN = re.compile(r"[a-z2-7]{12}|[a-z2-7]{26}")
_AROUND = re.compile(r"[\s\-–.,;:!?()<>\[\]\"']")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """What is behind a link: `ready` with the questionnaire, `closed`, or `unknown` (no link of any survey here)."""

    status: str
    form: Form | None = None
    notice: Text = NOTHING
    anonymous: bool = True
    closing: Text = NOTHING


def plain_token(text: str) -> str:
    """A token or code as typed, without spaces, marks around it and capitals; '' when it cannot be one."""
    token = _AROUND.sub("", text[:80]).lower()
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


@dataclass(slots=True)
class _Known:
    """A survey as last read: its door, key, whether links have check letters, and hashes of its links, for a second."""

    read_at: float
    door: Door
    key: bytes | None = None
    checked: bool = True
    tokens: frozenset[str] = frozenset()

    def takes(self, token: str) -> bool:
        """Whether the form is shown for it: every whole link is, whether it exists, is used or not."""
        return self.door.status == READY and self.key is not None and (not self.checked or surveys.is_whole(token))


class SurveyDesk:
    """Takes answers for the open surveys of a workspace; one per process, closed with `stop()`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._queue: queue.SimpleQueue[tuple[str, str, dict[str, Answer], Future[str]] | None] = queue.SimpleQueue()
        self._doors: dict[str, _Known] = {}
        self._told: dict[str, tuple[float, Mapping[str, ToldPage]]] = {}
        self._reading = threading.Lock()
        self._kept = time.monotonic()
        survey_closing.tidy(ws)
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
        known = self._doors.get(survey_id)
        if known is not None and time.monotonic() - known.read_at < younger_than_s:
            return known
        with self._reading:
            known = self._doors.get(survey_id)
            if known is not None and time.monotonic() - known.read_at < younger_than_s:
                return known
            read_at = time.monotonic()
            row = store.find_survey(self._ws, survey_id) if _SURVEY.fullmatch(survey_id) else None
            survey = None if row is None else surveys.survey_of(row)
            if survey is None or survey.state == "draft":
                return _Known(read_at, Door(UNKNOWN))
            known = _Known(read_at, Door(CLOSED, survey.form))
            taking = survey.state == "open" and not survey.settings.get("closing")
            if taking and (survey.closes_on is None or survey.closes_on >= surveys.today_of(self._ws)):
                closing = Text(surveys.closing_text(survey, "es"), surveys.closing_text(survey, "en"))
                known.door = Door(READY, survey.form, survey.notice, survey.anonymous, closing)
                known.key = intake.read_key(self._ws, survey_id)
                known.checked = bool(survey.settings.get("checked_links"))
                tokens = intake.read_tokens(self._ws, survey_id)
                known.tokens = frozenset(h for k in tokens for h in (k.hash, k.code_hash))
            if len(self._doors) > 200:
                self._doors.clear()
            self._doors[survey_id] = known
            return known

    def glance(self, survey_id: str, token: str) -> Door | None:
        """What `look` would say, when that needs no reading; None otherwise. Never waits."""
        known = self._doors.get(survey_id)
        if known is None or known.key is None or time.monotonic() - known.read_at >= KEEP_S:
            return None
        return known.door if known.takes(plain_token(token)) else None

    def knows(self, survey_id: str, token: str) -> bool:
        """Whether it is a link of that survey, used or not, as far as was read: for what one link may send."""
        known = self._doors.get(survey_id)
        plain = plain_token(token)
        return bool(plain) and known is not None and known.key is not None and (
            surveys.hash_of(known.key, plain) in known.tokens
        )  # fmt: skip

    def refresh(self, survey_id: str) -> None:
        """Read a survey anew when what is known of it is older than a second."""
        self._survey(survey_id)

    def look(self, survey_id: str, token: str) -> Door:
        """What is behind a link: the form for every whole link; a cut or mistyped one is `unknown`.

        Up to a second old: `submit` decides on what is on disk.
        """
        token = plain_token(token)
        known = self._survey(survey_id) if token else None
        if known is None:
            return Door(UNKNOWN)
        if known.door.status != READY:
            return known.door
        return known.door if known.takes(token) else Door(UNKNOWN)

    def submit(self, survey_id: str, token: str, answers: Mapping[str, Answer]) -> Future[str]:
        """Store an answer; the future gives `stored`, `used`, `closed`, `unknown` or `failed` (nothing was stored).

        Every whole link takes the same way and waits for the same writing.
        """
        outcome: Future[str] = Future()
        # However old: whether the survey is open and the token unused is decided on what is on disk.
        known = self._doors.get(survey_id) or self._survey(survey_id)
        token = plain_token(token)
        if known.key is None or not token or not known.takes(token):
            outcome.set_result(CLOSED if known.door.status == CLOSED else UNKNOWN)
            return outcome
        self._queue.put((survey_id, surveys.hash_of(known.key, token), dict(answers), outcome))
        return outcome

    def told(self, survey_id: str) -> Mapping[str, ToldPage] | None:
        """What everybody is told of a survey, by language; None before HR tells it. Up to some seconds old."""
        known = self._told.get(survey_id)
        if known is not None and time.monotonic() - known[0] < TOLD_S:
            return known[1]
        if not _SURVEY.fullmatch(survey_id):
            return None
        pages = {lang: survey_told.told(self._ws, survey_id, lang) for lang in LANGUAGES}
        found = {lang: page for lang, page in pages.items() if page is not None}
        if not found:
            return None
        if len(self._told) > 50:
            self._told.clear()
        self._told[survey_id] = (time.monotonic(), found)
        return found

    def _due(self) -> None:
        """Between answers: close what HR asked to close, and every ten minutes whatever the day brings."""
        with noted("surveys were not seen to; the next round tries again", Exception):
            if store.closing_asked(self._ws):
                survey_closing.close_due(self._ws)
            if time.monotonic() - self._kept >= UPKEEP_EVERY_S:
                self._kept = time.monotonic()
                upkeep.upkeep(self._ws)

    def _write(self) -> None:
        running = True
        while running:
            try:
                first = self._queue.get(timeout=CLOSING_EVERY_S)
            except queue.Empty:
                self._due()
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
        for survey_id in dict.fromkeys(item[0] for item in batch):
            own = [item for item in batch if item[0] == survey_id]
            rows: list[tuple[str, Mapping[str, Any]]] = [(hashed, answers) for _, hashed, answers, _ in own]
            try:
                outcomes = intake.record_batch(self._ws, survey_id, rows, finish=False)
            except Exception as error:
                # Whatever went wrong, nothing is acknowledged; the person is told to try again.
                log.error("%d answers were not stored", len(own), exc_info=error)
                outcomes = [FAILED] * len(own)
            if set(outcomes) == {UNKNOWN} and self._survey(survey_id, 0).door.status == CLOSED:
                outcomes = [CLOSED] * len(own)
            for (_, _, _, future), outcome in zip(own, outcomes, strict=True):
                future.set_result(outcome)
            if self._queue.empty():
                settled_later = noted("a batch is settled by the next one or at the next start", Exception)
                with settled_later, intake.exclusive(self._ws):
                    intake.settle(self._ws, survey_id)
