"""The page as an ASGI application.

Routes: `/s/{survey}/{token}` shows and takes a form, `/thanks` follows what was sent, `/results/{survey}` is what
everybody is told once HR has told it, `/page.css`, and `/`.
Whether a link has been used cannot be seen: the form, the thanks and the work are the same for every whole link.
A personal link is the only credential and there is no cookie, so that another site has nothing to ride on; posts that a
browser marks as coming from another site are refused besides.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engagement.surveys.questions import Answer, AnswerProblem, Form
from engagement.surveys.types import TYPES
from engagement.surveys.types.text import MAX_COMMENT_CHARS
from planner.base.i18n import LANGUAGES, t
from planner.base.log import NOTHING, certain_since, mark
from planner.base.unexpected import unexpected
from planner.page.limits import MAX_BODY_BYTES, Allowance
from planner.surveys.desk import CLOSED, FAILED, READY, Door, read_form
from planner.surveys.told import ToldPage

HERE = Path(__file__).parent / "templates"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
RAW_HEADERS = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())
PROBLEMS = {
    "too_long": "This comment is longer than {limit} characters; please shorten it.",
    "incomplete_ranking": "Give every option a different place, or leave all of them empty.",
    "required": "Please answer this question.",
    "nothing_answered": "Nothing is answered yet. Answer at least one question.",
}
NOT_STORED = "Your answer could not be stored just now. It is still here: send it again in a moment."
BUSY = "Too much is coming in just now. Your answer is still here: send it again in a minute."
ADDRESS = "--address-of-this-form--"
OTHER_PROBLEM = "This answer does not fit the question; please choose again."


class SurveyBackend(Protocol):
    """What the page needs; `planner.surveys.desk.SurveyDesk` is one."""

    def glance(self, survey_id: str, token: str) -> Door | None:
        """What `look` would say when that is known without reading, else None. Never waits."""

    def refresh(self, survey_id: str) -> None:
        """Read a survey anew when what is known of it is too old for `glance`. May wait."""

    def look(self, survey_id: str, token: str) -> Door:
        """What is behind a link, without changing anything. May wait."""

    def knows(self, survey_id: str, token: str) -> bool:
        """Whether it is a link of that survey, used or not. Never waits."""

    def submit(self, survey_id: str, token: str, answers: Mapping[str, Answer]) -> Future[str]:
        """Store an answer; `stored` only when it is on disk."""

    def told(self, survey_id: str) -> Mapping[str, ToldPage] | None:
        """What everybody is told of a survey, by language; None before HR tells it. May wait."""


def create_app(
    backend: SurveyBackend, *, language: str = "es", wrong_links_a_minute: int = 30, requests_a_minute: int = 3000,
    requests_of_a_link: int = 60, proxies: Collection[str] = (),
) -> Starlette:  # fmt: skip
    """The page over a backend.

    Args:
        backend: looks at links and stores answers.
        language: for browsers that ask for neither Spanish nor English.
        wrong_links_a_minute: unknown links one address may try; people with a good link are never kept out by it.
        requests_a_minute: of one address without a link of ours (a whole office may share one).
        requests_of_a_link: a minute; a flood of others takes nothing from it.
        proxies: addresses of web servers in front, whose X-Forwarded-For is believed; nobody else's is.
    """
    page = _Page(backend, language, Allowance(wrong_links_a_minute), Allowance(requests_a_minute))
    page.of_links, page.proxies = Allowance(requests_of_a_link), frozenset(proxies)
    app = Starlette(
        # Both with and without a slash at the end: a redirect would carry the link in its Location.
        routes=[
            Route("/", page.front, methods=["GET"]),
            *(Route(f"/s/{{survey}}/{{token}}{end}", page.show, methods=["GET"]) for end in ("", "/")),
            *(Route(f"/s/{{survey}}/{{token}}{end}", page.take, methods=["POST"]) for end in ("", "/")),
            *(Route(f"/results/{{survey}}{end}", page.results, methods=["GET"]) for end in ("", "/")),
            Route("/thanks", page.thanks, methods=["GET"]),
            Route("/page.css", page.style, methods=["GET"]),
            Route("/favicon.ico", page.icon, methods=["GET"]),
        ],
        exception_handlers={HTTPException: page.failed},
    )
    app.router.redirect_slashes = False
    app.add_middleware(_Guard, page=page)
    return app


class _Page:
    def __init__(self, backend: SurveyBackend, language: str, wrong: Allowance, all_: Allowance) -> None:
        self.backend = backend
        self.language = language
        self.wrong = wrong
        self.requests = all_
        self.of_links = Allowance(60)
        self.proxies: frozenset[str] = frozenset()
        self.blank: dict[str, tuple[Door, list[bytes]]] = {}
        self.reading: dict[str, asyncio.Future[None]] = {}
        self.css = (HERE / "page.css").read_text(encoding="utf-8")
        self.templates = _templates()
        for name in (
            "form.html",
            "notice.html",
            "results.html",
            *(f"types/{name}.html" for name in TYPES),
        ):  # compiled now, not while the first person waits
            self.templates.get_template(name)
        for code in LANGUAGES:
            t("Surveys", lang=code)

    def lang(self, request: Request) -> str:
        """The language asked for in the address, else by the browser, else the workspace's."""
        asked = request.query_params.get("lang")
        if asked in LANGUAGES:
            return str(asked)
        wishes = []
        for part in request.headers.get("accept-language", "")[:200].split(","):
            tag, _, quality = part.strip().partition(";q=")
            try:
                wishes.append((-float(quality or 1), tag[:2].lower()))
            except ValueError:
                continue
        return next((tag for _, tag in sorted(wishes, key=lambda w: w[0]) if tag in LANGUAGES), self.language)

    def html(self, name: str, lang: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A rendered page; `_` in templates translates."""

        def translate(text: str, **places: object) -> str:
            return t(text, lang=lang, **places)

        common = {"lang": lang, "other": "en" if lang == "es" else "es", "_": translate, "path": ""}
        body = self.templates.get_template(name).render({**common, **values})
        return HTMLResponse(body, status, {"content-language": lang, "vary": "accept-language"})

    def notice(self, request: Request, status: int, title: str, text: str) -> HTMLResponse:
        """A page that says one thing."""
        lang = self.lang(request)
        return self.html("notice.html", lang, status, title=t(title, lang=lang), text=t(text, lang=lang))

    async def front(self, request: Request) -> Response:
        return self.notice(request, 200, "Surveys", "Open the personal link that you were sent.")

    async def style(self, request: Request) -> Response:
        return Response(self.css, media_type="text/css", headers={"cache-control": "public, max-age=3600"})

    async def icon(self, request: Request) -> Response:
        return Response(status_code=204, headers={"cache-control": "public, max-age=86400"})

    async def thanks(self, request: Request) -> Response:
        return self.notice(
            request, 200, "Thank you", "If this link had not been used, your answer counts. You can close this page."
        )

    async def results(self, request: Request) -> Response:
        pages = await run_in_threadpool(self.backend.told, str(request.path_params["survey"]))
        if pages is None:
            if not self.wrong.take(self.address(request)):
                return self.too_many(request)
            return self.notice(
                request, 404, "Nothing to read yet", "Results appear here once they are told to everybody."
            )
        lang = self.lang(request)
        return self.html("results.html", lang, told=pages[lang], path=request.url.path)

    async def show(self, request: Request) -> Response:
        door = await self._look(*self._link(request))
        if door.status != READY or door.form is None:
            return self._shut(request, door.status)
        return self._form(request, door, door.form, {})

    async def take(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return self.notice(request, 403, "Not accepted", "The form was sent from another site. Open your own link.")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return self.notice(request, 415, "Not accepted", "Open your personal link and use its form.")
        body = await _read_body(request)
        if body is None:
            return self.notice(
                request, 413, "Too much text", "The form holds more text than fits. Go back and shorten the comments."
            )
        try:
            fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000)
        except ValueError:
            return self.notice(request, 400, "Not accepted", "Open your personal link and use its form.")
        survey, token = self._link(request)
        door = await self._look(survey, token)
        if door.status != READY or door.form is None:
            return self._shut(request, door.status)
        lang = self.lang(request)
        if (other := (fields.get("to") or [""])[0]) in LANGUAGES:
            return self._form(request, door, door.form, fields, lang=other)
        if not self.allowed(request, sending=True):
            answer = self._form(request, door, door.form, fields, status=429, trouble=BUSY)
            answer.headers["retry-after"] = "60"
            return answer
        answers, problems = read_form(door.form, {q.id: q.kind.fields(q, fields) for q in door.form.questions})
        if problems:
            return self._form(request, door, door.form, fields, problems, 422)
        outcome = await asyncio.wrap_future(self.backend.submit(survey, token, answers))
        if outcome == FAILED:
            return self._form(request, door, door.form, fields, status=503, trouble=NOT_STORED)
        if outcome == CLOSED:
            return self._shut(request, outcome)
        # Stored, used before or unknown: the same words, so that nobody who holds a link learns which.
        return RedirectResponse(f"/thanks?lang={lang}", 303)

    def address(self, request: Request) -> str:
        """Whose request it is: what a trusted web server in front says, else who is connected."""
        own = request.client.host if request.client else ""
        if own in self.proxies:
            said = [a.strip() for a in request.headers.get("x-forwarded-for", "")[-400:].split(",")]
            own = next((a for a in reversed(said) if a and a not in self.proxies), own)
        return own

    def allowed(self, request: Request, sending: bool = False) -> bool:
        """Whether it may send now: each link of ours has an allowance of its own, the rest shares its address's.

        A form that is being sent is let through to `take`, which gives it back filled in when it is too much.
        """
        parts = request.url.path.split("/")
        ours = len(parts) > 3 and parts[1] == "s" and self.backend.knows(parts[2], parts[3])
        if request.method == "POST" and len(parts) > 3 and parts[1] == "s" and not sending:
            return True
        if ours:
            return self.of_links.take("/".join(parts[2:4]))
        return self.requests.take(self.address(request))

    async def failed(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self.notice(request, status, "Not found", "There is no such page. Open your personal link.")

    async def _look(self, survey: str, token: str) -> Door:
        door = self.backend.glance(survey, token)
        if door is not None:
            return door
        # Of many who come at once after a quiet second, one reads for all.
        reading = self.reading.get(survey)
        if reading is None:
            reading = asyncio.ensure_future(run_in_threadpool(self.backend.refresh, survey))
            self.reading[survey] = reading
            reading.add_done_callback(lambda _: self.reading.pop(survey, None))
        await asyncio.shield(reading)
        door = self.backend.glance(survey, token)
        return door if door is not None else await run_in_threadpool(self.backend.look, survey, token)

    @staticmethod
    def _link(request: Request) -> tuple[str, str]:
        return str(request.path_params["survey"]), str(request.path_params["token"])

    def _shut(self, request: Request, status: str) -> Response:
        if status == CLOSED:
            return self.notice(
                request, 410, "The survey is closed", "Answers are not taken any more; nothing was stored now."
            )
        if not self.wrong.take(self.address(request)):
            return self.too_many(request)
        return self.notice(
            request, 404, "This link is not valid", "It may have been cut. Copy the whole link from your message."
        )

    def too_many(self, request: Request) -> Response:
        """429."""
        answer = self.notice(request, 429, "Too many tries", "Wait a minute and open your link again.")
        answer.headers["retry-after"] = "60"
        return answer

    def _form(
        self,
        request: Request,
        door: Door,
        form: Form,
        fields: Mapping[str, list[str]],
        problems: Sequence[AnswerProblem] = (),
        status: int = 200,
        *,
        lang: str = "",
        trouble: str = "",
    ) -> Response:
        lang = lang or self.lang(request)
        if not fields and not problems and not trouble:
            return self._blank_form(request, door, form, lang)
        texts = {p.question_id: t(PROBLEMS.get(p.code, OTHER_PROBLEM), lang=lang, limit=p.limit) for p in problems}
        return self.html(
            "form.html", lang, status, form=form, door=door, problems=texts, filled=fields,
            max_comment=MAX_COMMENT_CHARS, trouble=t(trouble, lang=lang) if trouble else "", path=request.url.path,
        )  # fmt: skip

    def _blank_form(self, request: Request, door: Door, form: Form, lang: str) -> Response:
        """The empty form; only its address differs from person to person, so that it is rendered once."""
        known = self.blank.get(lang)
        if known is None or known[0] is not door:
            page = self.html(
                "form.html", lang, form=form, door=door, problems={}, filled={}, max_comment=MAX_COMMENT_CHARS,
                trouble="", path=ADDRESS,
            )  # fmt: skip
            known = (door, bytes(page.body).split(ADDRESS.encode()))
            self.blank[lang] = known
        html = str(escape(request.url.path)).encode().join(known[1])
        return HTMLResponse(html, 200, {"content-language": lang, "vary": "accept-language"})


def told_html(told: ToldPage, lang: str) -> str:
    """What everybody is told, as one file with its styles: for a mail or an intranet."""

    def translate(text: str, **places: object) -> str:
        return t(text, lang=lang, **places)

    css = Markup((HERE / "page.css").read_text(encoding="utf-8"))
    values = {"told": told, "lang": lang, "_": translate, "path": "", "other": "", "css": css}
    return _templates().get_template("results.html").render(values)


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


async def _read_body(request: Request) -> bytes | None:
    """The body, or None when it is longer than is taken (the rest is not read)."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


class _Guard:
    """Outermost: security headers on everything, the allowance of an address, and failures without their contents."""

    def __init__(self, app: ASGIApp, page: _Page) -> None:
        self.app = app
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                have = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in RAW_HEADERS if h[0] not in have)]
            await send(message)

        request = Request(scope, receive)
        since = mark()
        try:
            if not self.page.allowed(request):
                await self.page.too_many(request)(scope, receive, send_with_headers)
                return
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            # Only the kind of failure: its text could hold a link or an answer.
            said = unexpected(error, since, "survey page")
            print(f"survey page: {said}", file=sys.stderr, flush=True)
            if not started:
                nothing = certain_since(since) == NOTHING  # in this process, which takes everybody's answers
                answer = self.page.notice(
                    request, 500, "Something went wrong",
                    "Nothing was stored. Go back and send your answer again." if nothing
                    else "Open your link and send your answer again: it counts once.",
                )  # fmt: skip
                await answer(scope, receive, send_with_headers)
