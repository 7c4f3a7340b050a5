"""Reads a run configuration as Gantry does: defaults, then a file, then settings.

The defaults are Gantry's own: its tests write them to defaults.yaml, and fail where the file is not
theirs. Only names are checked here; Gantry's own reader checks everything.
"""

from pathlib import Path
from typing import Any

import yaml

Config = dict[str, Any]

DEFAULTS = Path(__file__).with_name("defaults.yaml")
"""Every key with its default. Where a value may be of several types, these are under `types` with
the defaults of each, and `type` is the default one."""


class ConfigError(Exception):
    """A configuration that cannot be read; the message is one line."""


def find(name: str, folder: Path) -> Path:
    """The file that `name` means: a path, or the name of a configuration in `folder`."""
    for path in (Path(name), folder / f"{name}.yaml"):
        if path.is_file():
            return path
    raise ConfigError(f'"{name}" is neither a file nor a configuration in {folder}')


def read(path: Path, settings: list[str]) -> Config:
    """The configuration of a file with `key.path=value` settings on top, every key filled in.

    A value that may be of several types is always a mapping with the key `type`.
    """
    given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError(f'--set {setting} has no "="; write --set key.path=value')
        _put(given, key.split("."), yaml.safe_load(value))
    return _fill(yaml.safe_load(DEFAULTS.read_text(encoding="utf-8")), given, "")


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
    if not isinstance(defaults, dict):
        return _number_like(defaults, given)
    if "types" in defaults:
        return _fill_type(defaults, given, place)
    return _fill_keys(defaults, given, place)


def _fill_type(defaults: Config, given: Any, place: str) -> Config:
    given = {"type": given} if isinstance(given, str) else dict(given)
    kind = given.pop("type", defaults["type"])
    types = defaults["types"]
    if kind not in types:
        raise ConfigError(f'{place}.type is "{kind}"; it must be one of {", ".join(types)}')
    return {"type": kind, **_fill_keys(types[kind], given, place)}


def _fill_keys(defaults: Config, given: Any, place: str) -> Config:
    if not isinstance(given, dict):
        raise ConfigError(f"{place} is {given!r}; it must have the keys {', '.join(defaults)}")
    unknown = given.keys() - defaults.keys()
    if unknown:
        raise ConfigError(
            f"unknown key {', '.join(sorted(unknown))} in {place or 'the configuration'}; "
            f"it has {', '.join(defaults)}"
        )
    filled = {}
    for key, default in defaults.items():
        unset = {} if isinstance(default, dict) else default
        filled[key] = _fill(default, given.get(key, unset), f"{place}.{key}".lstrip("."))
    return filled


def _number_like(default: Any, given: Any) -> Any:
    # PyYAML reads 2e-4 as a string, for it follows YAML 1.1, where a float has a dot.
    if isinstance(default, float):
        return float(given)
    return given
