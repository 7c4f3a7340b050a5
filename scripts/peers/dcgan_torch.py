#!/usr/bin/env python3
"""Times DCGAN's training step in PyTorch: networks, losses and optimizer of configs/cifar10-dcgan*.

    dcgan_torch.py [--size 32|64] [--width 64] [--latent 100] [--batch 128] [--steps 30]
                   [--threads N] [--device cpu|cuda] [--channels-last] [--amp [float16]] [--compile]
                   [--json]

A step is: D on a real and on a fake batch, D's update, then the updated D on the same fakes, G's
update, both with the non-saturating loss. Five steps warm up; the result is the median of the
others, and images a second counts the real images. `gantry bench --against` runs this beside Gantry.
"""

import argparse

import torch
from torch import nn
from torch.nn.functional import softplus

from peer import Peer, add_options, measure

WARM_UP = 5


def generator(latent: int, widths: list[int]) -> nn.Sequential:
    """Latents [batch, latent, 1, 1] to images; `widths` are the channels from the image inward."""
    inward = widths[::-1]
    layers = _up(latent, inward[0], stride=1, padding=0)
    for inputs, outputs in zip(inward, inward[1:]):
        layers += _up(inputs, outputs, stride=2, padding=1)
    last = nn.ConvTranspose2d(widths[0], 3, 4, 2, 1, bias=False)
    return nn.Sequential(*layers, last, nn.Tanh())


def discriminator(widths: list[int]) -> nn.Sequential:
    """Images to logits [batch]."""
    layers = [nn.Conv2d(3, widths[0], 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True)]
    for inputs, outputs in zip(widths, widths[1:]):
        layers.append(nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False))
        layers += [nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2, inplace=True)]
    return nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 4, bias=False), nn.Flatten(0))


def _up(inputs: int, outputs: int, stride: int, padding: int) -> list[nn.Module]:
    layer = nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=False)
    return [layer, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def start_as_in_the_paper(module: nn.Module) -> None:
    """N(0, 0.02) for kernels, N(1, 0.02) for the scale of a batch norm."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


class Training(Peer):
    """Both networks, their optimizers, and one batch of reals that every step takes."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        self._latents = (options.batch, options.latent, 1, 1)
        blocks = {32: 3, 64: 4}[options.size]
        widths = [options.width * 2**i for i in range(blocks)]

        self.set_networks(
            generator(options.latent, widths).apply(start_as_in_the_paper),
            discriminator(widths).apply(start_as_in_the_paper),
        )
        reals = torch.rand(options.batch, 3, options.size, options.size) * 2 - 1
        self._reals = reals.to(self.device, memory_format=self.layout)
        self._g_adam = torch.optim.Adam(self.g.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self._d_adam = torch.optim.Adam(self.d.parameters(), lr=2e-4, betas=(0.5, 0.999))

    def step(self) -> None:
        latents = torch.randn(self._latents, device=self.device)
        with self.precision():
            fakes = self.run_g(latents)
            real_loss = softplus(-self.run_d(self._reals)).mean()
            d_loss = real_loss + softplus(self.run_d(fakes.detach())).mean()
        self.update(self._d_adam, d_loss)
        with self.precision():
            g_loss = softplus(-self.run_d(fakes)).mean()
        self.update(self._g_adam, g_loss)


def main() -> None:
    options = parse_options()
    measure(Training, options, WARM_UP, images=options.batch)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser, batch=128, steps=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
