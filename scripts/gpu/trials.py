"""Runs of Gantry: commands, their logs, and what they leave behind."""

import json
import math
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """A command ended with an error, whose last line this is."""


@dataclass(frozen=True)
class Done:
    """What a command printed, and how long it took."""

    out: str
    err: str
    seconds: float

    def json(self) -> dict:
        return json.loads(self.out.splitlines()[-1])


class Gantry:
    """Commands of Gantry in one folder of work, each with a log of its own."""

    def __init__(self, command: list[str], work: Path, settings: dict[str, object]) -> None:
        self._command = command
        self._work = work
        self._settings = settings
        self._logs = 0

    def run(self, *arguments: object, codes: tuple[int, ...] = (0,), **environment: str) -> Done:
        words = [*self._command, *(str(each) for each in arguments)]
        start = time.monotonic()
        variables = {**os.environ, **environment}
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=variables)
        seconds = time.monotonic() - start
        self._log(words, done)
        if done.returncode not in codes:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise Failed(f"gantry {arguments[0]} ended with {done.returncode}: {said[-1:]}")
        return Done(done.stdout, done.stderr, seconds)

    def _log(self, words: list[str], done: subprocess.CompletedProcess) -> None:
        self._logs += 1
        folder = self._work / "logs"
        folder.mkdir(exist_ok=True)
        text = f"{' '.join(words)}\nended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        (folder / f"{self._logs:03}.txt").write_text(text, encoding="utf-8")

    def bench(self, name: str, *more: object, **settings: object) -> Done:
        return self.run("bench", name, "--json", *more, *self._sets(settings))

    def train(self, folder: str, name: str, environment: dict[str, str], **settings: object) -> "Run":
        run = self._work / folder
        arguments = ["train", name, "--run", run, "--no-export", *self._sets(settings)]
        return Run(run, self.run(*arguments, **environment))

    def resume(self, run: "Run", **settings: object) -> "Run":
        changed = [f"--set={_key(key)}={value}" for key, value in settings.items()]
        return Run(run.folder, self.run("resume", run.folder, "--no-export", *changed))

    def _sets(self, settings: dict[str, object]) -> list[str]:
        """Keys of settings have two underscores for a dot and one for a dash."""
        named = {_key(key): value for key, value in settings.items()}
        return [f"--set={key}={value}" for key, value in {**self._settings, **named}.items()]


def _key(name: str) -> str:
    return name.replace("__", ".").replace("_", "-")


@dataclass(frozen=True)
class Run:
    """A run's folder, and the command that made it or went on with it."""

    folder: Path
    done: Done

    def stats(self) -> list[dict]:
        lines = (self.folder / "stats.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def is_finite(self) -> bool:
        """Whether there are losses, and all are numbers."""
        losses = [value for tick in self.stats() for value in (tick["d_loss"], tick["g_loss"])]
        return bool(losses) and all(
            isinstance(value, (int, float)) and math.isfinite(value) for value in losses
        )

    def metric(self, key: str) -> list[float]:
        """What was measured, in the order of training."""
        return [tick["metrics"][key] for tick in self.stats() if key in tick["metrics"]]

    def device(self) -> str:
        """What its provenance says that it trained on; of a resumed run, at first."""
        text = (self.folder / "provenance.json").read_text(encoding="utf-8")
        return json.loads(text)["machine"]["device"]
