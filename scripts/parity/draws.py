"""The random numbers that both sides are fed, by the names that Gantry's graph gives them."""

import numpy as np
import torch

Arrays = dict[str, np.ndarray]

LEVELS = 256
"""Few uniform numbers, so that the zip of a small case is small."""


class Book:
    """Every draw of a case: what is asked for first is drawn, and after that read.

    So the first run of a case fills the book, and the others see the same numbers.
    """

    def __init__(self, random: np.random.Generator, steps: int) -> None:
        self.arrays: Arrays = {}
        """float32 [steps, ...]; 0 in the steps that do not draw."""
        self._random = random
        self._steps = steps
        self._drawn: set[tuple[str, int]] = set()

    def get(self, name: str, step: int, shape: tuple[int, ...], normal: bool) -> np.ndarray:
        """The draw of that name in a step."""
        if name not in self.arrays:
            self.arrays[name] = np.zeros((self._steps, *shape), "<f4")
        if (name, step) not in self._drawn:
            self._drawn.add((name, step))
            self.arrays[name][step] = self._normal(shape) if normal else self._uniform(shape)
        return self.arrays[name][step]

    def _normal(self, shape: tuple[int, ...]) -> np.ndarray:
        return self._random.standard_normal(shape)

    def _uniform(self, shape: tuple[int, ...]) -> np.ndarray:
        return self._random.integers(LEVELS, size=shape) / LEVELS


class Draws:
    """The draws of one step, with names under a scope. Shapes are Gantry's."""

    def __init__(self, book: Book, step: int, dtype: torch.dtype, scope: str = "") -> None:
        self._book = book
        self._step = step
        self._dtype = dtype
        self._scope = scope

    def inside(self, part: str) -> "Draws":
        """The same draws, with names that begin with `part/`."""
        return Draws(self._book, self._step, self._dtype, f"{self._scope}{part}/")

    def uniform(self, name: str, *shape: int) -> torch.Tensor:
        """Uniform in [0, 1)."""
        return self._get(name, shape, normal=False)

    def normal(self, name: str, *shape: int) -> torch.Tensor:
        """Standard normal."""
        return self._get(name, shape, normal=True)

    def uniform_like(self, name: str, images: torch.Tensor) -> torch.Tensor:
        """Uniform in [0, 1), one for each value of images in PyTorch's layout."""
        batch, channels, height, width = images.shape
        return self.uniform(name, batch, height, width, channels).permute(0, 3, 1, 2)

    def _get(self, name: str, shape: tuple[int, ...], normal: bool) -> torch.Tensor:
        values = self._book.get(self._scope + name, self._step, shape, normal)
        return torch.from_numpy(values).to(self._dtype)
