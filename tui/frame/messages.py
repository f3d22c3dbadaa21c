"""Background runs. A thread does the work and only posts messages; handlers own the state.

    begin_run(widget, kind, work) -> Run      start `work(report)` in a thread
    Run.stop()                                ask it to stop; the work keeps the best it has and returns
    RunProgress, RunDone, RunFailed           what arrives at `widget`, each with its run id

Invariant: every message carries the id of its run, so that a handler drops what an older run still says. Cancelling a
Textual thread worker does not end its thread, hence the explicit stop event that work must look at.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump

from planner.base.errors import CuadranteError
from planner.base.log import mark
from planner.base.unexpected import unexpected

log = logging.getLogger(__name__)

_ids = itertools.count(1)


@dataclass
class Run:
    """A piece of work under way: its id, what kind it is, and the event that asks it to stop."""

    kind: str
    run_id: int = field(default_factory=lambda: next(_ids))
    stop_event: threading.Event = field(default_factory=threading.Event)
    started_at: float = field(default_factory=time.monotonic)

    def stop(self) -> None:
        """Ask the work to end soon with what it has."""
        self.stop_event.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self.stop_event.is_set()


class RunMessage(Message):
    """Anything a run says."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self.run_id = run.run_id


class RunProgress(RunMessage):
    """How far it is: a share of 1 (None when unknown), a half-sentence, and whatever the work adds."""

    def __init__(self, run: Run, share: float | None, text: str, data: Any = None) -> None:
        super().__init__(run)
        self.share = share
        self.text = text
        self.data = data


class RunDone(RunMessage):
    """It ended and this is the result."""

    def __init__(self, run: Run, result: Any) -> None:
        super().__init__(run)
        self.result = result


class RunFailed(RunMessage):
    """It ended in an error."""

    def __init__(self, run: Run, error: BaseException) -> None:
        super().__init__(run)
        self.error = error


class Report:
    """What the work in the thread gets: a way to tell progress and to hear that it should stop."""

    def __init__(self, target: MessagePump, run: Run) -> None:
        self._target = target
        self.run = run
        self.stop = run.stop_event

    def __call__(self, share: float | None, text: str = "", data: Any = None) -> None:
        """Tell how far the work is."""
        self._target.post_message(RunProgress(self.run, share, text, data))

    def stopped(self) -> bool:
        """Whether the work should end soon."""
        return self.stop.is_set()


Work = Callable[[Report], Any]


def begin_run(target: MessagePump, kind: str, work: Work) -> Run:
    """Run `work` in a thread of its own; its messages go to `target`."""
    run = Run(kind)
    report = Report(target, run)

    def body() -> None:
        since = mark()
        try:
            result = work(report)
        except CuadranteError as error:
            log.info("run %s refused", kind, exc_info=error)
            target.post_message(RunFailed(run, error))
        except BaseException as error:  # everything is shown to the user, a thread must not die silently
            target.post_message(RunFailed(run, unexpected(error, since, f"run {kind}")))
        else:
            target.post_message(RunDone(run, result))

    threading.Thread(target=body, name=f"run-{run.kind}-{run.run_id}", daemon=True).start()
    return run
