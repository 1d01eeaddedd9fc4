"""Reads the tables of a job on Spark as docs/spark.md says, and compares them bit for bit with `metis extract`'s Parquet.

python read.py OUT OUT-OF-JSON-LINES EXTRACT.parquet     needs pyarrow, pandas, duckdb, datasets, numpy
"""

import glob
import json
import sys

import numpy as np


def rows(latents):
    """Rows of floats, from lists, arrays or arrays of arrays, as one (T, 8) array."""
    return np.array([np.asarray(row, np.float32) for row in latents], np.float32).reshape(-1, 8)


def by_pyarrow(out):
    import pyarrow.dataset

    table = pyarrow.dataset.dataset(out + "/latents", partitioning="hive").to_table(columns=["path", "latents"])
    return dict(zip(table.column("path").to_pylist(), table.column("latents").to_pylist()))


def by_pandas(out):
    import pandas

    frame = pandas.read_parquet(out + "/latents")
    return dict(zip(frame["path"], frame["latents"]))


def by_duckdb(out):
    import duckdb

    return dict(duckdb.sql(f"SELECT path, latents FROM '{out}/latents/*/*.parquet'").fetchall())


def by_datasets(out):
    import datasets

    files = sorted(glob.glob(out + "/latents/*/*.parquet"))
    table = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=out + "/.datasets")
    return {row["path"]: row["latents"] for row in table}


def by_json(out):
    found = {}
    for name in glob.glob(out + "/latents/*/*.json"):
        with open(name, encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                found[entry["path"]] = entry["latents"]
    return found


def compare(name, found, want):
    assert sorted(found) == sorted(want), f"{name}: other paths"
    for key, latents in want.items():
        assert rows(found[key]).tobytes() == latents.tobytes(), f"{name}: {key}"
    print(f"{name}: {len(found)} files bit for bit those of metis extract", flush=True)


if __name__ == "__main__":
    parquet, lines, extract = sys.argv[1:]
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(extract)
    want = {k: rows(v) for k, v in zip(table.column("path").to_pylist(), table.column("latents").to_pylist())}
    compare("pyarrow", by_pyarrow(parquet), want)
    compare("pandas", by_pandas(parquet), want)
    compare("DuckDB", by_duckdb(parquet), want)
    compare("Hugging Face datasets", by_datasets(parquet), want)
    compare("JSON lines", by_json(lines), want)
