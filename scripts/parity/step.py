"""One training iteration: the discriminator's half, then the generator's."""

from dataclasses import dataclass
from statistics import fmean

import torch
from torch.nn.functional import softplus

import networks
from optimizers import MovingAverage, Player
from run_config import Config


@dataclass(frozen=True)
class DiscriminatorStep:
    """What one step of the discriminator gave."""

    loss: float
    real: float
    """Mean over the reals of the sigmoid of the discriminator's logit."""
    fake: float
    """The same over the fakes."""
    gradients: list[torch.Tensor]
    """Of the trainable variables in their order, before clipping."""


@dataclass(frozen=True)
class StepResult:
    """What one iteration gave; the discriminator's numbers are means over its steps."""

    d_loss: float
    g_loss: float
    d_real: float
    d_fake: float
    d_gradients: list[torch.Tensor]
    """Of the discriminator's first step in the iteration, before clipping."""
    g_gradients: list[torch.Tensor]
    """Before clipping."""


class Trainer:
    """A pair of networks in training."""

    def __init__(self, config: Config, dtype: torch.dtype, layout: torch.memory_format) -> None:
        self.generator = networks.generator(config).to(dtype=dtype, memory_format=layout)
        self.discriminator = networks.discriminator(config).to(dtype=dtype, memory_format=layout)
        self._config = config
        self._layout = layout
        self._g = Player(self.generator, config["optimizer"]["generator"])
        self._d = Player(self.discriminator, config["optimizer"]["discriminator"])
        self._images_shown = 0
        self.average = MovingAverage(self.generator, config["average"])

    def step(self, reals: torch.Tensor, latents: torch.Tensor) -> StepResult:
        """Runs one iteration.

        reals: in [-1, 1], [d-steps, batch, channels, height, width]; latents: [d-steps, batch,
        latent]. The generator's half takes the fakes of the discriminator's last step.
        """
        d_steps = []
        for real, latent in zip(reals[:-1], latents[:-1]):
            with networks.frozen_statistics(self.generator), torch.no_grad():
                fakes = self.generator(latent)
            d_steps.append(self._discriminator_half(real, fakes))
        fakes = self.generator(latents[-1])
        d_steps.append(self._discriminator_half(reals[-1], fakes.detach()))
        g_loss, g_gradients = self._generator_half(fakes)

        images = reals.shape[0] * reals.shape[1]
        if self.average.enabled:
            self.average.update(self._images_shown, images)
        self._images_shown += images
        return StepResult(
            d_loss=fmean(step.loss for step in d_steps),
            g_loss=g_loss,
            d_real=fmean(step.real for step in d_steps),
            d_fake=fmean(step.fake for step in d_steps),
            d_gradients=d_steps[0].gradients,
            g_gradients=g_gradients,
        )

    def _discriminator_half(
        self, reals: torch.Tensor, fakes: torch.Tensor
    ) -> DiscriminatorStep:
        real_logits = self.discriminator(reals.contiguous(memory_format=self._layout))
        fake_logits = self.discriminator(fakes)
        target = self._config["objective"]["real-target"]
        real_loss = target * softplus(-real_logits) + (1 - target) * softplus(real_logits)
        loss = real_loss.mean() + softplus(fake_logits).mean()
        gradients = self._d.gradients(loss)
        self._d.follow(gradients, self._progress())
        return DiscriminatorStep(
            loss=loss.item(),
            real=real_logits.sigmoid().mean().item(),
            fake=fake_logits.sigmoid().mean().item(),
            gradients=gradients,
        )

    def _generator_half(self, fakes: torch.Tensor) -> tuple[float, list[torch.Tensor]]:
        with networks.frozen_statistics(self.discriminator):
            logits = self.discriminator(fakes)
        if self._config["objective"]["type"] == "minimax":
            loss = -softplus(logits).mean()
        else:
            loss = softplus(-logits).mean()
        gradients = self._g.gradients(loss)
        self._g.follow(gradients, self._progress())
        return loss.item(), gradients

    def _progress(self) -> float:
        return self._images_shown / (self._config["training"]["kimg"] * 1000)
