"""A parity case: what both sides start from, what both are fed, and what PyTorch made of it.

A case is a folder of four files. Arrays are little-endian, in C order, in deflated npz files.

case.yaml     the run's configuration with every key; training.kimg is exactly the case's steps
start.npz     every variable by Gantry's name and in Gantry's layout, float32
inputs.npz    reals    uint8   [steps, d-steps, batch, height, width, channels]
              latents  float32 [steps, d-steps, batch, latent]
expected.npz  d_loss, g_loss, d_real, d_fake   float32 [steps]; D's are means over its steps, the
                                               last two of the sigmoids of its logits
              gradient/NAME                    of the first iteration and D's first step, before
                                               clipping
              final/NAME                       every variable after the last iteration
              average/NAME                     the generator's moving average, where one is kept
              spread_d_loss, spread_g_loss     float32 [steps]
              spread_gradient, spread_final    float32 []

A spread is what PyTorch differs by from itself, channels first against channels last; where no
network has a convolution, float32 against float64. Of a loss it is the absolute difference. Of the
gradients it is the largest over the variables of the largest difference over the largest element;
of the final values, the largest over the variables of the distance over what the variable has
changed by.

ReLU's slope jumps at 0. With some million inputs a step, as at width 64, a few are within rounding
of 0, and two right implementations take different slopes there: PyTorch then differs from itself
by 1e-3 and more in a gradient, and by as much in the losses some steps later. Small cases can stay
clear of that, see `clearest_seed`; cases of full width are made with tanh in place of ReLU.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import networks
import run_config
from run_config import Config
from step import StepResult, Trainer

GREY_LEVELS = 16
"""Few levels of grey, so that the zip of a small case is small; they reach from 0 to 255."""

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Inputs:
    """What the networks are fed; shapes as in the module's description."""

    reals: np.ndarray
    latents: np.ndarray


@dataclass(frozen=True)
class Run:
    """What one run of PyTorch gave."""

    trainer: Trainer
    steps: list[StepResult]
    clearance: float
    """How near an input of ReLU or LeakyReLU came to 0; see networks.KinkGauge."""

    def series(self, name: str) -> np.ndarray:
        return np.array([getattr(step, name) for step in self.steps], np.float64)


def make(config: Config, steps: int, out: Path) -> str:
    """Writes a case and returns a line that sums it up."""
    config = _for_steps(config, steps)
    start, inputs = _drawn(config, steps)
    first = run(config, start, inputs)
    if networks.has_convolution(config):
        other = run(config, start, inputs, layout=torch.channels_last)
    else:
        other = run(config, start, inputs, dtype=torch.float64)

    arrays = expected(first) | spreads(first, other, start)
    out.mkdir(parents=True, exist_ok=True)
    run_config.write(config, out / "case.yaml")
    np.savez_compressed(out / "start.npz", **start)
    np.savez_compressed(out / "inputs.npz", reals=inputs.reals, latents=inputs.latents)
    np.savez_compressed(
        out / "expected.npz", **{name: array.astype("<f4") for name, array in arrays.items()}
    )
    shown = "  ".join(
        f"{name.removeprefix('spread_')} {array.max():.1e}"
        for name, array in arrays.items()
        if name.startswith("spread_")
    )
    return (
        f"{out}: seed {config['seed']}, {steps} steps;"
        f" largest spread of PyTorch: {shown}; clearance {first.clearance:.1e}"
    )


def clearest_seed(config: Config, steps: int, tries: int) -> int:
    """Of the configuration's seed and those after it, the one with the greatest clearance."""
    clearances = {}
    for seed in range(config["seed"], config["seed"] + tries):
        candidate = _for_steps(config, steps) | {"seed": seed}
        clearances[seed] = run(candidate, *_drawn(candidate, steps)).clearance
    return max(clearances, key=clearances.__getitem__)


def _for_steps(config: Config, steps: int) -> Config:
    """The configuration with a run that is as long as the case, so that its schedules show."""
    training = config["training"]
    if training["precision"] != "float32":
        raise run_config.ConfigError(
            "training.precision must be float32, for PyTorch rounds to bfloat16 in other places"
        )
    kimg = steps * training["d-steps"] * training["batch"] / 1000
    return config | {"training": training | {"kimg": kimg}}


def _drawn(config: Config, steps: int) -> tuple[Arrays, Inputs]:
    random = np.random.default_rng(config["seed"])
    return start_values(config, random), make_inputs(config, steps, random)


def start_values(config: Config, random: np.random.Generator) -> Arrays:
    """A start value for every variable.

    Kernels keep a signal's size through the layers, and nothing starts at 0 or 1, so that a
    forgotten bias or statistic shows.
    """
    values = {}
    for network in (networks.generator(config), networks.discriminator(config)):
        for variable in network.variables:
            values[variable.name] = _start_value(variable, random).astype("<f4")
    return values


def _start_value(variable: networks.Variable, random: np.random.Generator) -> np.ndarray:
    kind = variable.name.rpartition("/")[2]
    if kind == "kernel":
        fan_in = np.prod(variable.shape[:-1])
        if _is_transposed(variable):
            fan_in = 4 * variable.shape[-1]  # a pixel sees 2x2 of the 4x4 positions
        return random.normal(0, fan_in**-0.5, variable.shape)
    if kind == "gamma":
        return random.normal(1, 0.1, variable.shape)
    if kind == "variance":
        return random.uniform(0.5, 1.5, variable.shape)
    return random.normal(0, 0.1, variable.shape)


def _is_transposed(variable: networks.Variable) -> bool:
    """Whether this is the kernel of a transposed convolution."""
    return variable.name.startswith("generator/") and len(variable.shape) == 4


def make_inputs(config: Config, steps: int, random: np.random.Generator) -> Inputs:
    """Smooth images and normal latents."""
    data, training = config["data"], config["training"]
    batches = (steps, training["d-steps"], training["batch"])
    count = int(np.prod(batches))
    reals = np.stack([_image(data["size"], data["channels"], random) for _ in range(count)])
    latents = random.standard_normal((*batches, config["model"]["latent"]))
    return Inputs(reals.reshape(*batches, *reals.shape[1:]), latents.astype("<f4"))


def _image(size: int, channels: int, random: np.random.Generator) -> np.ndarray:
    """A few waves over the picture in every channel: uint8 [size, size, channels]."""
    y, x = np.mgrid[0:size, 0:size][..., None] / size
    waves = np.zeros((size, size, channels))
    for _ in range(2):
        frequency_y, frequency_x = random.uniform(-1, 1, (2, channels))
        phase = random.uniform(0, 1, channels)
        waves += np.sin(2 * np.pi * (frequency_y * y + frequency_x * x + phase))
    levels = np.round((waves / 2 + 1) / 2 * (GREY_LEVELS - 1))
    return (levels * (255 // (GREY_LEVELS - 1))).astype(np.uint8)


def run(
    config: Config,
    start: Arrays,
    inputs: Inputs,
    dtype: torch.dtype = torch.float32,
    layout: torch.memory_format = torch.contiguous_format,
) -> Run:
    """Trains from the start values on the inputs."""
    trainer = Trainer(config, dtype, layout)
    gauge = networks.KinkGauge(trainer.generator, trainer.discriminator)
    for variable in _variables(trainer):
        variable.assign(start[variable.name])
    trainer.average.restart()
    results = []
    for reals, latents in zip(inputs.reals, inputs.latents):
        scaled = torch.from_numpy(reals).to(dtype).permute(0, 1, 4, 2, 3) / 127.5 - 1
        results.append(trainer.step(scaled, torch.from_numpy(latents).to(dtype)))
    return Run(trainer, results, gauge.nearest)


def expected(first: Run) -> Arrays:
    """The arrays of expected.npz but for the spreads."""
    arrays = {name: first.series(name) for name in ("d_loss", "g_loss", "d_real", "d_fake")}
    arrays |= _gradients(first)
    arrays |= _finals(first)
    trainer = first.trainer
    if trainer.average.enabled:
        for variable, value in zip(trainer.generator.variables, trainer.average.values):
            arrays[f"average/{variable.name}"] = variable.to_gantry(value)
    return arrays


def spreads(first: Run, other: Run, start: Arrays) -> Arrays:
    """What two runs of PyTorch differ by."""
    arrays = {}
    for name in ("d_loss", "g_loss"):
        arrays[f"spread_{name}"] = np.abs(first.series(name) - other.series(name))
    pairs = zip(_gradients(first).values(), _gradients(other).values())
    arrays["spread_gradient"] = np.max([np.abs(a - b).max() / np.abs(a).max() for a, b in pairs])
    triples = zip(_finals(first).values(), _finals(other).values(), start.values())
    norm = np.linalg.norm
    arrays["spread_final"] = np.max([norm(a - b) / norm(a - c) for a, b, c in triples])
    return arrays


def _gradients(run: Run) -> Arrays:
    trainer, step = run.trainer, run.steps[0]
    variables = trainer.generator.trainable() + trainer.discriminator.trainable()
    return {
        f"gradient/{variable.name}": variable.to_gantry(gradient)
        for variable, gradient in zip(variables, step.g_gradients + step.d_gradients)
    }


def _finals(run: Run) -> Arrays:
    return {f"final/{variable.name}": variable.value() for variable in _variables(run.trainer)}


def _variables(trainer: Trainer) -> list[networks.Variable]:
    return trainer.generator.variables + trainer.discriminator.variables
