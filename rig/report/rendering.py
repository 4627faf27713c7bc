"""Words, figures and charts to one self-contained HTML page."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rig.report.words import say

STYLE, SCRIPT = "style.css", "point.js"


def rendered(template: str, **values: Any) -> str:
    """The page of a template. All values are text: nothing in them becomes markup."""
    style, script = _own(STYLE), _own(SCRIPT)
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 (ours, from the package)
            script=Markup(script),  # noqa: S704
            policy=_policy(style, script),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("rig.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = say
    return environment


def _own(name: str) -> str:
    return (files("rig.report") / "templates" / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """What a browser lets the page do: use exactly this style and this script, and no more."""
    allowed = {"style-src": style, "script-src": script}
    hashes = [f"{what} 'sha256-{_sha256(text)}'" for what, text in allowed.items()]
    return "; ".join(["default-src 'none'", *hashes, "base-uri 'none'", "form-action 'none'"])


def _sha256(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
