"""DCGAN's networks: Radford, Metz and Chintala 2015, with the options of Gantry's type dcgan."""

from torch import nn

from layers import Dropout, FlattenLikeGantry
from network import Network, activation, halvings
from run_config import Config


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Latents [batch, inputs] to images."""
    base, _ = halvings(data["size"])
    inward = list(reversed(_widths(data["size"], options)))  # channels from the latent on

    layers = nn.Sequential(nn.Unflatten(1, (-1, 1, 1)))
    projection = nn.ConvTranspose2d(inputs, inward[0], base, 1, 0, bias=False)
    layers.append(network.projection("block0", projection))
    _normalize(network, layers, "block0", options, inward[0])
    _attend(network, layers, options, base, inward[0])
    for i, (channels, outputs) in enumerate(zip(inward, inward[1:]), start=1):
        spread = nn.ConvTranspose2d(channels, outputs, 4, 2, 1, bias=False)
        layers.append(network.transposed(f"block{i}", spread))
        _normalize(network, layers, f"block{i}", options, outputs)
        _attend(network, layers, options, base * 2**i, outputs)
    image = nn.ConvTranspose2d(inward[-1], data["channels"], 4, 2, 1, bias=False)
    layers.append(network.transposed("image", image))
    return layers.append(nn.Tanh())


def discriminator(
    network: Network, options: Config, data: Config, channels: int
) -> tuple[nn.Module, int]:
    """Images of so many channels to features, and how many."""
    base, _ = halvings(data["size"])
    widths = _widths(data["size"], options)

    layers = nn.Sequential()
    for i, (inputs, outputs) in enumerate(zip([channels, *widths], widths)):
        convolution = nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False)
        layers.append(network.convolution(f"block{i}", convolution))
        if i > 0:
            layers.append(network.norm(f"block{i}", options["normalization"], outputs))
        layers.append(activation(options))
        if options.get("dropout"):
            layers.append(Dropout(options["dropout"], f"block{i}", network.current))
        _attend(network, layers, options, data["size"] >> (i + 1), outputs)
    layers.append(FlattenLikeGantry())
    features = base * base * widths[-1]
    if options["dense"]:
        layers.append(network.dense("dense", nn.Linear(features, options["dense"])))
        layers.append(activation(options))
        features = options["dense"]
    return layers, features


def _normalize(
    network: Network, layers: nn.Sequential, name: str, options: Config, channels: int
) -> None:
    layers.append(network.norm(name, options["normalization"], channels))
    layers.append(activation(options))


def _attend(
    network: Network, layers: nn.Sequential, options: Config, size: int, channels: int
) -> None:
    if options.get("attention") == size:
        layers.append(network.attention(channels))


def _widths(size: int, options: Config) -> list[int]:
    """Channels of the blocks from the image inward."""
    _, blocks = halvings(size)
    widths = options["widths"] or [options["width"] * 2**i for i in range(blocks)]
    if len(widths) != blocks:
        raise ValueError(f"size {size} has {blocks} blocks, but widths has {len(widths)} values")
    return widths
