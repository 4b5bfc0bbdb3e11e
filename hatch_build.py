"""Compile the knowledge while a wheel is built; an editable install reads its TOML."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):
    """Adds the compiled knowledge to the wheel, beside the folder it is made from."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Validate the knowledge and write it where the build picks it up."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from advisor.answers.values import Answers
        from advisor.interview import Interview
        from advisor.knowledge.compiled import compiled
        from advisor.knowledge.load import load
        from advisor.knowledge.locate import COMPILED

        self._made = Path(self.directory) / COMPILED
        self._made.parent.mkdir(parents=True, exist_ok=True)
        base = load(Path(self.root) / "knowledge")
        # Without an answer no day matters: nothing named can be retired yet. A test holds that.
        first = Interview(base, Answers(), date.today()).following()
        text = compiled(base, first.id if first is not None else None)
        self._made.write_text(text, encoding="utf-8")
        build_data["force_include"][str(self._made)] = f"advisor/{COMPILED}"

    def finalize(self, version: str, *_: object) -> None:
        """Take away what only the build needed."""
        if version != "editable":
            self._made.unlink()
