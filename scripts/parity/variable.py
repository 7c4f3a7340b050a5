"""Where a variable of Gantry is in PyTorch's storage."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn


@dataclass(frozen=True)
class Variable:
    """A variable of Gantry: `tensor.permute(axes).reshape(shape)`."""

    name: str
    tensor: torch.Tensor
    axes: tuple[int, ...]
    shape: tuple[int, ...]
    fan_in: int = 1
    """How many inputs one output of a kernel sees."""

    @property
    def trainable(self) -> bool:
        return isinstance(self.tensor, nn.Parameter)

    def to_gantry(self, tensor: torch.Tensor) -> np.ndarray:
        """A tensor of this variable's kind, such as its gradient, in Gantry's layout."""
        return tensor.detach().permute(self.axes).reshape(self.shape).float().numpy().copy()

    def value(self) -> np.ndarray:
        """The present value in Gantry's layout."""
        return self.to_gantry(self.tensor)

    def assign(self, value: np.ndarray) -> None:
        """Sets the value, which is in Gantry's layout."""
        permuted = [self.tensor.shape[axis] for axis in self.axes]
        back = [self.axes.index(axis) for axis in range(len(self.axes))]
        with torch.no_grad():
            self.tensor.copy_(torch.from_numpy(value).reshape(permuted).permute(back))
