#!/usr/bin/env python3
"""Times DCGAN's training step in PyTorch: networks, losses and optimizer of configs/cifar10-dcgan*.

    dcgan_torch.py [--size 32|64] [--width 64] [--latent 100] [--batch 128] [--steps 30]
                   [--threads N] [--device cpu|cuda] [--channels-last] [--amp] [--compile] [--json]

A step is: D on a real and on a fake batch, D's update, then the updated D on the same fakes, G's
update, both with the non-saturating loss. Five steps warm up; the result is the median of the
others, and images a second counts the real images. `scripts/bench-peer` runs this beside Gantry.
"""

import argparse
import json
import statistics
import time
from contextlib import nullcontext

import torch
from torch import nn
from torch.nn.functional import softplus

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


class Training:
    """Both networks, their optimizers, and one batch of reals that every step takes."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.device = torch.device(options.device)
        self._latents = (options.batch, options.latent, 1, 1)
        self._amp = options.amp
        layout = torch.channels_last if options.channels_last else torch.contiguous_format
        blocks = {32: 3, 64: 4}[options.size]
        widths = [options.width * 2**i for i in range(blocks)]

        self.g = generator(options.latent, widths).apply(start_as_in_the_paper)
        self.d = discriminator(widths).apply(start_as_in_the_paper)
        for network in (self.g, self.d):
            network.to(self.device, memory_format=layout)
        reals = torch.rand(options.batch, 3, options.size, options.size) * 2 - 1
        self._reals = reals.to(self.device, memory_format=layout)
        self._g_adam = torch.optim.Adam(self.g.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self._d_adam = torch.optim.Adam(self.d.parameters(), lr=2e-4, betas=(0.5, 0.999))

    def step(self) -> None:
        latents = torch.randn(self._latents, device=self.device)
        with self._precision():
            fakes = self.g(latents)
            real_loss = softplus(-self.d(self._reals)).mean()
            d_loss = real_loss + softplus(self.d(fakes.detach())).mean()
        self._update(self._d_adam, d_loss)
        with self._precision():
            g_loss = softplus(-self.d(fakes)).mean()
        self._update(self._g_adam, g_loss)

    def finish(self) -> None:
        """Waits until the device has done what it was given."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def _precision(self):
        return torch.autocast(self.device.type, torch.bfloat16) if self._amp else nullcontext()

    @staticmethod
    def _update(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


def median_seconds(training: Training, steps: int, compiled: bool) -> float:
    step = torch.compile(training.step) if compiled else training.step
    seconds = []
    for _ in range(WARM_UP + steps):
        start = time.perf_counter()
        step()
        training.finish()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[WARM_UP:])


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def main() -> None:
    options = parse_options()
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    training = Training(options)
    median = median_seconds(training, options.steps, options.compile)
    result = {
        "torch": torch.__version__,
        "device": options.device,
        "threads": torch.get_num_threads(),
        "size": options.size,
        "width": options.width,
        "batch": options.batch,
        "amp": options.amp,
        "channels_last": options.channels_last,
        "compile": options.compile,
        "parameters": [parameters(training.g), parameters(training.d)],
        "ms_per_step": round(median * 1e3, 2),
        "images_per_second": round(options.batch / median, 1),
    }
    if options.json:
        print(json.dumps(result))
    else:
        print("  ".join(f"{key}={value}" for key, value in result.items()))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=32, choices=(32, 64))
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--latent", type=int, default=100)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to PyTorch")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--amp", action="store_true", help="bfloat16 by autocast")
    parser.add_argument("--compile", action="store_true", help="torch.compile of the step")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
