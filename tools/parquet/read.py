"""Times how Python reads an output in Parquet and the same in JSON, and compares them bit for bit.

python read.py OUT.parquet OUT.json     needs pyarrow, pandas, duckdb, polars, datasets, numpy
"""

import glob
import json
import os
import resource
import sys
import time

import numpy as np


def megabytes(path):
    files = glob.glob(path + "/*") if os.path.isdir(path) else [path]
    return sum(map(os.path.getsize, files)) / 1e6


def timed(name, read):
    """Runs in a process of its own, so that the memory told is that of this reader alone."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        start = time.monotonic()
        value = read()
        seconds = time.monotonic() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        os.write(into, f"{name:34s} {seconds:7.2f} s  {peak:6.2f} GB".encode())
        del value
        os._exit(0)
    os.waitpid(pid, 0)
    print(os.read(out, 1000).decode(), flush=True)


def parquet_arrow(path):
    import pyarrow.parquet

    return pyarrow.parquet.read_table(path)


def parquet_pandas(path):
    import pandas

    return pandas.read_parquet(path)


def parquet_numpy(path):
    """Each file's (T, 8) array, without copying."""
    table = parquet_arrow(path)
    arrays = {}
    for batch in table.to_batches():
        rows = batch.column("latents")
        ends = np.asarray(rows.offsets)
        values = rows.values.flatten().to_numpy().reshape(-1, 8)[-(ends[-1] - ends[0]) :] if len(rows) else None
        for i, key in enumerate(batch.column("path").to_pylist()):
            arrays[key] = values[ends[i] - ends[0] : ends[i + 1] - ends[0]]
    return arrays


def parquet_duckdb(path):
    import duckdb

    return duckdb.sql(f"SELECT * FROM '{path}/*.parquet'").arrow().read_all()


def parquet_polars(path):
    import polars

    return polars.read_parquet(path)


def one_path(path):
    import duckdb

    return duckdb.sql(f"SELECT latents FROM '{path}/*.parquet' WHERE path = 'part_050/0000c3a5.wav'").fetchall()


def json_objects(path):
    with open(path) as file:
        return json.load(file)


def json_numpy(path):
    return {key: np.asarray(rows, np.float32).reshape(-1, 8) for key, rows in json_objects(path).items()}


def compare(parquet, text):
    want = json_numpy(text)
    got = parquet_numpy(parquet)
    assert list(got) == list(want), "other paths, or another order"
    for key, rows in want.items():
        assert got[key].tobytes() == rows.tobytes(), key
    print(f"pyarrow: {len(got)} files bit for bit those of json.load")
    import duckdb

    for key, rows in duckdb.sql(f"SELECT path, latents FROM '{parquet}/*.parquet'").fetchall():
        assert np.asarray(rows, np.float32).tobytes() == want.pop(key).tobytes(), key
    assert not want
    print("DuckDB: the same")


if __name__ == "__main__":
    parquet, text = sys.argv[1:]
    print(f"{parquet}: {megabytes(parquet):.0f} MB; {text}: {megabytes(text):.0f} MB", flush=True)
    timed("json.load", lambda: json_objects(text))
    timed("json.load, to NumPy arrays", lambda: json_numpy(text))
    timed("pyarrow", lambda: parquet_arrow(parquet))
    timed("pyarrow, to NumPy arrays", lambda: parquet_numpy(parquet))
    timed("pandas", lambda: parquet_pandas(parquet))
    timed("DuckDB, all as Arrow", lambda: parquet_duckdb(parquet))
    timed("Polars", lambda: parquet_polars(parquet))
    timed("DuckDB, one path", lambda: one_path(parquet))
    compare(parquet, text)
