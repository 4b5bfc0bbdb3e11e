"""Every file of the starter kits, read by the tool it is for; not part of the suite.

promptfoo comes from npm. axolotl, TRL and PyYAML are heavy: put a Python that has them in
$ADVISOR_KIT_PYTHON, as docs/kits.md says; what is not there is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from advisor.advice import advise
from advisor.answers.file import read
from advisor.kits.starter import starter
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.store import write_all
from docs.examples.__main__ import DAY, FOLDER
from tests.external.test_tools import node, tools  # noqa: F401  # the fixtures

PROMPTFOO = "promptfoo@0.121.20"
WAYS = ("prompting", "peft", "full_fine_tuning")
HOSTILE = 'a: "b" # {{env.HOME}} ${oc.env:HOME} \\\n- x: &a *a !!python/object:os.system [y]'
AXOLOTL = """
import json, sys, yaml
from axolotl.utils.schemas.config import AxolotlInputConfig
for name in sys.argv[1:]:
    told = yaml.safe_load(open(name, encoding="utf-8"))
    read = AxolotlInputConfig.model_validate(told)
    unknown = sorted(set(told) - set(AxolotlInputConfig.model_fields))
    print(json.dumps([name, unknown, read.learning_rate, read.lora_r, read.lora_target_linear]))
"""
TRL = """
import json, sys
from trl.scripts.sft import make_parser
for name in sys.argv[1:]:
    # Without a card bf16 is refused, so the check is told to stay on the processor.
    told = ["--config", name, "--use_cpu"]
    _, run, model, _ = make_parser().parse_args_and_config(told, fail_with_unknown_args=True)
    print(json.dumps([name, [], run.learning_rate, model.lora_r, model.lora_target_modules]))
"""
YAML = """
import json, sys, yaml
print(json.dumps([yaml.safe_load(open(name, encoding="utf-8")) for name in sys.argv[1:]]))
"""


def written(folder: Path, title: str = "") -> list[Path]:
    """Write the kit of every example and way; return its files."""
    base, found = load(knowledge_folder()), []
    for path in sorted(FOLDER.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        if title:
            text = text.partition("[record]")[0] + f"[record]\ntitle = {json.dumps(title)}\n"
        answers = read(base, text.encode(), path.name).answers
        for way in WAYS:
            target = folder / path.stem / way
            files = starter(advise(base, answers, DAY), way).files
            write_all(target, files)
            found += [target / name for name in files]
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[Path]:
    return written(tmp_path_factory.mktemp("kits"))


@pytest.fixture(scope="session")
def promptfoo(tools: Path) -> Path:  # noqa: F811  # the fixture
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    place = tools / "promptfoo"
    if not (place / "node_modules" / "promptfoo").is_dir():
        command = ["npm", "install", "--ignore-scripts", "--prefix", place, PROMPTFOO]
        made = subprocess.run(command, capture_output=True)
        if made.returncode:
            pytest.skip(f"npm cannot install promptfoo: {made.stderr[-200:]!r}")
    return place / "node_modules" / ".bin" / "promptfoo"


def asked(tool: Path, *arguments: str, cwd: Path, state: Path) -> subprocess.CompletedProcess[str]:
    quiet = {"PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1"}
    return subprocess.run(
        [str(tool), *arguments], cwd=cwd, capture_output=True, text=True,
        env={**os.environ, **quiet, "PROMPTFOO_CONFIG_DIR": str(state)},
    )  # fmt: skip


def shape(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(one for one in lines if not one.startswith(("#", "description:")))


def setting(path: str, key: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    (found,) = [line for line in lines if line.startswith(f"{key}: ")]
    return found.partition(": ")[2]


def python(script: str, names: list[Path]) -> list[object]:
    named = os.environ.get("ADVISOR_KIT_PYTHON")
    if named is None:
        pytest.skip("$ADVISOR_KIT_PYTHON names no Python with axolotl and TRL")
    made = subprocess.run([named, "-c", script, *map(str, names)], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    return [json.loads(line) for line in made.stdout.splitlines() if line.startswith("[")]


def test_promptfoo_takes_every_configuration(promptfoo, files, tmp_path):
    found = [path for path in files if path.name == "promptfooconfig.yaml"]
    assert len(found) == 18
    # The examples differ in comments and titles mostly; each different file is checked once.
    unlike = {shape(path): path for path in found}
    for path in unlike.values():
        made = asked(promptfoo, "validate", "-c", path.name, cwd=path.parent, state=tmp_path)
        assert made.returncode == 0, made.stdout + made.stderr
        assert "valid" in made.stdout + made.stderr


def test_promptfoo_runs_the_holdout_over_every_paraphrase(promptfoo, tmp_path):
    """With the provider that echoes, no model is called; a hostile title stays a description."""
    names = written(tmp_path / "kits", HOSTILE)
    (path,) = [p for p in names if p.match("support-tickets/prompting/promptfooconfig.yaml")]
    (path.parent / "holdout.csv").write_text(
        'input,__expected,__metadata:slice\n"one","contains: one","a"\n"two","two","b"\n'
    )
    out = tmp_path / "out.json"
    command = ["eval", "-c", path.name, "--no-table", "-o", str(out)]
    asked(promptfoo, *command, cwd=path.parent, state=tmp_path / "state")
    told = json.loads(out.read_text(encoding="utf-8"))
    assert len(told["results"]["prompts"]) == 5
    assert len(told["results"]["results"]) == 10
    assert sum(one["success"] for one in told["results"]["results"]) == 5
    assert os.environ["HOME"] not in out.read_text(encoding="utf-8").replace(str(tmp_path), "")


def test_markdownlint_finds_nothing(node, files):  # noqa: F811  # the fixture
    named = [str(path) for path in files if path.suffix == ".md"]
    config = files[0].parent / ".markdownlint-cli2.jsonc"
    config.write_text(json.dumps({"config": {"MD013": False}}))
    command = [node / ".bin" / "markdownlint-cli2", "--config", config, *named]
    told = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd="/")
    assert told.returncode == 0, told.stderr
    assert f"{len(named)} file(s)" in told.stdout


@pytest.mark.parametrize(("name", "script"), [("axolotl.yaml", AXOLOTL), ("trl-sft.yaml", TRL)])
def test_a_training_tool_takes_every_configuration(files, name, script):
    named = [path for path in files if path.name == name]
    assert named
    told = python(script, named)
    assert len(told) == len(named)
    for path, unknown, rate, rank, targets in told:
        peft = "/peft/" in path
        assert unknown == []
        assert rate == float(setting(path, "learning_rate"))
        assert rate in ((1e-4, 2e-4) if peft else (2e-5,))
        if peft:
            assert rank == int(setting(path, "lora_r"))
            assert targets in (True, "all-linear", ["all-linear"])


def test_yaml_reads_a_hostile_title_as_text(tmp_path):
    names = [path for path in written(tmp_path, HOSTILE) if path.suffix == ".yaml"]
    told = python(YAML, names)[0]
    assert len(told) == len(names)
    for path, one in zip(names, told, strict=True):
        if path.name == "promptfooconfig.yaml":
            assert set(one) <= {
                "description", "providers", "prompts", "tests", "defaultTest", "evaluateOptions"
            }  # fmt: skip
            assert one["description"].startswith('a: "b" # { {env.HOME}} $ {oc.env:HOME}')
