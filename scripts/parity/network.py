"""A network of Gantry in PyTorch's own layers, and where each of Gantry's variables is in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn.utils import parametrize

from layers import ConditionalBatchNorm, Pass, SelfAttention, Spectral, VirtualBatchNorm
from run_config import Config
from variable import Variable

KERNEL_AXES = (2, 3, 1, 0)
"""A convolution's [out, in, height, width] becomes [height, width, in, out]; a transposed
convolution's [in, out, height, width] becomes [height, width, out, in]."""

EPSILON = 1e-5
"""Added to the variance by every norm but the virtual one."""

MOMENTUM = 0.1
"""What a batch counts in the moving statistics, in PyTorch's sense; Gantry's 0.9 is what stays."""

SEEN_OF_TRANSPOSED = 4
"""Of a transposed 4x4 kernel with stride 2, a pixel sees 2x2 positions."""


class Network(nn.Module):
    """Layers, with the variables that they hold by Gantry's names."""

    def __init__(self, scope: str, classes: int = 0, spectral: bool = False) -> None:
        super().__init__()
        self.variables: list[Variable] = []
        self.current = Pass()
        """Of the pass that runs; layers that depend on it keep a reference."""
        self._scope = scope
        self._norm_classes = classes
        self._spectral = spectral

    def trainable(self) -> list[Variable]:
        """The variables that an optimizer changes."""
        return [variable for variable in self.variables if variable.trainable]

    def projection(self, name: str, layer: nn.ConvTranspose2d) -> nn.Module:
        """A transposed convolution of a 1x1 image, which Gantry has as a dense layer."""
        inputs, outputs, height, width = layer.weight.shape
        shape = (inputs, height * width * outputs)
        self.has(f"{name}/kernel", layer.weight, (0, 2, 3, 1), shape, fan_in=inputs)
        return layer

    def convolution(self, name: str, layer: nn.Conv2d) -> nn.Module:
        """A convolution."""
        _, inputs, height, width = layer.weight.shape
        return self._product(name, layer, KERNEL_AXES, inputs * height * width)

    def transposed(self, name: str, layer: nn.ConvTranspose2d) -> nn.Module:
        """A transposed convolution."""
        fan_in = SEEN_OF_TRANSPOSED * layer.in_channels
        return self._product(name, layer, KERNEL_AXES, fan_in, output_axis=1)

    def dense(self, name: str, layer: nn.Linear) -> nn.Module:
        """A dense layer."""
        return self._product(name, layer, (1, 0), layer.in_features)

    def _product(
        self,
        name: str,
        layer: nn.Module,
        axes: tuple[int, ...],
        fan_in: int,
        output_axis: int = 0,
    ) -> nn.Module:
        self.has(f"{name}/kernel", layer.weight, axes, fan_in=fan_in)
        if layer.bias is not None:
            self.has(f"{name}/bias", layer.bias, (0,))
        self.normalize_spectrum(name, layer, output_axis)
        return layer

    def normalize_spectrum(self, name: str, layer: nn.Module, output_axis: int) -> None:
        """Divides the layer's weight by its spectral norm where the network does so."""
        if self._spectral:
            norm = Spectral(layer.weight, output_axis)
            parametrize.register_parametrization(layer, "weight", norm)
            self.has(f"{name}/u", norm.u, (0, 1))

    def norm(self, name: str, kind: str, channels: int) -> nn.Module:
        """The normalization of that kind over [batch, channels, height, width]."""
        name = f"{name}/norm"
        if kind == "batch" and self._norm_classes:
            return self._conditional_norm(name, channels)
        if kind == "virtual-batch":
            layer = VirtualBatchNorm(channels, self.current)
            self._has_affine(name, layer.gamma, layer.beta)
            self._has_statistics(name, layer.mean, layer.variance)
            return layer
        layer = {
            "none": lambda: nn.Identity(),
            "batch": lambda: nn.BatchNorm2d(channels, eps=EPSILON, momentum=MOMENTUM),
            "layer": lambda: nn.GroupNorm(1, channels, eps=EPSILON),
            "instance": lambda: nn.InstanceNorm2d(channels, eps=EPSILON, affine=True),
        }[kind]()
        if kind != "none":
            self._has_affine(name, layer.weight, layer.bias)
        if kind == "batch":
            self._has_statistics(name, layer.running_mean, layer.running_var)
        return layer

    def _conditional_norm(self, name: str, channels: int) -> nn.Module:
        layer = ConditionalBatchNorm(
            channels, self._norm_classes, self.current, eps=EPSILON, momentum=MOMENTUM
        )
        self._has_affine(name, layer.gamma.weight, layer.beta.weight)
        self._has_statistics(name, layer.norm.running_mean, layer.norm.running_var)
        return layer

    def _has_affine(self, name: str, gamma: torch.Tensor, beta: torch.Tensor) -> None:
        for part, tensor in (("gamma", gamma), ("beta", beta)):
            self.has(f"{name}/{part}", tensor, tuple(range(tensor.dim())))

    def _has_statistics(self, name: str, mean: torch.Tensor, variance: torch.Tensor) -> None:
        self.has(f"{name}/mean", mean, (0,))
        self.has(f"{name}/variance", variance, (0,))

    def prelu(self, name: str, channels: int) -> nn.Module:
        """A rectifier with a learned slope for each channel: He et al. 2015, section 2.1."""
        layer = nn.PReLU(channels)
        self.has(f"{name}/prelu/slope", layer.weight, (0,))
        return layer

    def attention(self, channels: int) -> nn.Module:
        """Self-attention."""
        layer = SelfAttention(channels)
        for part in ("query", "key", "value", "output"):
            self.convolution(f"attention/{part}", getattr(layer, part))
        self.has("attention/gamma", layer.gamma, ())
        return layer

    def has(
        self,
        name: str,
        tensor: torch.Tensor,
        axes: tuple[int, ...],
        shape: tuple[int, ...] | None = None,
        fan_in: int = 1,
    ) -> None:
        """Registers a variable of Gantry."""
        if shape is None:
            shape = tuple(tensor.shape[axis] for axis in axes)
        self.variables.append(Variable(f"{self._scope}/{name}", tensor, axes, shape, fan_in))

    def keep_singular_vectors(self) -> None:
        """Lets spectral norm go on from where the last pass came to."""
        for module in self.modules():
            if isinstance(module, Spectral):
                module.keep()


@contextmanager
def frozen_statistics(network: Network) -> Iterator[None]:
    """Norms normalize by the batch as in training, and leave their statistics alone."""
    norms = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    network.current.keeps_statistics = False
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        network.current.keeps_statistics = True
        for norm in norms:
            norm.momentum = MOMENTUM


class KinkGauge:
    """Measures how near the inputs of ReLU, LeakyReLU and PReLU come to 0, where their slopes jump.

    Two right implementations may round such an input to different sides of 0, and then they differ
    by far more than rounding.
    """

    def __init__(self, *watched: Network) -> None:
        self.nearest = float("inf")
        """Smallest absolute input, in units of the mean absolute input of its layer and batch."""
        for network in watched:
            for layer in network.modules():
                if isinstance(layer, (nn.ReLU, nn.LeakyReLU, nn.PReLU)):
                    layer.register_forward_pre_hook(self._measure)

    def _measure(self, layer: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        sizes = inputs[0].detach().abs()
        self.nearest = min(self.nearest, float(sizes.min() / sizes.mean()))


def activation(options: Config) -> nn.Module:
    """The activation function that a network's options name."""
    kinds = {"relu": nn.ReLU(), "leaky-relu": nn.LeakyReLU(0.2), "tanh": nn.Tanh()}
    return kinds[options["activation"]]


def halvings(size: int) -> tuple[int, int]:
    """Height where an image cannot halve and keep 4 pixels, and how often it halves till there."""
    base, count = size, 0
    while base % 2 == 0 and base >= 8:
        base, count = base // 2, count + 1
    return base, count
