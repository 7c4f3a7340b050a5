"""A generator that upsamples and convolves (Odena et al. 2016), as Gantry's type upsample."""

from torch import nn

from layers import ToImage
from network import Network
from run_config import Config


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Latents [batch, inputs] to images."""
    widths = options["widths"]  # from the latent on
    base = data["size"] // 2 ** len(widths)
    layers = nn.Sequential(
        network.dense("latent", nn.Linear(inputs, base * base * widths[0])),
        ToImage(base, widths[0]),
        nn.ReLU(),
    )
    for i, (channels, outputs) in enumerate(zip([widths[0], *widths], widths)):
        layers.append(nn.Upsample(scale_factor=2))
        convolution = nn.Conv2d(channels, outputs, 3, padding=1)
        layers.append(network.convolution(f"block{i}", convolution))
        layers.append(network.norm(f"block{i}", options["normalization"], outputs))
        layers.append(nn.ReLU())
    image = nn.Conv2d(widths[-1], data["channels"], 3, padding=1)
    return layers.extend([network.convolution("image", image), nn.Tanh()])
