"""All findings over a knowledge folder, listed at once."""

from __future__ import annotations

from pathlib import Path

from advisor.audit.entries import entry_findings
from advisor.audit.forms import form_findings
from advisor.audit.kits import kit_findings
from advisor.audit.published import published_findings
from advisor.audit.whole import whole_findings
from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.load import load


def check(folder: Path) -> list[Problem]:
    """Return every finding; where files break the form, those findings alone."""
    findings = list(form_findings(folder))
    try:
        base = load(folder)
    except KnowledgeError as fault:
        known = {problem.path for problem in findings}
        return findings + [problem for problem in fault.problems if problem.path not in known]
    findings += entry_findings(base)
    findings += whole_findings(base)
    findings += kit_findings(base)
    known = {problem.path for problem in findings}
    findings += [found for found in published_findings(base, folder) if found.path not in known]
    return findings
