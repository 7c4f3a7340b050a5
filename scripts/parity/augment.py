"""What is done to images before the discriminator sees them.

DiffAugment as in Zhao et al. 2020 and the authors' program, by numbers that are fed.
"""

import torch
from torch.nn import functional

from draws import Draws
from run_config import Config


def prepare(options: Config, images: torch.Tensor, draws: Draws) -> torch.Tensor:
    """What makes a batch of real images."""
    if options["flip"]:
        mirrored = draws.uniform("flip", len(images), 1, 1, 1) < 0.5
        images = torch.where(mirrored, images.flip(3), images)
    if options["dequantize"]:
        images = images + options["dequantize"] * draws.uniform_like("dequantize", images)
    return images


def view(options: Config, images: torch.Tensor, draws: Draws) -> torch.Tensor:
    """What the discriminator sees of a batch, real or generated."""
    changes = {"color": _color, "translation": _translation, "cutout": _cutout}
    for change in options["diff"]:
        images = changes[change](images, draws)
    return images


def _color(images: torch.Tensor, draws: Draws) -> torch.Tensor:
    brightness, saturation, contrast = (
        draws.uniform(name, len(images), 1, 1, 1)
        for name in ("brightness", "saturation", "contrast")
    )
    images = images + (brightness - 0.5)
    grey = images.mean(1, keepdim=True)
    images = (images - grey) * (saturation * 2) + grey
    middle = images.mean((1, 2, 3), keepdim=True)
    return (images - middle) * (contrast + 0.5) + middle


def _translation(images: torch.Tensor, draws: Draws, ratio: float = 0.125) -> torch.Tensor:
    batch, size = len(images), images.shape[2]
    reach = int(size * ratio + 0.5)
    moves = _whole(draws.uniform("translation", batch, 2), 2 * reach + 1)  # [batch, 2]
    wide = functional.pad(images, [reach] * 4)
    return torch.stack(
        [
            image[:, row : row + size, column : column + size]
            for image, (row, column) in zip(wide, moves.tolist())
        ]
    )


def _cutout(images: torch.Tensor, draws: Draws, ratio: float = 0.5) -> torch.Tensor:
    batch, size = len(images), images.shape[2]
    width = int(size * ratio + 0.5)
    centres = _whole(draws.uniform("cutout", batch, 2), size + (1 - width % 2))  # [batch, 2]
    mask = torch.ones(batch, 1, size, size, dtype=images.dtype)
    for image, (row, column) in zip(mask, (centres - width // 2).tolist()):
        image[:, max(row, 0) : row + width, max(column, 0) : column + width] = 0
    return images * mask


def _whole(uniform: torch.Tensor, count: int) -> torch.Tensor:
    """From [0, 1) to 0 to `count` - 1."""
    return (uniform.float() * count).floor().long()
