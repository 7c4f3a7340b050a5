"""Gantry's networks in PyTorch's own layers, and where each of Gantry's variables is in them.

Shapes in comments are PyTorch's, [batch, channels, height, width], unless they say otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from run_config import Config

KERNEL_AXES = (2, 3, 1, 0)
"""A convolution's [out, in, height, width] becomes [height, width, in, out]; a transposed
convolution's [in, out, height, width] becomes [height, width, out, in]."""

EPSILON = 1e-5
"""Added to the variance by every batch norm."""

MOMENTUM = 0.1
"""What a batch counts in the moving statistics, in PyTorch's sense; Gantry's 0.9 is what stays."""


@dataclass(frozen=True)
class Variable:
    """A variable of Gantry in PyTorch's storage.

    Gantry's value is `tensor.permute(axes).reshape(shape)`.
    """

    name: str
    tensor: torch.Tensor
    axes: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def trainable(self) -> bool:
        return isinstance(self.tensor, nn.Parameter)

    def to_gantry(self, tensor: torch.Tensor) -> np.ndarray:
        """A tensor of this variable's kind, such as its gradient, in Gantry's layout."""
        return tensor.detach().permute(self.axes).reshape(self.shape).float().numpy().copy()

    def value(self) -> np.ndarray:
        """The present value in Gantry's layout."""
        return self.to_gantry(self.tensor)

    def assign(self, value: np.ndarray) -> None:
        """Sets the value, which is in Gantry's layout."""
        permuted = [self.tensor.shape[axis] for axis in self.axes]
        back = [self.axes.index(axis) for axis in range(len(self.axes))]
        with torch.no_grad():
            self.tensor.copy_(torch.from_numpy(value).reshape(permuted).permute(back))


class Network(nn.Module):
    """Layers in a row, with the variables that they hold by Gantry's names."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.layers = nn.Sequential()
        self.variables: list[Variable] = []
        self._scope = scope

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)

    def trainable(self) -> list[Variable]:
        """The variables that an optimizer changes, in the order of the layers."""
        return [variable for variable in self.variables if variable.trainable]

    def add(self, *layers: nn.Module) -> None:
        """Appends layers without variables."""
        for layer in layers:
            self.layers.append(layer)

    def add_projection(self, name: str, layer: nn.ConvTranspose2d) -> None:
        """Appends a transposed convolution of a 1x1 image, which Gantry has as a dense layer."""
        inputs, outputs, height, width = layer.weight.shape
        self.layers.append(layer)
        self._has(f"{name}/kernel", layer.weight, (0, 2, 3, 1), (inputs, height * width * outputs))

    def add_convolution(self, name: str, layer: nn.Conv2d | nn.ConvTranspose2d) -> None:
        """Appends a convolution or a transposed convolution, neither with a bias."""
        self.layers.append(layer)
        self._has(f"{name}/kernel", layer.weight, KERNEL_AXES)

    def add_dense(self, name: str, layer: nn.Linear) -> None:
        """Appends a dense layer."""
        self.layers.append(layer)
        self._has(f"{name}/kernel", layer.weight, (1, 0))
        if layer.bias is not None:
            self._has(f"{name}/bias", layer.bias, (0,))

    def add_norm(self, name: str, channels: int) -> None:
        """Appends a batch norm over the last layer's channels."""
        layer = nn.BatchNorm2d(channels, eps=EPSILON, momentum=MOMENTUM)
        self.layers.append(layer)
        self._has(f"{name}/norm/gamma", layer.weight, (0,))
        self._has(f"{name}/norm/beta", layer.bias, (0,))
        self._has(f"{name}/norm/mean", layer.running_mean, (0,))
        self._has(f"{name}/norm/variance", layer.running_var, (0,))

    def _has(
        self,
        name: str,
        tensor: torch.Tensor,
        axes: tuple[int, ...],
        shape: tuple[int, ...] | None = None,
    ) -> None:
        shape = shape or tuple(tensor.shape[axis] for axis in axes)
        self.variables.append(Variable(f"{self._scope}/{name}", tensor, axes, shape))


class FlattenLikeGantry(nn.Module):
    """[batch, channels, height, width] to [batch, height * width * channels]."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.permute(0, 2, 3, 1).flatten(1)


class ToImage(nn.Module):
    """[batch, height * width * channels] to [batch, channels, height, width]."""

    def __init__(self, size: int, channels: int) -> None:
        super().__init__()
        self.shape = (-1, size, size, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(self.shape).permute(0, 3, 1, 2)


def generator(config: Config) -> Network:
    """The generator of a configuration: [batch, latent] to images in [-1, 1]."""
    kind = config["model"]["generator"]["type"]
    return {"dcgan": _dcgan_generator, "mlp": _mlp_generator}[kind](config)


def discriminator(config: Config) -> Network:
    """The discriminator of a configuration: images in [-1, 1] to logits [batch]."""
    kind = config["model"]["discriminator"]["type"]
    return {"dcgan": _dcgan_discriminator, "mlp": _mlp_discriminator}[kind](config)


def has_convolution(config: Config) -> bool:
    """Whether either network has a convolution, so that the order of axes in memory matters."""
    return any(config["model"][side]["type"] == "dcgan" for side in ("generator", "discriminator"))


@contextmanager
def frozen_statistics(network: Network) -> Iterator[None]:
    """Batch norms normalize by the batch as in training, and leave their statistics alone."""
    norms = [layer for layer in network.layers if isinstance(layer, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm in norms:
            norm.momentum = MOMENTUM


class KinkGauge:
    """Measures how near the inputs of ReLU and LeakyReLU come to 0, where their slopes jump.

    Two right implementations may round such an input to different sides of 0, and then they differ
    by far more than rounding.
    """

    def __init__(self, *watched: Network) -> None:
        self.nearest = float("inf")
        """Smallest absolute input, in units of the mean absolute input of its layer and batch."""
        for network in watched:
            for layer in network.layers:
                if isinstance(layer, (nn.ReLU, nn.LeakyReLU)):
                    layer.register_forward_pre_hook(self._measure)

    def _measure(self, layer: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        sizes = inputs[0].detach().abs()
        self.nearest = min(self.nearest, float(sizes.min() / sizes.mean()))


def _dcgan_generator(config: Config) -> Network:
    options, data = config["model"]["generator"], config["data"]
    base, widths = _blocks(data["size"], options)
    inward = list(reversed(widths))  # channels from the latent on

    network = Network("generator")
    network.add(nn.Unflatten(1, (-1, 1, 1)))
    projection = nn.ConvTranspose2d(config["model"]["latent"], inward[0], base, 1, 0, bias=False)
    network.add_projection("block0", projection)
    network.add_norm("block0", inward[0])
    network.add(_activation(options))
    for i, (inputs, outputs) in enumerate(zip(inward, inward[1:]), start=1):
        network.add_convolution(
            f"block{i}", nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False)
        )
        network.add_norm(f"block{i}", outputs)
        network.add(_activation(options))
    network.add_convolution(
        "image", nn.ConvTranspose2d(inward[-1], data["channels"], 4, 2, 1, bias=False)
    )
    network.add(nn.Tanh())
    return network


def _dcgan_discriminator(config: Config) -> Network:
    options, data = config["model"]["discriminator"], config["data"]
    base, widths = _blocks(data["size"], options)

    network = Network("discriminator")
    for i, (inputs, outputs) in enumerate(zip([data["channels"], *widths], widths)):
        network.add_convolution(f"block{i}", nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False))
        if i > 0:
            network.add_norm(f"block{i}", outputs)
        network.add(_activation(options))
    network.add(FlattenLikeGantry())
    features = base * base * widths[-1]
    if options["dense"]:
        network.add_dense("dense", nn.Linear(features, options["dense"]))
        network.add(_activation(options))
        features = options["dense"]
    network.add_dense("logit", nn.Linear(features, 1, bias=False))
    network.add(nn.Flatten(0))
    return network


def _mlp_generator(config: Config) -> Network:
    options, data = config["model"]["generator"], config["data"]
    network = Network("generator")
    units = _add_hidden(network, config["model"]["latent"], options)
    pixels = data["size"] ** 2 * data["channels"]
    network.add_dense("image", nn.Linear(units, pixels))
    network.add(nn.Tanh(), ToImage(data["size"], data["channels"]))
    return network


def _mlp_discriminator(config: Config) -> Network:
    options, data = config["model"]["discriminator"], config["data"]
    network = Network("discriminator")
    network.add(FlattenLikeGantry())
    units = _add_hidden(network, data["size"] ** 2 * data["channels"], options)
    network.add_dense("logit", nn.Linear(units, 1))
    network.add(nn.Flatten(0))
    return network


def _add_hidden(network: Network, inputs: int, options: Config) -> int:
    for i, units in enumerate(options["hidden"]):
        network.add_dense(f"dense{i}", nn.Linear(inputs, units))
        network.add(_activation(options))
        inputs = units
    return inputs


def _activation(options: Config) -> nn.Module:
    kinds = {"relu": nn.ReLU(), "leaky-relu": nn.LeakyReLU(0.2), "tanh": nn.Tanh()}
    return kinds[options["activation"]]


def _blocks(size: int, options: Config) -> tuple[int, list[int]]:
    """Height of the innermost feature map, and the channels of the blocks from the image inward."""
    base, blocks = size, 0
    while base > 7:
        if base % 2:
            raise ValueError(f"size {size} does not halve down to 4 to 7")
        base, blocks = base // 2, blocks + 1
    widths = options["widths"] or [options["width"] * 2**i for i in range(blocks)]
    if len(widths) != blocks:
        raise ValueError(f"size {size} has {blocks} blocks, but widths has {len(widths)} values")
    return base, widths
