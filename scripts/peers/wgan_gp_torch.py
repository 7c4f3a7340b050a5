#!/usr/bin/env python3
"""Times WGAN-GP's training iteration in PyTorch: Gulrajani et al. 2017, algorithm 1.

    wgan_gp_torch.py [--type dcgan|cnn] [--normalization none|layer] [--size 32|64] [--width 64]
                     [--latent 100] [--batch 64] [--d-steps 5] [--steps 10] [--threads N]
                     [--device cpu|cuda] [--channels-last] [--amp [float16]] [--compile] [--json]

An iteration is so many steps of the critic, each on a real and a fake batch with the penalty at
points between them, then one of the generator on the last fakes. The networks are Gantry's of that
type, the normalization is the critic's. Two iterations warm up; the result is the median of the
others, and images a second counts the real images: batch times d-steps in an iteration.
`gantry bench --against` runs this beside Gantry.
"""

import argparse
from collections.abc import Callable

import torch
from torch import nn

from peer import Peer, add_options, measure

WARM_UP = 2
BASE = 4
PENALTY = 10.0
CNN_SLOPE = 0.1

Norm = Callable[[int], nn.Module]
"""From channels to a layer."""

NORMS: dict[str, Norm] = {
    "none": lambda channels: nn.Identity(),
    "layer": lambda channels: nn.GroupNorm(1, channels),
}


def dcgan_generator(latent: int, widths: list[int]) -> nn.Sequential:
    """Latents [batch, latent] to images; `widths` are the channels from the image inward."""
    inward = widths[::-1]
    layers = [nn.Unflatten(1, (latent, 1, 1)), *_up(latent, inward[0], 1, 0, bias=False)]
    for inputs, outputs in zip(inward, inward[1:]):
        layers += _up(inputs, outputs, 2, 1, bias=False)
    last = nn.ConvTranspose2d(widths[0], 3, 4, 2, 1, bias=False)
    return nn.Sequential(*layers, last, nn.Tanh())


def dcgan_critic(widths: list[int], norm: Norm) -> nn.Sequential:
    """Images to scores [batch]."""
    layers = [nn.Conv2d(3, widths[0], 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
    for inputs, outputs in zip(widths, widths[1:]):
        layers.append(nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False))
        layers += [norm(outputs), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, BASE, bias=False), nn.Flatten(0))


def cnn_generator(latent: int, widths: list[int]) -> nn.Sequential:
    """Latents [batch, latent] to images; `widths` are the channels from the image inward."""
    inward = widths[::-1]
    layers = [
        nn.Linear(latent, inward[0] * BASE * BASE),
        nn.Unflatten(1, (inward[0], BASE, BASE)),
        nn.BatchNorm2d(inward[0]),
        nn.ReLU(inplace=True),
    ]
    for inputs, outputs in zip(inward, inward[1:]):
        layers += _up(inputs, outputs, 2, 1, bias=True)
    return nn.Sequential(*layers, nn.Conv2d(widths[0], 3, 3, padding=1), nn.Tanh())


def cnn_critic(widths: list[int], norm: Norm) -> nn.Sequential:
    """Images to scores [batch]."""
    layers = [nn.Conv2d(3, widths[0], 3, padding=1), nn.LeakyReLU(CNN_SLOPE)]
    for inputs, outputs in zip(widths, widths[1:]):
        halved = nn.Conv2d(inputs, outputs, 4, 2, 1)
        same = nn.Conv2d(outputs, outputs, 3, padding=1)
        for convolution in (halved, same):
            layers += [convolution, norm(outputs), nn.LeakyReLU(CNN_SLOPE)]
    last = nn.Linear(widths[-1] * BASE * BASE, 1)
    return nn.Sequential(*layers, nn.Flatten(), last, nn.Flatten(0))


def _up(inputs: int, outputs: int, stride: int, padding: int, bias: bool) -> list[nn.Module]:
    layer = nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=bias)
    return [layer, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def start_as_gantry(module: nn.Module) -> None:
    """N(0, 0.02) for kernels, N(1, 0.02) for the scale of a batch norm, 0 for biases."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


class Training(Peer):
    """Both networks, their optimizers, and one batch of reals that every step takes."""

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        self._latents = (options.batch, options.latent)
        self._d_steps = options.d_steps
        norm = NORMS[options.normalization]
        halvings = {32: 3, 64: 4}[options.size]
        if options.type == "dcgan":
            widths = [options.width * 2**i for i in range(halvings)]
            g, d = dcgan_generator(options.latent, widths), dcgan_critic(widths, norm)
        else:
            widths = [options.width * 2**i for i in range(halvings + 1)]
            g, d = cnn_generator(options.latent, widths), cnn_critic(widths, norm)
        self.set_networks(g.apply(start_as_gantry), d.apply(start_as_gantry))
        reals = torch.rand(options.batch, 3, options.size, options.size) * 2 - 1
        self._reals = reals.to(self.device, memory_format=self.layout)
        self._g_adam = torch.optim.Adam(self.g.parameters(), lr=2e-4, betas=(0.0, 0.9))
        self._d_adam = torch.optim.Adam(self.d.parameters(), lr=2e-4, betas=(0.0, 0.9))

    def step(self) -> None:
        for k in range(self._d_steps):
            # Only the last fakes are the generator's to learn from.
            with torch.set_grad_enabled(k == self._d_steps - 1), self.precision():
                fakes = self.run_g(torch.randn(self._latents, device=self.device))
            self._critic_step(fakes.detach())
        with self.precision():
            g_loss = -self.run_d(fakes).mean()
        self.update(self._g_adam, g_loss)

    def _critic_step(self, fakes: torch.Tensor) -> None:
        with self.precision():
            loss = self.run_d(fakes).mean() - self.run_d(self._reals).mean()
        self.update(self._d_adam, loss + self._penalty(fakes))

    def _penalty(self, fakes: torch.Tensor) -> torch.Tensor:
        epsilon = torch.rand(len(fakes), 1, 1, 1, device=self.device)
        between = (fakes + epsilon * (self._reals - fakes)).requires_grad_()
        with self.precision():
            # What is compiled has no second derivative.
            scores = self.d(between)
        (gradient,) = torch.autograd.grad(scores.sum(), between, create_graph=True)
        norms = gradient.float().flatten(1).norm(dim=1)
        return PENALTY * (norms - 1).square().mean()


def main() -> None:
    options = parse_options()
    measure(
        Training,
        options,
        WARM_UP,
        images=options.batch * options.d_steps,
        type=options.type,
        normalization=options.normalization,
        d_steps=options.d_steps,
    )


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--type", default="dcgan", choices=("dcgan", "cnn"), help="of the networks")
    parser.add_argument("--normalization", default="none", choices=NORMS, help="of the critic")
    parser.add_argument("--d-steps", type=int, default=5, help="of the critic in an iteration")
    add_options(parser, batch=64, steps=10)
    return parser.parse_args()


if __name__ == "__main__":
    main()
