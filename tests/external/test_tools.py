"""The real tools, run on the records of the six examples; not part of the suite.

`python -m pytest tests/external -rs` with node, npm and pip at hand. Tools go into $ADVISOR_TOOLS,
by default a folder of their own below the cache of pytest; what cannot be installed is skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

from advisor.advice import advise
from advisor.answers.file import read
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.records.formats import FORMATS
from docs.examples.__main__ import DAY, FOLDER

NPM = ["adr-log@2.2.0", "@log4brains/core@1.1.0", "markdownlint-cli2@0.22.1"]
DIALECTS = ("madr4", "madr2", "nygard")
LOG4BRAINS = """
const { Log4brains } = require("@log4brains/core");
(async () => {
  const tool = await Log4brains.create(process.argv[2]);
  const found = await tool.searchAdrs();
  console.log(JSON.stringify(found.map((one) => [one.title, one.status, one.publicationDate])));
})();
"""


@pytest.fixture(scope="session")
def tools(request) -> Path:
    named = os.environ.get("ADVISOR_TOOLS")
    folder = Path(named) if named else Path(request.config.cache.mkdir("advisor-tools"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def node(tools) -> Path:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    if not (tools / "node_modules" / "adr-log").is_dir():
        made = subprocess.run(["npm", "install", "--prefix", tools, *NPM], capture_output=True)
        if made.returncode:
            pytest.skip(f"npm cannot install the tools: {made.stderr[-200:]!r}")
    return tools / "node_modules"


@pytest.fixture(scope="session")
def adr_viewer(tools) -> Path:
    folder = tools / "viewer"
    if not folder.is_dir():
        venv.create(folder, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "adr-viewer==1.4.0"]
        if subprocess.run(pip, capture_output=True).returncode:
            shutil.rmtree(folder)
            pytest.skip("pip cannot install adr-viewer")
    return folder / "bin" / "adr-viewer"


@pytest.fixture(scope="session")
def folders(tmp_path_factory) -> tuple[dict[str, Path], list[str]]:
    base, titles = load(knowledge_folder()), []
    made = {name: tmp_path_factory.mktemp(name) for name in DIALECTS}
    for number, path in enumerate(sorted(FOLDER.glob("*.toml")), 1):
        answers = read(base, path.read_bytes(), path.name).answers
        advice = advise(base, answers, DAY)
        option = base.options[advice.verdict.recommendation].title
        titles.append(f"{option} for {answers.record.title}")
        for name, folder in made.items():
            file = folder / f"{number:04}-{path.stem}.md"
            file.write_text(FORMATS[name](advice), encoding="utf-8")
    return made, titles


def run(*command: object, cwd: Path | None = None) -> str:
    made = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=cwd)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


@pytest.mark.parametrize("name", DIALECTS)
def test_adr_log(node, folders, tmp_path, name):
    made, titles = folders
    index = tmp_path / "index.md"
    shutil.copytree(made[name], tmp_path / "adr")
    run(node / ".bin" / "adr-log", "-d", tmp_path / "adr", "-i", index)
    assert re.findall(r"^\* \[ADR-\d+\]\(.*?\) - (.*)$", index.read_text(), re.M) == titles


def test_log4brains(node, folders, tmp_path):
    made, titles = folders
    shutil.copytree(made["madr2"], tmp_path / "docs" / "adr")
    project = "project:\n  name: Records\n  tz: UTC\n  adrFolder: ./docs/adr\n  packages: []\n"
    (tmp_path / ".log4brains.yml").write_text(project)
    (tmp_path / "read.js").write_text(LOG4BRAINS)
    (tmp_path / "node_modules").symlink_to(node)
    who = ["-c", "user.email=a@example.org", "-c", "user.name=A"]
    for command in (["init", "-q"], ["add", "docs", ".log4brains.yml"], ["commit", "-qm", "Add"]):
        run("git", *who, *command, cwd=tmp_path)
    found = json.loads(run("node", "read.js", tmp_path, cwd=tmp_path).splitlines()[-1])
    assert sorted(title for title, _, _ in found) == sorted(titles)
    assert {status for _, status, _ in found} == {"proposed"}
    assert {day[:10] for _, _, day in found} == {DAY.isoformat()}


def test_adr_viewer(adr_viewer, folders, tmp_path):
    made, titles = folders
    run(adr_viewer, "--adr-path", made["nygard"], "--output", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert page.count('class="panel-heading adr-pending"') == len(titles)
    assert all(title in page for title in titles)


@pytest.mark.parametrize("name", DIALECTS)
def test_markdownlint(node, folders, tmp_path, name):
    shutil.copytree(folders[0][name], tmp_path / "adr")
    config = {"config": {"MD013": False, "MD024": False}}
    (tmp_path / ".markdownlint-cli2.jsonc").write_text(json.dumps(config))
    told = subprocess.run(
        [node / ".bin" / "markdownlint-cli2", "adr/*.md"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_chromium_draws_the_page(tmp_path):
    """The page as a picture, where a browser is installed; it is left for a person to look at."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser is installed")
    base = load(knowledge_folder())
    path = FOLDER / "support-tickets.toml"
    advice = advise(base, read(base, path.read_bytes(), path.name).answers, DAY)
    page = tmp_path / "page.html"
    page.write_text(FORMATS["html"](advice), encoding="utf-8")
    picture = tmp_path / "page.png"
    run(browser, "--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={picture}",
        "--window-size=900,4000", page.as_uri())  # fmt: skip
    assert picture.stat().st_size > 10_000
