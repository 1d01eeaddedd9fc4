"""Writes the files beside it: the same statistics in every form that torch.save gives them. Needs torch alone."""

import collections
import pickle
import sys
import zipfile
from pathlib import Path

import torch

HERE = Path(__file__).parent
MEAN = [0.5, -1.25, 3.0, 0.125]
VAR = [0.25, 4.0, 1.5, 2.25]


def vectors(dtype=torch.float32):
    return torch.tensor(MEAN, dtype=dtype), torch.tensor(VAR, dtype=dtype)


def save(name, value, **how):
    torch.save(value, HERE / f"{name}.pt", **how)


def both(dtype=torch.float32):
    mean, var = vectors(dtype)
    return {"mean": mean, "var": var}


save("plain", both())
save("ordered", collections.OrderedDict(both()))
save("legacy", both(), _use_new_zipfile_serialization=False)
save("legacy_ordered_double", collections.OrderedDict(both(torch.float64)), _use_new_zipfile_serialization=False)
save("legacy_protocol4", both(), _use_new_zipfile_serialization=False, pickle_protocol=4)
for protocol in (3, 4, 5):
    save(f"protocol{protocol}", both(), pickle_protocol=protocol)
save("double", both(torch.float64))
save("half", both(torch.float16))
save("bfloat16", both(torch.bfloat16))
save("rows", {name: value[None] for name, value in both().items()})
save("batch_of_rows", {name: value[None, None] for name, value in both().items()})

# Views on one storage, with an offset and steps.
table = torch.full((6, 3), 9.0)
table[1:5, 1], table[1:5, 2] = vectors()
save("strided", {"mean": table[1:5, 1], "var": table[1:5, 2]})
save("legacy_strided", {"mean": table[1:5, 1], "var": table[1:5, 2]}, _use_new_zipfile_serialization=False)

save("parameters", {name: torch.nn.Parameter(value) for name, value in both().items()})
module = torch.nn.Module()
for name, value in both().items():
    module.register_buffer(name, value)
save("module", module.state_dict())
extra = {"count": torch.tensor(7), "epoch": 3, "rate": 0.5, "note": "n", "flags": [True, None, (1, 2, 3)], "big": 1 << 70}
save("more_than_needed", both() | extra)
save("legacy_more_than_needed", both() | extra, _use_new_zipfile_serialization=False)


def rewritten(name, edit=lambda name, data: data, **how):
    with zipfile.ZipFile(HERE / "plain.pt") as old, zipfile.ZipFile(HERE / f"{name}.pt", "w", **how) as new:
        for entry in old.infolist():
            data = edit(entry.filename, old.read(entry))
            if data is not None:
                new.writestr(zipfile.ZipInfo(entry.filename), data, compress_type=how.get("compression"))


rewritten("deflated", compression=zipfile.ZIP_DEFLATED)
# As torch wrote it before it noted the byte order.
rewritten("no_byteorder", lambda name, data: None if name.endswith("/byteorder") else data)


def swapped(name, data):
    if name.endswith("/byteorder"):
        return b"big"
    if "/data/" in name:
        return b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))
    return data


rewritten("big_endian", swapped)

for file in sorted(HERE.glob("*.pt")):
    loaded = torch.load(file, weights_only=not any(part in file.name for part in ("protocol", "more_than")))
    assert loaded["mean"].flatten().tolist() == MEAN and loaded["var"].flatten().tolist() == VAR, file
    print(file.name, file.stat().st_size)
