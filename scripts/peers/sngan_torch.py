#!/usr/bin/env python3
"""Times SNGAN's training iteration in PyTorch: Miyato et al. 2018, table 3, with the hinge loss.

    sngan_torch.py [--size 32|64] [--width 64] [--latent 100] [--batch 128] [--generator-batch 256]
                   [--steps 30] [--threads N] [--device cpu|cuda] [--channels-last]
                   [--amp [float16]] [--compile] [--json]

An iteration is a step of the discriminator on a real and a fake batch, then one of the generator on
latents of its own. The networks are those of configs/cifar10-sngan.yaml; spectral norm is PyTorch's,
which iterates once in every pass. Five iterations warm up; the result is the median of the others,
and images a second counts the real images. `gantry bench --against` runs this beside Gantry.
"""

import argparse

import torch
from torch import nn
from torch.nn.functional import relu
from torch.nn.utils.parametrizations import spectral_norm

from peer import Peer, add_options, measure
from wgan_gp_torch import NORMS, cnn_critic, cnn_generator, start_as_gantry

WARM_UP = 5
DEQUANTIZE = 1 / 128


def discriminator(widths: list[int]) -> nn.Sequential:
    """Images to scores [batch]; every kernel is divided by its largest singular value."""
    layers = cnn_critic(widths, NORMS["none"]).apply(start_as_gantry)
    for layer in layers:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            spectral_norm(layer)
    return layers


class Training(Peer):
    """Both networks, their optimizers, and one batch of reals that every step takes."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        self._options = options
        widths = [options.width * 2**i for i in range({32: 4, 64: 5}[options.size])]
        g = cnn_generator(options.latent, widths).apply(start_as_gantry)
        self.set_networks(g, discriminator(widths))
        reals = torch.rand(options.batch, 3, options.size, options.size) * 2 - 1
        self._reals = reals.to(self.device, memory_format=self.layout)
        self._g_adam = torch.optim.Adam(self.g.parameters(), lr=2e-4, betas=(0.0, 0.9))
        self._d_adam = torch.optim.Adam(self.d.parameters(), lr=2e-4, betas=(0.0, 0.9))

    def step(self) -> None:
        with torch.no_grad(), self.precision():
            fakes = self.run_g(self._latents(self._options.batch))
        reals = self._reals + DEQUANTIZE * torch.rand_like(self._reals)
        with self.precision():
            d_loss = relu(1 - self.run_d(reals)).mean() + relu(1 + self.run_d(fakes)).mean()
        self.update(self._d_adam, d_loss)
        with self.precision():
            g_loss = -self.run_d(self.run_g(self._latents(self._options.generator_batch))).mean()
        self.update(self._g_adam, g_loss)

    def _latents(self, count: int) -> torch.Tensor:
        return torch.randn(count, self._options.latent, device=self.device)


def main() -> None:
    options = parse_options()
    measure(
        Training,
        options,
        WARM_UP,
        images=options.batch,
        generator_batch=options.generator_batch,
    )


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--generator-batch", type=int, default=256)
    add_options(parser, batch=128, steps=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
