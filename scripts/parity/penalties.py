"""What the discriminator pays for the gradient of its scores by the images; each from its paper."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from draws import Draws
from run_config import Config


@dataclass(frozen=True)
class Subject:
    """What is penalized; images are [batch, channels, height, width] without a gradient."""

    scores: Callable[[torch.Tensor, str], torch.Tensor]
    """The discriminator: images and a name for the pass to scores [batch]."""
    reals: torch.Tensor
    fakes: torch.Tensor
    draws: Draws

    def gradients(self, images: torch.Tensor, name: str = "pass0") -> torch.Tensor:
        """Each image's gradient, [batch, values]."""
        images = images.detach().requires_grad_()
        scores = self.scores(images, name)
        (gradient,) = torch.autograd.grad(scores.sum(), images, create_graph=True)
        return gradient.flatten(1)


def of(options: Config, subject: Subject) -> torch.Tensor:
    """The penalty of a configuration with its weight, mean over the batch."""
    return {
        "gradient-penalty": _gradient_penalty,
        "dragan": _dragan,
        "r1": _r1,
        "r2": _r2,
        "r1-and-r2": _r1_and_r2,
    }[options["type"]](options, subject)


def _gradient_penalty(options: Config, subject: Subject) -> torch.Tensor:
    """Gulrajani et al. 2017, algorithm 1; one-sided as in Petzka et al. 2018, equation 8."""
    epsilon = subject.draws.uniform("epsilon", len(subject.reals), 1, 1, 1)
    between = epsilon * subject.reals + (1 - epsilon) * subject.fakes
    excess = subject.gradients(between).norm(dim=1) - options.get("target", 1)
    if options.get("one-sided"):
        excess = excess.clamp(min=0)
    return options["weight"] * excess.square().mean()


def _dragan(options: Config, subject: Subject) -> torch.Tensor:
    """Kodali et al. 2017, with the uniform noise of the authors' program."""
    reals = subject.reals
    noise = subject.draws.uniform_like("noise", reals)
    around = reals + options["noise"] * reals.std(unbiased=False) * noise
    excess = subject.gradients(around).norm(dim=1) - 1
    return options["weight"] * excess.square().mean()


def _r1(options: Config, subject: Subject) -> torch.Tensor:
    """Mescheder et al. 2018, equation 9; in every so many steps as in Karras et al. 2020."""
    return _zero_centred(options, subject.gradients(subject.reals))


def _r2(options: Config, subject: Subject) -> torch.Tensor:
    """The same at generated images."""
    return _zero_centred(options, subject.gradients(subject.fakes))


def _r1_and_r2(options: Config, subject: Subject) -> torch.Tensor:
    """Huang et al. 2024, section 2.2."""
    at_reals = _zero_centred(options, subject.gradients(subject.reals))
    return at_reals + _zero_centred(options, subject.gradients(subject.fakes, "pass1"))


def _zero_centred(options: Config, gradients: torch.Tensor) -> torch.Tensor:
    return options["every"] * options["gamma"] / 2 * gradients.square().sum(1).mean()
