"""What nvidia-smi says of the first GPU."""

import subprocess
import threading

QUERY = ["nvidia-smi", "--id=0", "--format=csv,noheader,nounits"]


def describe() -> dict[str, str]:
    """Name, driver and memory; empty where there is no GPU."""
    keys = ("name", "driver_version", "memory.total", "compute_cap")
    values = _ask(*keys)
    return dict(zip(keys, values)) if values else {}


def _ask(*keys: str) -> list[str]:
    try:
        command = [*QUERY, "--query-gpu=" + ",".join(keys)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return []
    return [field.strip() for field in done.stdout.splitlines()[0].split(",")]


class Watch:
    """The most memory and load of the GPU while the `with` block runs, in MiB and percent."""

    INTERVAL = 0.5

    def __init__(self) -> None:
        self.before_mib = 0
        self.peak_mib = 0
        self.peak_load = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self.before_mib, _ = self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(self.INTERVAL):
            memory, load = self._look()
            self.peak_mib = max(self.peak_mib, memory)
            self.peak_load = max(self.peak_load, load)

    @staticmethod
    def _look() -> tuple[int, int]:
        memory, load = _ask("memory.used", "utilization.gpu") or ("0", "0")
        return int(memory), int(load) if load.isdigit() else 0
