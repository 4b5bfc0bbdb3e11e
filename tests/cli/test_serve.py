"""`advisor serve` where nothing can be served; what can is tested in tests/external."""

from __future__ import annotations

import re
import shlex
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from advisor.cli import web
from advisor.cli.commands import serve
from advisor.cli.main import main


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    monkeypatch.setitem(sys.modules, "textual_serve.app_service", None)
    monkeypatch.delitem(sys.modules, "advisor.cli.web.server", raising=False)
    assert main(["serve"]) == 2
    assert "[web]" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["serve", f"--port={port}"])
    assert caught.value.code == 2
    assert "port" in capsys.readouterr().err


def test_the_page_asks_for_nothing_from_outside() -> None:
    page = (Path(web.__file__).parent / "app_index.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
    assert "url(" not in page.replace('url("{{ config.static.url }}', "")


def test_the_command_of_a_visit_is_quoted(tmp_path: Path) -> None:
    options = Namespace(session="a b;c.toml", knowledge=tmp_path, date=None)
    words = shlex.split(serve._command(options))
    assert words[0] == "exec"
    assert words[words.index("--knowledge") - 1] == "a b;c.toml"
