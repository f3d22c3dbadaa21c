"""A use case is one transaction: put `@reads` or `@writes` over every public function that takes the workspace first.

`@reads`: everything that the use case looks at is one state of the workspace, whatever others commit meanwhile.
`@writes`: it looks and acts within one write transaction, all or nothing; what it checks still holds when it acts.

A use case that computes for seconds carries neither, because readers and writers of a file wait for each other: it
opens one `ws.read()` for all that it needs, computes, and then one `ws.write()` that checks that what it read stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")
UseCase = Callable[Concatenate["Workspace", P], R]


def reads(use_case: UseCase[P, R]) -> UseCase[P, R]:
    """One read transaction around a use case; within another transaction it joins that one."""

    @wraps(use_case)
    def whole(ws: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with ws.read():
            return use_case(ws, *args, **kwargs)

    return whole


def writes(use_case: UseCase[P, R]) -> UseCase[P, R]:
    """One write transaction around a use case; within another one it is a part of it that fails by itself."""

    @wraps(use_case)
    def whole(ws: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with ws.write():
            return use_case(ws, *args, **kwargs)

    return whole
