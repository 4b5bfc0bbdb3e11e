"""The house keeps its budgets, and judging a file loads neither Textual nor jsonschema."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.conftest import ROOT

FILES = sorted([*(ROOT / "advisor").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
PACKAGE = sorted((ROOT / "advisor").rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_import_goes_round_not_even_for_types_or_inside_a_function():
    graph = grimp.build_graph("advisor")
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()


def test_no_file_is_over_its_budget():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_over_its_budget():
    lengths = {
        f"{name(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in FILES
        for node in functions(path)
    }
    assert {found: lines for found, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_nothing_is_left_to_do_in_a_comment():
    found = [name(path) for path in FILES if UNFINISHED.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_model_or_vendor_stands_in_the_code(real):
    names = {*real.models, "openai", "anthropic", "mistral", "gemini", "llama", "qwen"}
    word = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    found = {name(p): m for p in PACKAGE if (m := word.findall(p.read_text(encoding="utf-8")))}
    assert found == {}


def loaded_by(*arguments: str) -> set[str]:
    code = (
        "import sys\nfrom advisor.cli.main import main\n"
        f"status = main({list(arguments)!r})\n"
        "print(*sys.modules, file=sys.stderr)\nsys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout
    return {module.partition(".")[0] for module in done.stderr.split()}


@pytest.mark.parametrize("format", ["text", "markdown", "json", "toml"])
def test_judging_a_file_loads_neither_textual_nor_jsonschema(format):
    file = "tests/fixtures/answers/tickets.toml"
    folder = "tests/fixtures/knowledge"
    loaded = loaded_by("--answers", file, "--knowledge", folder, "--format", format)
    assert "pydantic" in loaded
    assert loaded.isdisjoint({"textual", "rich", "jsonschema"})


def test_a_template_loads_neither_textual_nor_jsonschema():
    assert loaded_by("template").isdisjoint({"textual", "rich", "jsonschema"})
