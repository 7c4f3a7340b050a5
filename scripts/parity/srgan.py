"""SRGAN's networks: Ledig et al. 2017, figure 4, with the options of Gantry's type srgan."""

import torch
from torch import nn
from torch.nn import functional

from layers import FlattenLikeGantry, Residual
from network import Network, activation
from run_config import Config

PAIRS = 4
"""Pairs of convolutions in the discriminator; each halves the image and rounds up."""


class SubPixels(nn.Module):
    """[batch, 4 * channels, height, width] to twice the size: Shi et al. 2016, section 3.2.

    As nn.PixelShuffle, but the place in the block is the outer part of the channel's number.
    """

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        blocks = x.unflatten(1, (2, 2, -1))  # [batch, down, across, channels, height, width]
        places = blocks.permute(0, 3, 4, 1, 5, 2)  # [batch, channels, height, down, width, across]
        return places.flatten(4, 5).flatten(2, 3)


class HalvingPadding(nn.Module):
    """The zeros around an image that TensorFlow's SAME gives a 3x3 window of stride 2."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[2:]
        # An even size needs one row of zeros only, and it comes last.
        return functional.pad(x, (width % 2, 1, height % 2, 1))


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Images [batch, channels, size / scale, size / scale] to images of the full size."""
    width, channels = options["width"], data["channels"]

    def normalized(name: str) -> list[nn.Module]:
        layer = nn.Conv2d(width, width, 3, padding=1, bias=False)
        norm = network.norm(name, options["normalization"], width)
        return [network.convolution(name, layer), norm]

    def residual(name: str) -> nn.Module:
        first = normalized(f"{name}/first")
        slope = network.prelu(f"{name}/first", width)
        branch = nn.Sequential(*first, slope, *normalized(f"{name}/second"))
        return Residual(branch, nn.Identity())

    first = nn.Conv2d(channels, width, 9, padding=4)
    layers = nn.Sequential(network.convolution("first", first), network.prelu("first", width))
    blocks = [residual(f"block{i}") for i in range(options["blocks"])]
    layers.append(Residual(nn.Sequential(*blocks, *normalized("last")), nn.Identity()))
    for i in range(options["scale"].bit_length() - 1):
        spread = nn.Conv2d(width, 4 * width, 3, padding=1)
        layers.append(network.convolution(f"twice{i}", spread))
        layers.extend([SubPixels(), network.prelu(f"twice{i}", width)])
    image = nn.Conv2d(width, channels, 9, padding=4)
    return layers.extend([network.convolution("image", image), nn.Tanh()])


def discriminator(
    network: Network, options: Config, data: Config, channels: int
) -> tuple[nn.Module, int]:
    """Images of so many channels to features, and how many."""
    layers = nn.Sequential()
    for i in range(PAIRS):
        width = options["width"] << i
        same = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        layers.append(network.convolution(f"pair{i}/same", same))
        if i > 0:
            layers.append(network.norm(f"pair{i}/same", options["normalization"], width))
        layers.append(activation(options))
        half = nn.Conv2d(width, width, 3, stride=2, bias=False)
        layers.extend([HalvingPadding(), network.convolution(f"pair{i}/half", half)])
        layers.append(network.norm(f"pair{i}/half", options["normalization"], width))
        layers.append(activation(options))
        channels = width
    base = -(-data["size"] // 2**PAIRS)
    layers.append(FlattenLikeGantry())
    dense = nn.Linear(base * base * channels, options["dense"])
    return layers.extend([network.dense("dense", dense), activation(options)]), options["dense"]
