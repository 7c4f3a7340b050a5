"""The residual networks of WGAN-GP and SNGAN, with the options of Gantry's type resnet.

Gulrajani et al. 2017, appendix F; Miyato et al. 2018, table 4.
"""

import torch
from torch import nn

from layers import Residual, ToImage
from network import Network, halvings
from run_config import Config

LARGEST_BASE = 8
"""The discriminator halves images down to at most this."""


class PixelPool(nn.Module):
    """[batch, channels, height, width] to [batch, channels]."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._pool = {"sum": torch.sum, "mean": torch.mean}[kind]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self._pool(x, dim=(2, 3))


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Latents [batch, inputs] to images."""
    base, count = halvings(data["size"])
    width = options["width"]

    def rectified(name: str) -> list[nn.Module]:
        return [network.norm(name, options["normalization"], width), nn.ReLU()]

    def block(name: str) -> nn.Module:
        branch = nn.Sequential(
            *rectified(f"{name}/conv0"),
            nn.Upsample(scale_factor=2),
            network.convolution(f"{name}/conv0", nn.Conv2d(width, width, 3, padding=1)),
            *rectified(f"{name}/conv1"),
            network.convolution(f"{name}/conv1", nn.Conv2d(width, width, 3, padding=1)),
        )
        straight = network.convolution(f"{name}/shortcut", nn.Conv2d(width, width, 1))
        return Residual(branch, nn.Sequential(nn.Upsample(scale_factor=2), straight))

    return nn.Sequential(
        network.dense("latent", nn.Linear(inputs, base * base * width)),
        ToImage(base, width),
        *(block(f"block{i}") for i in range(count)),
        *rectified("image"),
        network.convolution("image", nn.Conv2d(width, data["channels"], 3, padding=1)),
        nn.Tanh(),
    )


def discriminator(
    network: Network, options: Config, data: Config, channels: int
) -> tuple[nn.Module, int]:
    """Images of so many channels to features, and how many."""
    width = options["width"]

    def convolution(name: str, inputs: int = width) -> nn.Module:
        return network.convolution(name, nn.Conv2d(inputs, width, 3, padding=1))

    def shortcut(name: str, inputs: int = width) -> nn.Module:
        straight = network.convolution(f"{name}/shortcut", nn.Conv2d(inputs, width, 1))
        return nn.Sequential(straight, nn.AvgPool2d(2))

    def rectified(name: str) -> list[nn.Module]:
        return [network.norm(name, options["normalization"], width), nn.ReLU()]

    def first() -> nn.Module:
        branch = nn.Sequential(
            convolution("block0/conv0", channels),
            nn.ReLU(),
            convolution("block0/conv1"),
            nn.AvgPool2d(2),
        )
        return Residual(branch, shortcut("block0", channels))

    def block(name: str, halves: bool) -> nn.Module:
        branch = nn.Sequential(
            *rectified(f"{name}/conv0"),
            convolution(f"{name}/conv0"),
            *rectified(f"{name}/conv1"),
            convolution(f"{name}/conv1"),
        )
        if not halves:
            return Residual(branch, nn.Identity())
        return Residual(branch.append(nn.AvgPool2d(2)), shortcut(name))

    layers = nn.Sequential(first())
    size = data["size"] // 2
    while size > LARGEST_BASE:
        layers.append(block(f"block{len(layers)}", halves=True))
        size //= 2
    for _ in range(2):
        layers.append(block(f"block{len(layers)}", halves=False))
    layers.extend(rectified("top"))
    return layers.append(PixelPool(options["pooling"])), width
