"""Reads a run configuration as Gantry does: defaults, then a file, then settings.

Only what a training step needs is checked here; Gantry's own reader checks everything.
"""

import copy
from pathlib import Path
from typing import Any

import yaml

Config = dict[str, Any]

SCHEDULES: dict[str, Config] = {
    "constant": {},
    "linear": {"start": 0.0, "final-factor": 0.0},
    "cosine": {"final-factor": 0.0},
}

OPTIMIZERS: dict[str, Config] = {
    "adam": {
        "learning-rate": 2e-4,
        "beta1": 0.5,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "clip-norm": 0.0,
        "schedule": "constant",
    },
    "rmsprop": {
        "learning-rate": 5e-5,
        "decay": 0.9,
        "momentum": 0.0,
        "epsilon": 1e-10,
        "clip-norm": 0.0,
        "schedule": "constant",
    },
}

GENERATORS: dict[str, Config] = {
    "dcgan": {"width": 64, "widths": [], "activation": "relu"},
    "mlp": {"hidden": [256, 512, 1024], "activation": "leaky-relu"},
}

DISCRIMINATORS: dict[str, Config] = {
    "dcgan": {"width": 64, "widths": [], "activation": "leaky-relu", "dense": 0},
    "mlp": {"hidden": [512, 256], "activation": "leaky-relu"},
}

OBJECTIVES: dict[str, Config] = {
    "non-saturating": {"real-target": 1.0},
    "minimax": {"real-target": 1.0},
}

FAMILIES: dict[str, dict[str, Config]] = {
    "generator": GENERATORS,
    "discriminator": DISCRIMINATORS,
    "objective": OBJECTIVES,
    "optimizer.generator": OPTIMIZERS,
    "optimizer.discriminator": OPTIMIZERS,
    "schedule": SCHEDULES,
}
"""The kinds of each node that has a `type` key; the first kind is the default."""

DEFAULTS: Config = {
    "name": "gantry",
    "seed": 1,
    "data": {
        "source": "mnist-5k",
        "split": "train",
        "size": 28,
        "channels": 1,
        "resize": "area",
        "limit": 0,
    },
    "model": {"latent": 100, "generator": "dcgan", "discriminator": "dcgan"},
    "objective": "non-saturating",
    "optimizer": {"generator": "adam", "discriminator": "adam"},
    "average": {"half-life-kimg": 10.0, "ramp-up": 0.05},
    "training": {
        "kimg": 1000.0,
        "batch": 128,
        "d-steps": 1,
        "precision": "float32",
        "device": "auto",
        "threads": 0,
    },
    "report": {"tick-kimg": 5.0, "picture-kimg": 50.0, "grid-rows": 8, "grid-columns": 8},
    "checkpoint": {"every-kimg": 200.0, "keep": 3},
}


class ConfigError(Exception):
    """A configuration that cannot be read; the message is one line."""


def find(name: str, folder: Path) -> Path:
    """The file that `name` means: a path, or the name of a configuration in `folder`."""
    for path in (Path(name), folder / f"{name}.yaml"):
        if path.is_file():
            return path
    raise ConfigError(f'"{name}" is neither a file nor a configuration in {folder}')


def read(path: Path, settings: list[str]) -> Config:
    """The configuration of a file with `key.path=value` settings on top, every key filled in."""
    given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError(f'--set {setting} has no "="; write --set key.path=value')
        _put(given, key.split("."), yaml.safe_load(value))
    return _fill(DEFAULTS, given, "")


def write(config: Config, path: Path) -> None:
    """Writes every key, so that a case does not change when a default does."""
    path.write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _put(tree: Config, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        child = tree.setdefault(key, {})
        if isinstance(child, str):  # "generator: dcgan" is short for "generator: {type: dcgan}"
            child = tree[key] = {"type": child}
        tree = child
    tree[keys[-1]] = value


def _fill(defaults: Any, given: Any, place: str) -> Any:
    kinds = FAMILIES.get(place) or FAMILIES.get(place.rpartition(".")[2])
    if kinds is not None:
        return _fill_kind(kinds, given, place)
    if not isinstance(defaults, dict):
        return _number_like(defaults, given)
    return _fill_keys(defaults, given, place)


def _fill_kind(kinds: dict[str, Config], given: Any, place: str) -> Config:
    if isinstance(given, str):
        given = {"type": given}
    given = dict(given)
    kind = given.pop("type", next(iter(kinds)))
    if kind not in kinds:
        raise ConfigError(f'{place}.type is "{kind}"; it must be one of {", ".join(kinds)}')
    return {"type": kind, **_fill_keys(kinds[kind], given, place)}


def _fill_keys(defaults: Config, given: Any, place: str) -> Config:
    if not isinstance(given, dict):
        raise ConfigError(f"{place} is {given!r}; it must have the keys {', '.join(defaults)}")
    unknown = given.keys() - defaults.keys()
    if unknown:
        raise ConfigError(
            f"unknown key {', '.join(sorted(unknown))} in {place or 'the configuration'}; "
            f"it has {', '.join(defaults)}"
        )
    return {
        key: _fill(default, given.get(key, copy.deepcopy(default)), f"{place}.{key}".lstrip("."))
        for key, default in defaults.items()
    }


def _number_like(default: Any, given: Any) -> Any:
    # PyYAML reads 2e-4 as a string, for it follows YAML 1.1, where a float has a dot.
    if isinstance(default, float):
        return float(given)
    return given
