"""A parity case: what both sides start from, what both are fed, and what PyTorch made of it.

A case is a folder of four files. Arrays are little-endian, in C order, in deflated npz files.

case.yaml     the run's configuration with every key; training.kimg is exactly the case's steps
start.npz     every variable by Gantry's name and in Gantry's layout, float32
inputs.npz    reals    uint8   [steps, d-steps, batch, height, width, channels]
              latents  float32 [steps, d-steps, batch, latent]
              labels   int32   [steps, d-steps, batch], where labels are used
              draw/NAME  float32 [steps, ...], every other random number by the name of its draw in
                       Gantry's graph; 0 in steps that do not draw it
expected.npz  d_loss, g_loss, d_real, d_fake   float32 [steps]; D's are means over its steps, the
                                               last two of the sigmoids of its logits, or of its
                                               scores where they are no logits
              gradient/NAME                    of the first iteration and D's first step, before
                                               clipping; 0 where it vanishes but for rounding
              final/NAME                       every variable after the last iteration
              average/NAME                     the generator's moving average, where one is kept
              spread_d_loss, spread_g_loss     float32 [steps]
              spread_gradient, spread_final    float32 []

A spread is what PyTorch differs by from itself: from a run in float64, and, where a network has a
convolution, from one with channels last. Of a loss it is the absolute difference. Of the
gradients it is the largest over the variables of the largest difference over the largest element;
of the final values, the largest over the variables of the distance over what the variable has
changed by.

ReLU's slope jumps at 0. With some million inputs a step, as at width 64, a few are within rounding
of 0, and two right implementations take different slopes there: PyTorch then differs from itself
by 1e-3 and more in a gradient, and by as much in the losses some steps later. Small cases can stay
clear of that, see `clearest_seed`; cases of full width are made with tanh in place of ReLU.

The gradient of a bias that a norm follows, or of D's last under a loss of differences, is 0 but for
rounding. Adam would take steps of full size along the rounding, so cases with such a bias have an
epsilon far above it; make_case.py says which biases these are.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import draws
import run_config
from draws import Arrays
from network import KinkGauge
from run_config import Config
from step import StepResult, Trainer
from variable import Variable

GREY_LEVELS = 16
"""Few levels of grey, so that the zip of a small case is small; they reach from 0 to 255."""

VANISHING = 1e-12
"""A gradient that is smaller in float64, in units of the network's largest, is 0."""


@dataclass(frozen=True)
class Inputs:
    """What the networks are fed; shapes as in the module's description."""

    reals: np.ndarray
    latents: np.ndarray
    labels: np.ndarray | None
    draws: draws.Book

    def arrays(self) -> Arrays:
        """The arrays of inputs.npz."""
        arrays = {"reals": self.reals, "latents": self.latents}
        if self.labels is not None:
            arrays["labels"] = self.labels
        return arrays | {f"draw/{name}": array for name, array in self.draws.arrays.items()}


@dataclass(frozen=True)
class Run:
    """What one run of PyTorch gave."""

    trainer: Trainer
    steps: list[StepResult]
    clearance: float
    """How near an input of ReLU or LeakyReLU came to 0; see network.KinkGauge."""

    def series(self, name: str) -> np.ndarray:
        return np.array([getattr(step, name) for step in self.steps], np.float64)


def make(config: Config, steps: int, out: Path) -> str:
    """Writes a case and returns a line that sums it up."""
    config = _for_steps(config, steps)
    start, inputs = _drawn(config, steps)
    first = run(config, start, inputs)
    exact = run(config, start, inputs, dtype=torch.float64)
    others = [exact]
    if has_convolution(first):
        others.append(run(config, start, inputs, layout=torch.channels_last))

    vanished = vanishing(exact)
    arrays = expected(first) | spreads(first, others, start, vanished)
    for name in vanished:
        arrays[f"gradient/{name}"] = np.zeros_like(arrays[f"gradient/{name}"])
    out.mkdir(parents=True, exist_ok=True)
    run_config.write(config, out / "case.yaml")
    np.savez_compressed(out / "start.npz", **start)
    np.savez_compressed(out / "inputs.npz", **inputs.arrays())
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
        f"; vanishing gradients: {', '.join(sorted(vanished)) or 'none'}"
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
    trainer = Trainer(config, torch.float32, torch.contiguous_format)
    return {
        variable.name: _start_value(variable, random).astype("<f4")
        for variable in _variables(trainer)
    }


def _start_value(variable: Variable, random: np.random.Generator) -> np.ndarray:
    kind = variable.name.rpartition("/")[2]
    if kind == "kernel" or kind == "embedding":
        return random.normal(0, variable.fan_in**-0.5, variable.shape)
    if kind in ("gamma", "basis"):
        return random.normal(1, 0.1, variable.shape)
    if kind in ("u", "reference"):
        return random.standard_normal(variable.shape)
    if kind == "variance":
        return random.uniform(0.5, 1.5, variable.shape)
    return random.normal(0, 0.1, variable.shape)


def make_inputs(config: Config, steps: int, random: np.random.Generator) -> Inputs:
    """Smooth images, normal latents and uniform labels."""
    data, training = config["data"], config["training"]
    batches = (steps, training["d-steps"], training["batch"])
    count = int(np.prod(batches))
    reals = np.stack([_image(data["size"], data["channels"], random) for _ in range(count)])
    latents = random.standard_normal((*batches, config["model"]["latent"]))
    labels = None
    if config["conditioning"]["generator"]["type"] != "none":
        labels = random.integers(config["conditioning"]["classes"], size=batches, dtype="<i4")
    return Inputs(
        reals.reshape(*batches, *reals.shape[1:]),
        latents.astype("<f4"),
        labels,
        draws.Book(random, steps),
    )


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
    gauge = KinkGauge(trainer.generator, trainer.discriminator)
    for variable in _variables(trainer):
        variable.assign(start[variable.name])
    trainer.average.restart()
    results = []
    for step, (reals, latents) in enumerate(zip(inputs.reals, inputs.latents)):
        scaled = torch.from_numpy(reals).to(dtype).permute(0, 1, 4, 2, 3) / 127.5 - 1
        labels = None
        if inputs.labels is not None:
            labels = torch.from_numpy(inputs.labels[step]).long()
        numbers = draws.Draws(inputs.draws, step, dtype)
        results.append(trainer.step(scaled, torch.from_numpy(latents).to(dtype), labels, numbers))
    return Run(trainer, results, gauge.nearest)


def expected(first: Run) -> Arrays:
    """The arrays of expected.npz but for the spreads."""
    arrays = {name: first.series(name) for name in ("d_loss", "g_loss", "d_real", "d_fake")}
    arrays |= {f"gradient/{name}": array for name, array in _gradients(first).items()}
    arrays |= {f"final/{name}": array for name, array in _finals(first).items()}
    trainer = first.trainer
    if trainer.average.enabled:
        for variable, value in zip(trainer.generator.variables, trainer.average.values):
            arrays[f"average/{variable.name}"] = variable.to_gantry(value)
    return arrays


def spreads(first: Run, others: list[Run], start: Arrays, vanished: set[str]) -> Arrays:
    """What a run of PyTorch differs by from others, but for variables whose gradient vanishes."""
    each = [_spreads(first, other, start, vanished) for other in others]
    return {name: np.max([arrays[name] for arrays in each], axis=0) for name in each[0]}


def _spreads(first: Run, other: Run, start: Arrays, vanished: set[str]) -> Arrays:
    arrays = {}
    for name in ("d_loss", "g_loss"):
        arrays[f"spread_{name}"] = np.abs(first.series(name) - other.series(name))
    ours, theirs = _gradients(first), _gradients(other)
    arrays["spread_gradient"] = np.max(
        [
            np.abs(ours[name] - theirs[name]).max() / np.abs(ours[name]).max()
            for name in ours.keys() - vanished
        ]
    )
    ours, theirs = _finals(first), _finals(other)
    norm = np.linalg.norm
    arrays["spread_final"] = np.max(
        [
            norm(ours[name] - theirs[name]) / norm(ours[name] - start[name])
            for name in ours.keys() - vanished
            if np.any(ours[name] != start[name])
        ]
    )
    return arrays


def vanishing(exact: Run) -> set[str]:
    """The variables whose gradient is 0 but for rounding, by a run in float64."""
    trainer, step = exact.trainer, exact.steps[0]
    names = set()
    for network, gradients in (
        (trainer.generator, step.g_gradients),
        (trainer.discriminator, step.d_gradients),
    ):
        sizes = [float(gradient.abs().max()) for gradient in gradients]
        for variable, size in zip(network.trainable(), sizes):
            if size < VANISHING * max(sizes):
                names.add(variable.name)
    return names


def has_convolution(run: Run) -> bool:
    """Whether either network has a convolution, so that the order of axes in memory matters."""
    return any(
        variable.tensor.dim() == 4 and variable.trainable for variable in _variables(run.trainer)
    )


def _gradients(run: Run) -> Arrays:
    """The gradients of the first iteration by the variables' names."""
    trainer, step = run.trainer, run.steps[0]
    variables = trainer.generator.trainable() + trainer.discriminator.trainable()
    return {
        variable.name: variable.to_gantry(gradient)
        for variable, gradient in zip(variables, step.g_gradients + step.d_gradients)
    }


def _finals(run: Run) -> Arrays:
    return {variable.name: variable.value() for variable in _variables(run.trainer)}


def _variables(trainer: Trainer) -> list[Variable]:
    return trainer.generator.variables + trainer.discriminator.variables
