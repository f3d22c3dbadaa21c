"""How often an address may try and how much it may send. Kept in memory only; nothing of it is ever written down."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MAX_BODY_BYTES = 512 * 1024
MAX_ADDRESSES = 5000


class Allowance:
    """At most `limit` events of one address in any `window_s` seconds."""

    def __init__(self, limit: int, window_s: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.window_s = window_s
        self._clock = clock
        self._events: dict[str, deque[float]] = {}

    def take(self, address: str) -> bool:
        """Count one event; False when the address has used up its allowance (the event then does not count)."""
        now = self._clock()
        if len(self._events) > MAX_ADDRESSES:
            self._events = {a: e for a, e in self._events.items() if e and now - e[-1] < self.window_s}
            if len(self._events) > MAX_ADDRESSES:
                return False
        events = self._events.setdefault(address, deque())
        while events and now - events[0] >= self.window_s:
            events.popleft()
        if len(events) >= self.limit:
            return False
        events.append(now)
        return True
