"""Claims, whether they hold, and the one file that keeps them."""

import datetime
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

HOLDS = "holds"
FAILS = "does not hold"
UNCHECKED = "not checked"


@dataclass(frozen=True)
class Claim:
    """One line of the report."""

    text: str
    verdict: str
    figure: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:13} {self.text}" + (f": {self.figure}" if self.figure else "")


class Report:
    """Claims by section; written after each, so that an interrupted check keeps what it found.

    A section that is checked again replaces what was kept of it.
    """

    def __init__(self, file: Path, rehearsal: bool, facts: dict) -> None:
        self._file = file
        self._rehearsal = rehearsal
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        self._sections: dict = kept.get("sections", {})
        if kept.get("rehearsal", rehearsal) != rehearsal:
            self._sections = {}
        self._facts = facts

    def begin(self, section: str) -> None:
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        self._sections[section] = {"began": now, "claims": [], "figures": {}}
        self._section = self._sections[section]

    def claim(self, text: str, holds: bool, figure: str = "", gpu: bool = False) -> None:
        """Says whether a claim holds; one of a GPU cannot be checked by a rehearsal."""
        verdict = UNCHECKED if gpu and self._rehearsal else HOLDS if holds else FAILS
        made = Claim(text, verdict, figure)
        self._section["claims"].append(asdict(made))
        print(made, flush=True)
        self.write()

    def figure(self, name: str, value: object) -> None:
        self._section["figures"][name] = value
        self.write()

    def write(self) -> None:
        whole = {"rehearsal": self._rehearsal, **self._facts, "held": self.holds()}
        text = json.dumps({**whole, "sections": self._sections}, indent=1)
        new = self._file.with_suffix(".new")
        new.write_text(text + "\n", encoding="utf-8")
        os.replace(new, self._file)

    def holds(self) -> bool:
        """Whether every claim that was checked does."""
        return all(claim["verdict"] != FAILS for claim in self._claims())

    def counts(self) -> dict[str, int]:
        verdicts = [claim["verdict"] for claim in self._claims()]
        return {each: verdicts.count(each) for each in (HOLDS, FAILS, UNCHECKED)}

    def _claims(self) -> list[dict]:
        return [claim for section in self._sections.values() for claim in section["claims"]]
