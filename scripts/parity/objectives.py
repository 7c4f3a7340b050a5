"""What the two networks play for, as losses on the discriminator's scores; each from its paper."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch.nn import functional

from run_config import Config

Scores = torch.Tensor
"""[batch]."""


@dataclass(frozen=True)
class Objective:
    """The losses of both players: means over the batch."""

    discriminator: Callable[[Scores, Scores], torch.Tensor]
    """Of the scores of reals and of fakes."""
    generator: Callable[[Callable[[], Scores], Scores], torch.Tensor]
    """Of the scores of reals, if it asks for them, and of fakes."""
    logistic: bool = False
    """Whether scores are logits of "this is real"."""

    def verdict(self, scores: Scores) -> torch.Tensor:
        """What is reported of scores: mean probability where they are logits, else mean score."""
        return (scores.sigmoid() if self.logistic else scores).mean()


def of(options: Config) -> Objective:
    """The objective of a configuration."""
    return {
        "non-saturating": _non_saturating,
        "minimax": _minimax,
        "least-squares": _least_squares,
        "hinge": _hinge,
        "wasserstein": _wasserstein,
        "relativistic": _relativistic,
        "relativistic-average": _relativistic_average,
    }[options["type"]](options)


def _cross_entropy(logits: torch.Tensor, target: float) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def _non_saturating(options: Config) -> Objective:
    """Goodfellow et al. 2014, section 3."""
    target = options["real-target"]
    return Objective(
        lambda real, fake: _cross_entropy(real, target) + _cross_entropy(fake, 0),
        lambda real, fake: _cross_entropy(fake, 1),
        logistic=True,
    )


def _minimax(options: Config) -> Objective:
    """Goodfellow et al. 2014, equation 1."""
    target = options["real-target"]
    return Objective(
        lambda real, fake: _cross_entropy(real, target) + _cross_entropy(fake, 0),
        lambda real, fake: -_cross_entropy(fake, 0),
        logistic=True,
    )


def _least_squares(options: Config) -> Objective:
    """Mao et al. 2017, equation 9."""
    target = options["real-target"]
    return Objective(
        lambda real, fake: (real - target).square().mean() / 2 + fake.square().mean() / 2,
        lambda real, fake: (fake - 1).square().mean() / 2,
    )


def _hinge(_: Config) -> Objective:
    """Miyato et al. 2018, equations 16 and 17."""
    return Objective(
        lambda real, fake: (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean(),
        lambda real, fake: -fake.mean(),
    )


def _wasserstein(_: Config) -> Objective:
    """Arjovsky et al. 2017, algorithm 1."""
    return Objective(
        lambda real, fake: fake.mean() - real.mean(),
        lambda real, fake: -fake.mean(),
    )


def _relativistic(_: Config) -> Objective:
    """Jolicoeur-Martineau 2019, equations 3 and 4."""
    return Objective(
        lambda real, fake: _cross_entropy(real - fake, 1),
        lambda real, fake: _cross_entropy(fake - real(), 1),
    )


def _relativistic_average(_: Config) -> Objective:
    """Jolicoeur-Martineau 2019, section 4.2."""

    def above(high: Scores, low: Scores) -> torch.Tensor:
        return _cross_entropy(high - low.mean(), 1) + _cross_entropy(low - high.mean(), 0)

    return Objective(above, lambda real, fake: above(fake, real()))
