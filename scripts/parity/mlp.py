"""The plain networks of Goodfellow et al. 2014, with the options of Gantry's type mlp."""

from torch import nn

from layers import FlattenLikeGantry, ToImage
from network import Network, activation
from run_config import Config


def generator(network: Network, options: Config, data: Config, inputs: int) -> nn.Module:
    """Latents [batch, inputs] to images."""
    layers = nn.Sequential()
    units = _add_hidden(network, layers, inputs, options)
    pixels = data["size"] ** 2 * data["channels"]
    layers.append(network.dense("image", nn.Linear(units, pixels)))
    return layers.extend([nn.Tanh(), ToImage(data["size"], data["channels"])])


def discriminator(
    network: Network, options: Config, data: Config, channels: int
) -> tuple[nn.Module, int]:
    """Images of so many channels to features, and how many."""
    layers = nn.Sequential(FlattenLikeGantry())
    features = _add_hidden(network, layers, data["size"] ** 2 * channels, options)
    return layers, features


def _add_hidden(network: Network, layers: nn.Sequential, inputs: int, options: Config) -> int:
    for i, units in enumerate(options["hidden"]):
        layers.append(network.dense(f"dense{i}", nn.Linear(inputs, units)))
        layers.append(activation(options))
        inputs = units
    return inputs
