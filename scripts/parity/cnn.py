"""SNGAN's plain networks: Miyato et al. 2018, table 3, with the options of Gantry's type cnn."""

from torch import nn

from layers import FlattenLikeGantry, ToImage
from network import Network, halvings
from run_config import Config


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Latents [batch, inputs] to images."""
    base, count = halvings(data["size"])
    inward = [options["width"] * 2**i for i in range(count, -1, -1)]

    def rectified(name: str, channels: int) -> list[nn.Module]:
        return [network.norm(name, options["normalization"], channels), nn.ReLU()]

    layers = nn.Sequential(
        network.dense("block0", nn.Linear(inputs, base * base * inward[0])),
        ToImage(base, inward[0]),
        *rectified("block0", inward[0]),
    )
    for i, (channels, outputs) in enumerate(zip(inward, inward[1:]), start=1):
        spread = nn.ConvTranspose2d(channels, outputs, 4, 2, 1)
        layers.append(network.transposed(f"block{i}", spread))
        layers.extend(rectified(f"block{i}", outputs))
    image = nn.Conv2d(inward[-1], data["channels"], 3, padding=1)
    return layers.extend([network.convolution("image", image), nn.Tanh()])


def discriminator(
    network: Network, options: Config, data: Config, channels: int
) -> tuple[nn.Module, int]:
    """Images of so many channels to features, and how many."""
    base, count = halvings(data["size"])
    width = options["width"]
    layers = nn.Sequential(
        network.convolution("block0", nn.Conv2d(channels, width, 3, padding=1)),
        nn.LeakyReLU(options["slope"]),
    )
    for i in range(1, count + 1):
        for part, layer in (
            ("half", nn.Conv2d(width, 2 * width, 4, 2, 1)),
            ("same", nn.Conv2d(2 * width, 2 * width, 3, padding=1)),
        ):
            name = f"block{i}/{part}"
            layers.append(network.convolution(name, layer))
            layers.append(network.norm(name, options["normalization"], 2 * width))
            layers.append(nn.LeakyReLU(options["slope"]))
        width *= 2
    return layers.append(FlattenLikeGantry()), base * base * width
