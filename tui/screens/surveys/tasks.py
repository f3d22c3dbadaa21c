"""What HR does with a survey, each behind a key: write, launch, send, remind, close, prove, take in from elsewhere.

`SurveyTasks` is the part of the surveys screen that asks and then runs a service in the background; the screen itself
(`tui.screens.surveys.surveys`) shows the list, the editor and the results, and tells which survey is meant.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work

from planner.base.errors import CuadranteError
from planner.base.i18n import language, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import file_to_read, file_to_write, number_between, one_of, required, wrong_day
from tui.frame.messages import Report
from tui.frame.modals import Field
from tui.screens.surveys.parts import (
    about_paragraphs,
    attributes_text,
    basis_text,
    crosses_text,
    day_or_empty,
    days_text,
    launch_text,
    modes,
    plan_of,
    whole_or_empty,
    wide_text,
    wrong_basis,
    wrong_crosses,
    wrong_groups,
    wrong_started,
)

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.surveys.foreign.wide import WidePreview
    from planner.surveys.surveys import Link, Survey

PAGE_ADDRESS = "http://127.0.0.1:8321"


def page_address() -> str:
    """Where employees reach the page, as far as anybody has said."""
    return os.environ.get("CUADRANTE_SURVEY_URL", PAGE_ADDRESS)


class SurveyTasks(PlannerScreen):
    """Keys that change a survey; `current` is the one they mean."""

    @property
    def current(self) -> Survey | None:
        """The survey under the cursor."""
        raise NotImplementedError

    def do(self, kind: str, work_: Callable[[Workspace], object], text: str) -> None:
        """Run a service in the background; its text is the toast."""
        app = self.planner
        self.begin(kind, lambda _report: work_(app.workspace()), text)

    # -- actions ----------------------------------------------------------------------------------------------------

    @work
    async def action_new_survey(self) -> None:
        """A draft from a template, opened in the editor."""
        from engagement.surveys.templates import TEMPLATES

        lang = language()
        choices = [
            (name, f"{form.title.in_language(lang)} ({t('{n} questions', n=len(form.questions))})")
            for name, form in TEMPLATES.items()
        ]
        choices += [(f"pulse:{c}", t("Recurring pulse, {cadence}", cadence=t(c)))
                    for c in ("weekly", "fortnightly", "monthly", "quarterly")]  # fmt: skip
        chosen = await self.planner.choose(t("New survey"), choices, t("Both languages can be edited before launch."))
        if chosen is None:
            return
        from planner.base.config import today
        from planner.surveys import surveys

        def make(ws: Workspace) -> str:
            from engagement.surveys.pulses import Cadence

            if chosen.startswith("pulse:"):
                return surveys.new_pulse(ws, today(), Cadence(chosen[6:]))
            return surveys.new(ws, chosen)

        self.do("new", make, t("Writing"))

    @work
    async def action_launch(self) -> None:
        """Whom, until when, which groups, how anonymous; told before it is fixed."""
        one, app = self.current, self.planner
        if one is None:
            return
        from planner.base.config import today
        from planner.surveys import launch as survey_launch

        ws = app.opened()
        # The next wave of a pulse goes out as the one before, unless told.
        known = one.settings.get("plan")
        usual = survey_launch.plan_of(known) if known else survey_launch.LaunchPlan()
        until = usual.closes_on or today() + timedelta(days=14)
        answer = await app.form(
            t("Launch «{title}»", title=one.form.title.in_language(language())),
            [
                Field("teams", t("Teams"), ", ".join(usual.teams), t("with commas; empty: everybody")),
                Field("started", t("Started between"), days_text(usual.started_from, usual.started_until),
                      t("two days, or empty: everybody"), wrong_started),
                Field("left", t("Left between"), days_text(usual.left_from, usual.left_until),
                      t("exit surveys: two days; empty: who is employed"), wrong_started),
                Field("until", t("Last day"), until.isoformat(), "", wrong_day),
                Field("groups", t("Groups to publish"), attributes_text(usual.attributes), attributes_text(),
                      wrong_groups),
                Field("crosses", t("Two-way tables"), crosses_text(usual), t("none unless told"), wrong_crosses),
                Field("k", t("Minimum group"), str(usual.k), "", number_between(5, 50)),
                Field("mode", t("Mode"), modes()[not usual.anonymous], ", ".join(modes()), one_of(modes())),
                Field("days", t("Days until comments are deleted"), str(usual.retention_days), "",
                      number_between(1, 3650)),
                Field("basis", t("Legal basis"), basis_text(usual), t("Español / English; empty: the usual words"),
                      wrong_basis),
            ],
            t("Mode, people and groups are fixed now and never change afterwards."),
            t("look at it"),
        )  # fmt: skip
        if answer is None:
            return
        plan = plan_of(answer)
        try:
            found = survey_launch.rehearse(ws, one.survey_id, plan)
        except CuadranteError as error:
            app.fail(error)
            return
        text = launch_text(plan, found)
        if await app.confirm(t("Launch"), text, t("launch"), t("not yet")):
            name = one.survey_id

            def launch(ws: Workspace) -> str:
                done = survey_launch.launch(ws, name, plan, found.mark)
                return t("Open: {n} people are invited. m writes their links.", n=done.invited)

            self.do("launch", launch, t("Launching"))

    @work
    async def action_links(self) -> None:
        """Everybody's links: a file for a mail merge, or messages through a mail server."""
        one = self.current
        if one is None:
            return
        ways = [("file", t("A file for a mail merge")), ("mail", t("Messages through a mail server"))]
        way = await self.planner.choose(t("Personal links"), ways, t("Everybody who is invited gets one."))
        if way == "file":
            await self._links_file(one)
        elif way == "mail":
            await self._links_mail(one)

    async def _links_file(self, one: Survey) -> None:
        app = self.planner
        answer = await app.form(
            t("Personal links"),
            [
                Field("address", t("Address of the page"), page_address(), t("as employees reach it"), required),
                Field("path", t("File"), "links.csv", ".csv .xlsx", file_to_write(".csv", ".xlsx")),
            ],
            t("Everybody's link and one-time code. Delete the file once the messages have left."),
            t("write"),
        )
        if answer is None:
            return
        from planner.surveys import share

        path = Path(answer["path"]).expanduser()
        if path.exists() and not await app.confirm(
            t("Personal links"), t("{path} exists. Write over it?", path=path), t("write over")
        ):
            return

        def write(ws: Workspace) -> str:
            n = share.write_mail_merge(ws, one.survey_id, path, answer["address"])
            return t("{n} links written to {path}", n=n, path=path)

        self.do("links", write, t("Writing"))

    async def _links_mail(self, one: Survey) -> None:
        answer = await self._mail_form(t("Personal links"), t("Goes to everybody who is invited, in one message each."))
        if answer is None:
            return
        from planner.surveys import share

        try:
            mail = share.mailer(answer["server"], answer["sender"], one)
        except CuadranteError as error:
            self.planner.fail(error)
            return
        self._send(one, answer["address"], mail, reminder=False)

    def _send(self, one: Survey, address: str, mail: Callable[[Link], None], *, reminder: bool) -> None:
        from planner.surveys import surveys

        def send(ws: Workspace) -> str:
            done = surveys.send_links(ws, one.survey_id, address, mail, reminder=reminder, seen=one.version)
            lines = [t("{n} messages left.", n=done.sent)]
            if done.without_address:
                lines.append(t("Without an address: {names}.", names=", ".join(done.without_address)))
            if done.refused:
                lines.append(t("Address refused: {names}.", names=", ".join(done.refused)))
            return "\n".join(lines)

        self.do("remind" if reminder else "links", send, t("Sending"))

    async def _mail_form(self, title: str, note: str) -> dict[str, str] | None:
        return await self.planner.form(
            title,
            [
                Field(
                    "server", t("Mail server"), os.environ.get("CUADRANTE_SMTP", ""), "smtp://user@host:587", required
                ),
                Field("sender", t("Sender"), os.environ.get("CUADRANTE_MAIL_FROM", ""), "", required),
                Field("address", t("Address of the page"), page_address(), t("as employees reach it"), required),
            ],
            note,
            t("send"),
        )

    @work
    async def action_remind(self) -> None:
        """Write to everybody again, through a mail server."""
        one = self.current
        if one is None:
            return
        note = t("Goes to everybody: a reminder to those who have not answered would name them.")
        answer = await self._mail_form(t("Remind"), note)
        if answer is None:
            return
        from planner.surveys import share

        try:
            mail = share.mailer(answer["server"], answer["sender"], one, True)
        except CuadranteError as error:
            self.planner.fail(error)
            return
        self._send(one, answer["address"], mail, reminder=True)

    @work
    async def action_extend(self) -> None:
        """Another last day for an open survey."""
        one = self.current
        if one is None:
            return
        from planner.surveys import surveys

        until = one.closes_on.isoformat() if one.closes_on else ""
        answer = await self.planner.form(
            t("Another last day"), [Field("until", t("Last day"), until, "", wrong_day)], "", t("save")
        )
        if answer is not None:
            day = date.fromisoformat(answer["until"])

            def extend(ws: Workspace) -> str:
                surveys.extend(ws, one.survey_id, day, one.version)
                return t("The last day is changed.")

            self.do("extend", extend, t("Saving"))

    @work
    async def action_add_people(self) -> None:
        """Invite more people to an open survey: who joined, or who has left."""
        one = self.current
        if one is None:
            return
        from planner.surveys import launch as survey_launch

        answer = await self.planner.form(
            t("Invite more people"), [Field("agents", t("Ids of agents"), "", t("with commas"), required)], "",
            t("invite"),
        )  # fmt: skip
        if answer is not None:
            ids = [w.strip() for w in answer["agents"].split(",") if w.strip()]
            self.do(
                "people",
                lambda ws: t("{n} people more are invited. m writes their links.",
                             n=survey_launch.add_people(ws, one.survey_id, ids, one.version)),
                t("Saving"),
            )  # fmt: skip

    @work
    async def action_delete_draft(self) -> None:
        """Delete a draft that was never launched."""
        one = self.current
        if one is None:
            return
        from planner.surveys import surveys

        title = one.form.title.in_language(language())
        if await self.planner.confirm(t("Delete the draft"), f"«{title}»", t("delete")):

            def delete(ws: Workspace) -> str:
                surveys.delete_draft(ws, one.survey_id, one.version)
                return t("Draft deleted.")

            self.do("delete", delete, t("Deleting"))

    @work
    async def action_close_survey(self) -> None:
        """End answering and compute what may be read."""
        one, app = self.current, self.planner
        if one is None:
            return
        from planner.surveys import closing
        from planner.surveys.words import group_name, size_text

        try:
            groups = closing.groups_to_close(app.opened(), one.survey_id)
        except CuadranteError as error:
            app.fail(error)
            return
        lines = [
            t("Every answer and link is deleted; blurred counts of these groups stay. This cannot be undone, and "
              "a wrong group cannot be mended."),
            "", *(f"{group_name(g)}: {size_text(n)}" for g, n in groups.items()),
        ]  # fmt: skip
        if await app.confirm(t("Close answering"), "\n".join(lines), t("close it")):

            def close(ws: Workspace) -> str:
                if closing.close_or_ask(ws, one.survey_id, one.version):
                    return t("Closed. Enter shows the results.")
                return t(
                    "Answering has ended. The page's service works the results out; `survey serve` must be running."
                )

            self.do("close", close, t("Working the results out"))

    @work
    async def action_import_answers(self) -> None:
        """Answers from another form's program: looked at, then taken in as a closed survey."""
        app = self.planner
        answer = await app.form(
            t("Answers from elsewhere"),
            [
                Field("path", t("File"), "", t("one row a person, one column a question"), file_to_read),
                Field("title", t("Title"), "", t("empty: the file's name")),
                Field("invited", t("How many were asked"), "", t("empty: not known"), whole_or_empty),
                Field(
                    "on",
                    t("Last day of answering"),
                    "",
                    t("empty: today, and not compared with other waves"),
                    day_or_empty,
                ),
                Field("told", t("Columns"), "", t("where the guess is wrong: Header=text; Header=skip")),
            ],
            t("As Google Forms and LimeSurvey export it, .csv or .xlsx."),
            t("look at it"),
        )
        if answer is None:
            return
        path = Path(answer["path"]).expanduser()
        invited = int(answer["invited"]) if answer["invited"].strip() else None
        on = date.fromisoformat(answer["on"].strip()) if answer["on"].strip() else None
        told = {name.strip(): use.strip() for part in answer["told"].split(";") if part.strip()
                for name, _, use in (part.rpartition("="),)}  # fmt: skip

        def look(_report: Report) -> Any:
            from planner.surveys.foreign import wide

            return wide.preview(app.workspace(), path, title=answer["title"], told=told, asked_on=on), invited

        self.begin("look", look, t("Reading {file}", file=path.name))

    @work
    async def confirm_import(self, seen: WidePreview, invited: int | None) -> None:
        """What the columns are taken for; then take the answers in."""
        from planner.base.errors import InputProblems
        from planner.surveys.foreign import wide

        if seen.problems.total:
            try:
                seen.problems.refuse(seen.path.name)
            except InputProblems as problems:
                self.planner.fail(problems)
            return
        if not await self.planner.confirm(t("Answers from elsewhere"), wide_text(seen), t("take them in")):
            return

        def take(ws: Workspace) -> str:
            return "\n".join(wide.commit(ws, seen, invited, seen.mark)[1])

        self.do("import", take, t("Storing"))

    def action_audit(self) -> None:
        """Try to join answers to people."""
        one = self.current
        if one is not None:
            from planner.surveys import audit

            self.do("audit", lambda ws: audit.self_audit(ws, one.survey_id), t("Attacking what is stored"))

    @work
    async def action_about(self) -> None:
        """Every stored row that holds a person's name."""
        answer = await self.planner.form(
            t("What is stored about somebody"), [Field("agent", t("Id of the agent"), "", "", required)], "", t("look")
        )
        if answer is None:
            return
        from planner.surveys import results

        who = answer["agent"]

        def look(ws: Workspace) -> tuple[str, list[tuple[str, str]]]:
            return t("Stored about {agent}", agent=who), about_paragraphs(results.about_me(ws, who), who)

        self.do("about", look, t("Looking"))

    def action_kiosk(self) -> None:
        """Make this terminal a place to answer."""
        one, app = self.current, self.planner
        if one is None:
            return

        def start(_report: Report) -> tuple[Any, Survey]:
            from planner.surveys.desk import SurveyDesk

            return SurveyDesk(app.workspace()), one

        self.begin("kiosk", start, t("Opening"))

    def _enter_kiosk(self, desk: Any, one: Survey) -> None:
        from tui.screens.surveys.kiosk import KioskScreen

        self.app.push_screen(KioskScreen(desk, one.survey_id), lambda _: self.planner.changed())
