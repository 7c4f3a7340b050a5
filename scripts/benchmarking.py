"""What the programs here share that measure Gantry: its benchmarks in Java, and where they ran."""

import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
HOME = SCRIPTS.parent
# As scripts/gantry has them.
JVM_OPTIONS = [
    "-Djava.awt.headless=true",
    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
    "-XX:+UseSerialGC",
]
ENVIRONMENT = {"TF_OVERRIDE_GLOBAL_THREADPOOL": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}


def build() -> str:
    """The class path of the tests, with what JMH made of the benchmarks."""
    return classpath("bench", "bench-classes", "-Pbench")


def build_tests() -> str:
    """The class path of the tests."""
    return classpath("test", "test-classes")


def classpath(name: str, folder: str, *flags: str) -> str:
    listed = HOME / "target" / f"{name}-classpath"
    maven = ["mvn", "-q", "-B", *flags, "-Dspotless.check.skip=true", "-Djacoco.skip=true"]
    maven += [f"-Dmdep.outputFile={listed}", "-Dmdep.includeScope=test"]
    subprocess.run([*maven, "test-compile", "dependency:build-classpath"], cwd=HOME, check=True)
    own = [str(HOME / "target" / each) for each in (folder, "classes")]
    return os.pathsep.join([*own, listed.read_text(encoding="utf-8").strip()])


def java(classpath: str, main: str, *arguments: object, **environment: str) -> str:
    return run(["java", *JVM_OPTIONS, "-cp", classpath, main, *arguments], **environment)


def run(command: list[object], **environment: str) -> str:
    """What a program prints; where it fails, says so and ends."""
    texts = [str(part) for part in command]
    variables = {**os.environ, **ENVIRONMENT, **environment}
    done = subprocess.run(texts, capture_output=True, text=True, check=False, env=variables)
    if done.returncode:
        sys.exit(f"{texts[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def surroundings(*versions: str) -> str:
    """Hardware, versions and date."""
    cores = f"{len(os.sched_getaffinity(0))} cores of {processor()}"
    today = datetime.date.today().isoformat()
    return ", ".join([cores, f"Gantry {revision()}", *versions, today]) + "."


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def revision() -> str:
    return first_line(["git", "-C", str(HOME), "describe", "--always", "--dirty", "--tags"])


def first_line(command: list[str]) -> str:
    """Of what a program prints, where it is there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.partition("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return "(unknown)"


def version_of(library: str) -> str:
    """As pom.xml has it."""
    pom = (HOME / "pom.xml").read_text(encoding="utf-8")
    return pom.partition(f"<{library}.version>")[2].partition("<")[0]
