"""Layers that PyTorch does not have, or has otherwise than the papers.

Shapes in comments are PyTorch's, [batch, channels, height, width], unless they say otherwise.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from draws import Draws


@dataclass
class Pass:
    """What layers need to know of the pass that runs through them."""

    draws: Draws | None = None
    labels: torch.Tensor | None = None
    """int64 [batch]."""
    reference: int = 0
    """So many of the first rows are the reference of virtual batch norm."""
    keeps_statistics: bool = True


class FlattenLikeGantry(nn.Module):
    """[batch, channels, height, width] to [batch, height * width * channels]."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.permute(0, 2, 3, 1).flatten(1)


class Residual(nn.Module):
    """The sum of a residual branch and a shortcut."""

    def __init__(self, branch: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.branch = branch
        self.shortcut = shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.branch(x) + self.shortcut(x)


class ToImage(nn.Module):
    """[batch, height * width * channels] to [batch, channels, height, width]."""

    def __init__(self, size: int, channels: int) -> None:
        super().__init__()
        self.shape = (-1, size, size, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(self.shape).permute(0, 3, 1, 2)


class Spectral(nn.Module):
    """A parametrization: the weight over its largest singular value.

    Miyato et al. 2018, algorithm 1, with one iteration, which starts from `u`.
    torch.nn.utils.parametrizations.spectral_norm starts from v instead, and iterates in every pass.
    Inside `torch.nn.utils.parametrize.cached()` passes share one iteration.
    """

    def __init__(self, weight: torch.Tensor, output_axis: int) -> None:
        super().__init__()
        self._axis = output_axis
        self.register_buffer("u", torch.zeros(1, weight.shape[output_axis]))
        self._next = self.u

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        matrix = weight.movedim(self._axis, 0).flatten(1)  # [outputs, inputs]
        with torch.no_grad():
            v = functional.normalize(self.u @ matrix)  # [1, inputs]
            u = functional.normalize(v @ matrix.T)  # [1, outputs]
        self._next = u
        return weight / (u @ matrix @ v.T).squeeze()

    def keep(self) -> None:
        """The next iteration starts from where the last one came to."""
        self.u.copy_(self._next)


class ConditionalBatchNorm(nn.Module):
    """Batch norm with a scale and a shift for each class: Dumoulin et al. 2017."""

    def __init__(self, channels: int, classes: int, current: Pass, **options: float) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False, **options)
        self.gamma = nn.Embedding(classes, channels)
        self.beta = nn.Embedding(classes, channels)
        self._pass = current

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        labels = self._pass.labels
        gamma, beta = self.gamma(labels), self.beta(labels)  # [batch, channels]
        return self.norm(x) * gamma[..., None, None] + beta[..., None, None]


class VirtualBatchNorm(nn.Module):
    """Salimans et al. 2016, section 3.3, with an image's weight and the epsilon of TF-GAN."""

    EPSILON = 1e-3

    def __init__(self, channels: int, current: Pass) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("variance", torch.ones(channels))
        self._pass = current

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = self._pass.reference
        reference, own = x[:rows], x[rows:]
        variance, mean = torch.var_mean(reference, (0, 2, 3), correction=0, keepdim=True)
        if self._pass.keeps_statistics:
            self.mean.copy_(mean.detach().flatten())
            self.variance.copy_(variance.detach().flatten())
        own_variance, own_mean = torch.var_mean(own, (2, 3), correction=0, keepdim=True)
        share = 1 / (rows + 1)
        # The variance of a mixture; E[x^2] - E[x]^2 is the same, but cancels.
        mixed_mean = share * own_mean + (1 - share) * mean  # [batch, channels, 1, 1]
        mixed_variance = share * (own_variance + (own_mean - mixed_mean).square())
        mixed_variance = mixed_variance + (1 - share) * (variance + (mean - mixed_mean).square())
        y = torch.cat(
            [
                (reference - mean) / (variance + self.EPSILON).sqrt(),
                (own - mixed_mean) / (mixed_variance + self.EPSILON).sqrt(),
            ]
        )
        return y * self.gamma[:, None, None] + self.beta[:, None, None]


class Dropout(nn.Module):
    """Inverted dropout by numbers that are fed: Srivastava et al. 2014, section 10."""

    def __init__(self, rate: float, name: str, current: Pass) -> None:
        super().__init__()
        self._rate = rate
        self._name = name
        self._pass = current

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        u = self._pass.draws.inside(self._name).uniform_like("dropout", x)
        return torch.where(u < self._rate, 0, x / (1 - self._rate))


class SelfAttention(nn.Module):
    """Zhang et al. 2019, section 3, with keys and values of every pixel.

    Query and key have an eighth of the channels, the value a half. Not PyTorch's own attention,
    whose fast kernels have no second derivative.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow, half = max(1, channels // 8), max(1, channels // 2)
        self.query = nn.Conv2d(channels, narrow, 1, bias=False)
        self.key = nn.Conv2d(channels, narrow, 1, bias=False)
        self.value = nn.Conv2d(channels, half, 1, bias=False)
        self.output = nn.Conv2d(half, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        query, key = self.query(x).flatten(2), self.key(x).flatten(2)  # [batch, c / 8, pixels]
        weights = (query.transpose(1, 2) @ key).softmax(-1)  # [batch, pixels, pixels]
        seen = self.value(x).flatten(2) @ weights.transpose(1, 2)  # [batch, c / 2, pixels]
        return x + self.gamma * self.output(seen.unflatten(2, x.shape[2:]))


class BilinearUp(nn.Module):
    """Twice the size by the filter [1, 2, 1] / 2 down and across, zeros around the image."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kernel = _triangle(x, 2)
        # A pixel is spread over its own place, the one before and the one after; of the border
        # that this adds, the first row and column go.
        wide = functional.conv_transpose2d(x, kernel, stride=2, groups=x.shape[1])
        return wide[:, :, 1:, 1:]


class BilinearDown(nn.Module):
    """Half the size by the filter [1, 2, 1] / 4 down and across, zeros around the image."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(x, _triangle(x, 4), stride=2, padding=1, groups=x.shape[1])


def _triangle(x: torch.Tensor, divisor: int) -> torch.Tensor:
    """[channels, 1, 3, 3], for a convolution of each channel by itself."""
    line = torch.tensor([1.0, 2.0, 1.0], dtype=x.dtype) / divisor
    return torch.outer(line, line).expand(x.shape[1], 1, 3, 3)
