"""The line of a row: blank lines are no rows, however far down it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.dataset import reading
from advisor.dataset.reading import Numbered

LINES = st.lists(st.sampled_from(["{}", "", "  ", "[1]"]), max_size=12)


@pytest.mark.parametrize("far", [0, 3])
@given(lines=LINES, ended=st.booleans())
def test_a_row_is_named_by_its_line(tmp_path_factory, far, lines, ended):
    path = tmp_path_factory.mktemp("lines") / "rows.jsonl"
    path.write_text("\n".join(lines) + ("\n" if ended else ""), encoding="utf-8")
    expected = [number for number, line in enumerate(lines, start=1) if line.strip()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FAR", far)
        numbered = Numbered(path, len(expected))
        assert [numbered[place] for place in range(len(expected))] == expected
        with pytest.raises(IndexError):
            _ = numbered[len(expected)]
