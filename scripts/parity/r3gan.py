"""R3GAN's networks: Huang et al. 2024, section 3.3, with the options of Gantry's type r3gan."""

import torch
from torch import nn

from layers import BilinearDown, BilinearUp, Residual
from network import Network, halvings
from run_config import Config


class GenerativeBasis(nn.Module):
    """A learned small image, each channel weighed by the latent."""

    def __init__(self, weigh: nn.Module, base: int, width: int) -> None:
        super().__init__()
        self.weigh = weigh
        self.basis = nn.Parameter(torch.ones(width, base, base))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.weigh(z)[..., None, None] * self.basis


class DiscriminativeBasis(nn.Module):
    """A convolution of each channel by itself with a kernel as large as the image."""

    def __init__(self, base: int, width: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(width, width, base, groups=width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.convolution(x).flatten(1)


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Latents [batch, inputs] to images."""
    base, count = halvings(data["size"])
    width = options["width"]
    weigh = network.dense("basis", nn.Linear(inputs, width, bias=False))
    basis = GenerativeBasis(weigh, base, width)
    network.has("basis/basis", basis.basis, (1, 2, 0))
    layers = nn.Sequential(basis)
    for stage in range(count + 1):
        if stage > 0:
            layers.append(BilinearUp())
        layers.extend(_blocks(network, stage, options))
    image = nn.Conv2d(width, data["channels"], 1, bias=False)
    return layers.extend([network.convolution("image", image), nn.Tanh()])


def discriminator(
    network: Network, options: Config, data: Config, channels: int
) -> tuple[nn.Module, int]:
    """Images of so many channels to features, and how many."""
    base, count = halvings(data["size"])
    width = options["width"]
    image = nn.Conv2d(channels, width, 1, bias=False)
    layers = nn.Sequential(network.convolution("image", image))
    for stage in range(count + 1):
        if stage > 0:
            layers.append(BilinearDown())
        layers.extend(_blocks(network, stage, options))
    basis = DiscriminativeBasis(base, width)
    weight = basis.convolution.weight  # [width, 1, base, base]
    network.has("basis/basis", weight, (2, 3, 0, 1), (base, base, width))
    return layers.append(basis), width


def _blocks(network: Network, stage: int, options: Config) -> list[nn.Module]:
    return [_block(network, f"stage{stage}/block{i}", options) for i in range(options["blocks"])]


def _block(network: Network, name: str, options: Config) -> nn.Module:
    width = options["width"]
    wide = width * options["expansion"]
    grouped = nn.Conv2d(wide, wide, 3, padding=1, groups=options["cardinality"])
    branch = nn.Sequential(
        network.convolution(f"{name}/expand", nn.Conv2d(width, wide, 1)),
        nn.LeakyReLU(0.2),
        network.convolution(f"{name}/grouped", grouped),
        nn.LeakyReLU(0.2),
        network.convolution(f"{name}/project", nn.Conv2d(wide, width, 1, bias=False)),
    )
    return Residual(branch, nn.Identity())
