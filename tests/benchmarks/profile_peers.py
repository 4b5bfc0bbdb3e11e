"""The basic counts of a profile by other tools, as each is used by default.

The job: read a chat file, count rows and answers, exact duplicates of prompt and answer, and the
holdout's prompts that stand in it. `datasketch` finds near duplicates instead, in the first rows.
`by_hand` is no tool but the least that the counts cost: it knows where everything stands.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

SKETCHED = 50_000
"""Rows that datasketch gets: its rate does not depend on more."""


def daft(train: Path, holdout: Path) -> str:
    """Count with daft's native runner."""
    import daft as engine
    from daft import col

    def table(path: Path) -> engine.DataFrame:
        said = [col("messages").get(place).get("content") for place in (1, 2)]
        return engine.read_json(str(path)).select(said[0].alias("prompt"), said[1].alias("answer"))

    rows = table(train).select(
        col("prompt").hash().alias("p"), col("answer").hash().alias("a"), col("answer")
    )
    rows = rows.collect()
    distinct = rows.select("p", "a").distinct().count_rows()
    classes = rows.groupby("answer").agg(col("p").count()).count_rows()
    held = table(holdout).select(col("prompt").hash().alias("p"))
    leaked = held.join(rows.select("p").distinct(), on="p", how="semi").count_rows()
    return _told(rows.count_rows(), distinct, classes, leaked)


def polars(train: Path, holdout: Path) -> str:
    """Count with polars' streaming engine."""
    import polars as pl

    def table(path: Path) -> pl.LazyFrame:
        content = pl.col("messages").list
        return pl.scan_ndjson(path).select(
            prompt=content.get(1).struct.field("content").hash(),
            answer=content.get(2).struct.field("content"),
        )

    rows = table(train).with_columns(a=pl.col("answer").hash()).collect(engine="streaming")
    held = table(holdout).collect(engine="streaming")
    leaked = held.join(rows.select("prompt").unique(), on="prompt", how="semi").height
    distinct = rows.select("prompt", "a").unique().height
    return _told(rows.height, distinct, rows["answer"].n_unique(), leaked)


def ibis(train: Path, holdout: Path) -> str:
    """Count with ibis on DuckDB, everything left as it comes."""
    import ibis as expressions

    connection = expressions.duckdb.connect()

    def table(path: Path) -> expressions.Table:
        read = connection.read_json(str(path))
        return read.select(prompt=read.messages[1].content, answer=read.messages[2].content)

    rows = table(train)
    hashed = rows.select(p=rows.prompt.hash(), a=rows.answer.hash(), answer=rows.answer).cache()
    held = table(holdout)
    held = held.select(p=held.prompt.hash())
    leaked = held.semi_join(hashed, "p").count().to_pyarrow().as_py()
    distinct = hashed.select("p", "a").distinct().count().to_pyarrow().as_py()
    classes = hashed.answer.nunique().to_pyarrow().as_py()
    return _told(hashed.count().to_pyarrow().as_py(), distinct, classes, leaked)


def by_hand(train: Path, holdout: Path) -> str:
    """Count with DuckDB's own SQL, tuned for this one file: a bound for whatever DuckDB runs."""
    import duckdb

    connection = duckdb.connect()
    told = """format='newline_delimited', columns={messages: 'STRUCT("content" VARCHAR)[]'}"""

    def read(path: Path, names: str) -> str:
        return f"SELECT {names} FROM read_json('{path}', {told})"

    keys = "hash(messages[2].content) AS p, hash(messages[3].content) AS a"
    label = "CASE WHEN length(messages[3].content) <= 64 THEN messages[3].content END AS label"
    connection.execute(f"CREATE TABLE train AS {read(train, f'{keys}, {label}')}")
    held = read(holdout, "hash(messages[2].content) AS p")
    counts = (
        "SELECT count(*) FROM train",
        "SELECT count(*) FROM (SELECT DISTINCT p, a FROM train)",
        "SELECT count(*) FROM (SELECT label FROM train GROUP BY label)",
        f"SELECT count(*) FROM ({held}) SEMI JOIN train USING (p)",
    )
    rows, distinct, classes, leaked = (
        connection.execute(count).fetchall()[0][0] for count in counts
    )
    return _told(rows, distinct, classes, leaked)


def cookbook(train: Path, holdout: Path) -> str:
    """Load all rows and check each one, as the notebooks of providers do; then count."""
    faults: Counter[str] = Counter()
    with train.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        messages = row.get("messages")
        if not messages:
            faults["no messages"] += 1
            continue
        for message in messages:
            faults["missing key"] += "role" not in message or "content" not in message
            faults["unknown role"] += message.get("role") not in ("system", "user", "assistant")
            faults["no content"] += not isinstance(message.get("content"), str)
        faults["no answer"] += not any(one.get("role") == "assistant" for one in messages)
    pairs = [(row["messages"][1]["content"], row["messages"][2]["content"]) for row in rows]
    prompts = {prompt for prompt, _ in pairs}
    with holdout.open(encoding="utf-8") as file:
        leaked = sum(json.loads(line)["messages"][1]["content"] in prompts for line in file)
    classes = len({answer for _, answer in pairs})
    return _told(len(rows), len(set(pairs)), classes, leaked)


def datasketch(train: Path, _holdout: Path) -> str:
    """Find near duplicates among the first rows with MinHash and LSH."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.7, num_perm=128)
    near = 0
    with train.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number == SKETCHED:
                break
            words = json.loads(line)["messages"][1]["content"].lower().split()
            sketch = MinHash(num_perm=128)
            grams = zip(words, words[1:], words[2:], strict=False)
            sketch.update_batch([" ".join(gram).encode() for gram in grams])
            near += bool(index.query(sketch))
            index.insert(number, sketch)
    return f"{near} of {SKETCHED} rows are near an earlier one"


def _told(rows: int, distinct: int, classes: int, leaked: int) -> str:
    return f"{rows} rows, {rows - distinct} duplicates, {classes} answers, {leaked} leaks"


PEERS: dict[str, Callable[[Path, Path], str]] = {
    "daft": daft,
    "polars": polars,
    "ibis": ibis,
    "cookbook": cookbook,
    "datasketch": datasketch,
    "by_hand": by_hand,
}


def run(name: str, train: Path, holdout: Path) -> str:
    """Do the job with one tool and return what it counted."""
    return PEERS[name](train, holdout)
