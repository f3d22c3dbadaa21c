"""What the palette finds: every action by its name, typed with accents or without."""

from __future__ import annotations

import unicodedata
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from planner.base.i18n import t


def plain(text: str) -> str:
    """`text` without accents, letter by letter, so that places in it stay what they are."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in unicodedata.normalize("NFC", text))


class Commands(Provider):
    """The actions that the program names for the screen below; a word when nothing is called as typed."""

    async def discover(self) -> Hits:
        """All actions by the alphabet."""
        for command in sorted(self.app.get_system_commands(self.screen), key=lambda c: plain(c.title).casefold()):
            yield DiscoveryHit(command.title, command.callback, help=command.help)

    async def search(self, query: str) -> Hits:
        """The actions whose name holds what was typed."""
        matcher, found = self.matcher(plain(query)), False
        for command in self.app.get_system_commands(self.screen):
            if (score := matcher.match(plain(command.title))) > 0:
                found = True
                marked = Content(command.title, spans=[*matcher.highlight(plain(command.title)).spans])
                yield Hit(score, marked, command.callback, help=command.help)
        if not found:
            yield Hit(0.1, Content(t("Nothing is called «{what}».", what=query)), partial(self.app.refresh))
