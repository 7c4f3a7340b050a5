#!/usr/bin/env python3
"""Puts together what scripts/gpu-pack made, on the machine with the GPU, and checks Gantry there.

    join [--pieces DIR] --into DIR [--start [ARGUMENT...]]

Every piece is held against its SHA-256; where some are missing or damaged it names them and ends
with 3. CUDA's libraries that were not brought are looked for in the Python packages of NVIDIA, in
CUDA's folders and where the system looks; where only another major version of one is there, a link
gives it the name that TensorFlow asks for. --start goes on with gpu-acceptance and its arguments.
"""

import argparse
import hashlib
import io
import json
import lzma
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path

MISSING = 3
SONAMES = (
    "libcudart.so.12",
    "libcublas.so.12",
    "libcublasLt.so.12",
    "libcufft.so.11",
    "libcusolver.so.11",
    "libcusparse.so.12",
    "libcudnn.so.9",
    "libcupti.so.12",
    "libnccl.so.2",
)
"""As TensorFlow 2.18 asks for them."""
DRIVER = "libcuda.so.1"


def main() -> int:
    options = parse_options()
    text = (options.pieces / "manifest.json").read_text(encoding="utf-8")
    pieces = json.loads(text)["pieces"]
    stamp = options.into / "joined.json"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != text:
        bad = [piece["name"] for piece in pieces if not is_good(options.pieces, piece)]
        if bad:
            print(f"missing or damaged: {' '.join(bad)}")
            return MISSING
        shutil.rmtree(options.into, ignore_errors=True)
        unpack([options.pieces / piece["name"] for piece in pieces], options.into)
        stamp.write_text(text, encoding="utf-8")
    set_up(options.into)
    if options.start is None:
        print(f"joined; {options.into / 'bin' / 'gantry'} starts it")
        return 0
    program = options.into / "scripts" / "gpu-acceptance"
    command = [sys.executable, program, "--gantry", options.into / "bin" / "gantry"]
    return subprocess.run([*command, *options.start], check=False).returncode


def is_good(folder: Path, piece: dict) -> bool:
    file = folder / piece["name"]
    if not file.exists() or file.stat().st_size != piece["bytes"]:
        return False
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == piece["sha256"]


class Joined(io.RawIOBase):
    """Several files, read as one."""

    def __init__(self, files: list[Path]) -> None:
        self._files = iter(files)
        self._file = open(next(self._files), "rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = self._file.readinto(buffer)
        while not count:
            self._file.close()
            following = next(self._files, None)
            if following is None:
                return 0
            self._file = open(following, "rb")
            count = self._file.readinto(buffer)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def unpack(pieces: list[Path], into: Path) -> None:
    into.mkdir(parents=True)
    with (
        io.BufferedReader(Joined(pieces), 1 << 20) as whole,
        lzma.open(whole) as plain,
        tarfile.open(fileobj=plain, mode="r|") as tar,
    ):
        # Python asks for a filter from 3.12 on; the runtime has links within itself.
        tar.extractall(into, **({"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}))


def set_up(home: Path) -> None:
    """Writes what bin/gantry sets, and says where each library comes from."""
    home = home.resolve()
    links = home / "links"
    shutil.rmtree(links, ignore_errors=True)
    links.mkdir()
    folders = list(dict.fromkeys(candidates()))
    used = [home / "cuda", links, home / "system"]
    for name in (*SONAMES, DRIVER):
        file, exact = find(name, [home / "cuda", *folders])
        if file is None:
            print(f"{name:20} not found")
            continue
        if not exact:
            (links / name).symlink_to(file)
        # What it opens itself lies beside it.
        used.append(file.parent)
        print(f"{name:20} {file}{'' if exact else ' (another version, by a link)'}")
    path = os.pathsep.join(dict.fromkeys(str(folder) for folder in used))
    lines = [f"export LD_LIBRARY_PATH={shlex.quote(path)}"]
    data = compilers_folder()
    print(f"{'XLA':20} {data or 'finds no ptxas and libdevice'}")
    if data:
        lines.append(f"export XLA_FLAGS={shlex.quote(f'--xla_gpu_cuda_data_dir={data}')}")
    (home / "environment").write_text("\n".join(lines) + "\n", encoding="utf-8")


def candidates() -> Iterator[Path]:
    """Folders that may have libraries of CUDA."""
    yield from (package / "lib" for package in packages())
    for home in cuda_homes():
        yield home / "lib64"
        yield home / "extras" / "CUPTI" / "lib64"
    yield from (Path("/usr/local/nvidia/lib64"), Path("/usr/local/nvidia/lib"))
    yield from (Path("/usr/lib/x86_64-linux-gnu"), Path("/usr/lib64"))


def packages() -> list[Path]:
    """NVIDIA's packages for this Python."""
    sites = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    return [package for site in sites for package in sorted(Path(site).glob("nvidia/*"))]


def cuda_homes() -> list[Path]:
    """Where a toolkit may be, the newest first of those without a choice."""
    given = [Path(os.environ[key]) for key in ("CUDA_HOME", "CUDA_PATH") if os.environ.get(key)]
    compiler = shutil.which("nvcc")
    if compiler:
        given.append(Path(compiler).resolve().parent.parent)
    return [*given, *sorted(Path("/usr/local").glob("cuda*"), reverse=True)]


def find(name: str, folders: list[Path]) -> tuple[Path | None, bool]:
    """The file of that name, else one of another version; and whether it has the name."""
    for folder in folders:
        if (folder / name).exists():
            return folder / name, True
    stem = name[: name.index(".so") + 3]
    for folder in folders:
        others = sorted(folder.glob(f"{stem}.[0-9]*"), key=lambda file: len(file.name))
        if others:
            return others[0], False
    return None, False


def compilers_folder() -> Path | None:
    """What has bin/ptxas and nvvm/libdevice, which XLA calls."""
    for home in (*cuda_homes(), *packages()):
        if (home / "bin" / "ptxas").exists() and list(home.glob("nvvm/libdevice/libdevice*.bc")):
            return home
    return None


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parent
    parser.add_argument("--pieces", type=Path, default=here, metavar="DIR")
    parser.add_argument("--into", type=Path, required=True, metavar="DIR")
    parser.add_argument("--start", nargs=argparse.REMAINDER, metavar="ARGUMENT")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
