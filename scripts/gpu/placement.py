"""Where TensorFlow ran each operation, from what its executor logs of them."""

import re
from collections import Counter
from dataclasses import dataclass, field

ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "0", "TF_CPP_VMODULE": "executor=1"}
"""Makes TensorFlow log a line for every operation that it runs."""

LINE = re.compile(r"Process node: \d+ step (-?\d+) {{node ([^}]*)}} = (\w+)\[(.*)device: (\S+)")
IMAGES = re.compile(r'dtype=DT_UINT8.*shared_name="images"')
COMPUTING = re.compile(r"Conv2D|MatMul|FusedBatchNorm|ResourceApply|StatelessRandomNormal")
GATHER = "ResourceGather"


@dataclass
class Placement:
    """Operations that were run, by device."""

    computing: Counter = field(default_factory=Counter)
    """Convolutions, products, norms, optimizers and draws."""
    images: Counter = field(default_factory=Counter)
    """The variable that holds the run's images."""
    gathers: Counter = field(default_factory=Counter)
    """Of batches of images."""
    on_cpu: Counter = field(default_factory=Counter)
    """All else that computes on the CPU, by kind of operation."""


def of(log: str) -> Placement:
    """The operations of a log; those of graphs of constants, which are run before, left out."""
    found = Placement()
    for line in log.splitlines():
        parsed = LINE.search(line)
        if not parsed or int(parsed[1]) < 0:
            continue
        kind, attributes, device = parsed[3], parsed[4], parsed[5].rpartition("device:")[2]
        if COMPUTING.search(kind):
            found.computing[device] += 1
        if kind == "VarHandleOp" and IMAGES.search(attributes):
            found.images[device] += 1
        if kind == GATHER and "dtype=DT_UINT8" in attributes:
            found.gathers[device] += 1
        if device.startswith("CPU"):
            found.on_cpu[kind] += 1
    return found
