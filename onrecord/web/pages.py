"""Pages from templates: what each is given, and where its forms' secret comes from. Everything is escaped."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from agent.wording import day
from ingest.display import folded
from onrecord.access import Action, may
from onrecord.identity.domain import Identity
from onrecord.render.citations import age

FOLDER = Path(__file__).parent / "templates"
FLASH = "__Host-said"  # a cookie that says one line once, after a form
_LONGEST_FLASH = 500


@cache
def environment() -> Environment:
    """The templates, with what all of them use."""
    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)  # fmt: skip
    made.filters.update(day=day, age=age, folded=folded, path=lambda text: quote(str(text), safe=""),
                        sentence=_sentence)  # fmt: skip
    made.globals.update(Action=Action, may=may)
    return made


def page(
    request: Request, who: Identity | None, template: str, *, title: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """A whole page; `who` is none where nobody is signed in. A flashed line is shown, and forgotten."""
    said = unquote(request.cookies.get(FLASH, ""))[:_LONGEST_FLASH]
    made = HTMLResponse(part(request, who, template, title=title, said=said, **context), status)
    if said:
        forget_flash(made)
    return made


def part(request: Request, who: Identity | None, template: str, **context: Any) -> str:
    """A template's text, with what every one is given."""
    session = getattr(request.state, "session", None)
    given = {
        "request": request,
        "who": who,
        "hears": request.app.state.service.hearing is not None,
        "local": request.app.state.service.local,
        "organisation": request.app.state.organisation(),
        "speaks": request.app.state.service.speaks,
        "faced": request.app.state.service.faced,
        "face_label": request.app.state.service.face_label,
        "csrf": _csrf(session.csrf if session is not None else ""),
        **context,
    }
    return environment().get_template(template).render(given)


def macro(request: Request, who: Identity | None, template: str, name: str, *arguments: Any) -> str:
    """One macro of a template, as a fragment of a page."""
    made = environment().get_template(template).make_module({"request": request, "who": who})
    return str(getattr(made, name)(*arguments))


def flash(response: Response, text: str) -> None:
    """One line that the next page says once."""
    response.set_cookie(FLASH, quote(text[:_LONGEST_FLASH]), path="/", secure=True, httponly=True, samesite="lax",
                        max_age=60)  # fmt: skip


def forget_flash(response: Response) -> None:
    """It was said, or is for nobody any more."""
    response.delete_cookie(FLASH, path="/", secure=True, httponly=True, samesite="lax")


def then(path: str, said: str = "") -> RedirectResponse:
    """After a form: another page, with one line about what was done."""
    made = RedirectResponse(path, 303)
    if said:
        flash(made, said)
    return made


def sign_in(request: Request) -> str:
    """Where to sign in, and come back to this page; after a form, to the beginning."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = here if request.method in ("GET", "HEAD") else "/"
    return f"/sign-in?next={quote(back, safe='')}"


def fault(request: Request, status: int, message: str, advice: str, headers: dict[str, str] | None) -> Response:
    """A page that says one line, in the frame of the others."""
    session = getattr(request.state, "session", None)
    who = session.identity if session is not None else None
    made = page(request, who, "fault.html", title=TITLES.get(status, "That did not work"), status=status,
                message=message, advice=advice)  # fmt: skip
    made.headers.update(headers or {})
    return made


TITLES = {404: "Not here", 403: "Not for you", 429: "A moment, please", 503: "A moment, please", 500: "Our mistake"}


def _sentence(words: str) -> str:
    """With a capital, where the first word is one of the language and not a file's name or an id."""
    first = words.partition(" ")[0]
    return words[:1].upper() + words[1:] if first.isalpha() else words


def _csrf(secret: str) -> Callable[[], Markup]:
    """The hidden field of a form."""
    return lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(escape(secret))
