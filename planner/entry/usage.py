"""What is wrong with a command line, in the user's language: the library that reads it speaks English only."""

from __future__ import annotations

import re
from typing import Any

from planner.base.i18n import t

REASONS = (
    (r"Input should be greater than or equal to (?P<n>.+)", "give {n} or more"),
    (r"Input should be less than or equal to (?P<n>.+)", "give {n} or less"),
    (r"Input should be a valid integer.*", "give a whole number"),
    (r"Input should be a valid number.*", "give a number"),
    (r"(?:Value error, )?(?P<value>'.*') is not one of (?P<known>.+?)\.?", "{value} is not one of {known}"),
)
MESSAGES = (
    (r"Missing (?:option|argument) '(?P<what>.+)'\.", "{what} is missing."),
    (r"No such option: (?P<what>\S+?)(?: \(Possible options: (?P<near>.+)\))?", "There is no option {what}."),
    (r"No such command '(?P<what>.+?)'\.(?: Did you mean (?P<near>.+)\?)?", "There is no command {what}."),
    (r"Got unexpected extra argument\(s\) \((?P<what>.+)\)", "{what} is more than the command takes."),
    (r"Option '(?P<what>.+)' requires an argument\.", "{what} needs a value."),
    (r"Option '(?P<what>.+)' does not take a value\.", "{what} takes no value."),
)


HEADINGS = (
    "Usage:", "Options:", "Commands:", "Arguments:", "[OPTIONS]", "COMMAND [ARGS]...", "[required]", "[default:",
    "Show this message and exit.",
)  # fmt: skip


def help_in_words(command: Any) -> None:
    """Put what a command, its options and its commands say of themselves into the user's language."""
    for one in (command, *command.params):
        if getattr(one, "help", None):
            one.help = t(one.help.strip())
    for below in getattr(command, "commands", {}).values():
        help_in_words(below)


def page_in_words(page: str) -> str:
    """The headings and marks of a help page in the user's language; its columns stay where they are."""
    for heading in HEADINGS:
        page = page.replace(heading, t(heading))
    return page


def in_words(message: str) -> str:
    """The library's message in the user's language; as it is where we do not know it."""
    if found := re.fullmatch(r"Invalid value for '(?P<what>[^']+)': (?P<why>.+)", message, re.DOTALL):
        return f"{found['what']}: {_reason(found['why'])}."
    for pattern, text in MESSAGES:
        if found := re.fullmatch(pattern, message):
            near = found.groupdict().get("near")
            mend = " " + t("Did you mean {key}?", key=near.replace("'", "")) if near else ""
            return t(text, what=found["what"]) + mend
    return message


def _reason(why: str) -> str:
    for pattern, text in REASONS:
        if found := re.fullmatch(pattern, why):
            return t(text, **found.groupdict())
    return why.removeprefix("Value error, ").rstrip(".")
