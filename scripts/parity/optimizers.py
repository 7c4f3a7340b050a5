"""What turns gradients into steps: schedules, clipping, optimizers, and the generator's average."""

import math

import torch

from network import Network
from run_config import Config


def schedule_factor(schedule: Config, progress: float) -> float:
    """What the learning rate is multiplied with when `progress` of the run, 0 to 1, is done."""
    if schedule["type"] == "linear":
        done = max(0.0, (progress - schedule["start"]) / (1 - schedule["start"]))
        return 1 + (schedule["final-factor"] - 1) * done
    if schedule["type"] == "cosine":
        final = schedule["final-factor"]
        return final + (1 - final) * 0.5 * (1 + math.cos(math.pi * progress))
    return 1.0


class RmsPropLikeTensorFlow(torch.optim.Optimizer):
    """RMSProp with epsilon under the root and the learning rate inside the momentum.

    torch.optim.RMSprop has them outside. The mean square starts at 0.
    """

    def __init__(
        self, parameters: list[torch.Tensor], lr: float, decay: float, momentum: float, eps: float
    ) -> None:
        super().__init__(parameters, {"lr": lr, "decay": decay, "momentum": momentum, "eps": eps})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                self._update(parameter, group)

    def _update(self, parameter: torch.Tensor, group: Config) -> None:
        state, gradient = self.state[parameter], parameter.grad
        if not state:
            state["square"] = torch.zeros_like(parameter)
            state["step"] = torch.zeros_like(parameter)
        state["square"].lerp_(gradient.square(), 1 - group["decay"])
        scaled = gradient / (state["square"] + group["eps"]).sqrt()
        state["step"].mul_(group["momentum"]).add_(scaled, alpha=group["lr"])
        parameter.sub_(state["step"])


class Player:
    """A network and the optimizer that moves it."""

    def __init__(self, network: Network, options: Config) -> None:
        self.network = network
        self._options = options
        self._parameters = [variable.tensor for variable in network.trainable()]
        self._optimizer = self._make_optimizer()

    def gradients(self, loss: torch.Tensor) -> list[torch.Tensor]:
        """The loss's gradient by each trainable variable, in their order.

        It is 0 where the loss does not depend on the variable, as a penalty on a bias.
        """
        return list(
            torch.autograd.grad(
                loss, self._parameters, allow_unused=True, materialize_grads=True
            )
        )

    def follow(self, gradients: list[torch.Tensor], progress: float) -> None:
        """One step of the optimizer along gradients that are not clipped yet."""
        factor = self._clip_factor(gradients)
        for parameter, gradient in zip(self._parameters, gradients):
            parameter.grad = gradient * factor
        rate = self._options["learning-rate"] * schedule_factor(self._options["schedule"], progress)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()

    @torch.no_grad()
    def clip_weights(self, bound: float) -> None:
        """Keeps every weight within `bound` of 0."""
        for parameter in self._parameters:
            parameter.clamp_(-bound, bound)

    def _clip_factor(self, gradients: list[torch.Tensor]) -> float:
        if not self._options["clip-norm"]:
            return 1.0
        norm = math.sqrt(sum(float(gradient.double().square().sum()) for gradient in gradients))
        return min(1.0, self._options["clip-norm"] / norm)

    def _make_optimizer(self) -> torch.optim.Optimizer:
        options = self._options
        if options["type"] == "rmsprop":
            return RmsPropLikeTensorFlow(
                self._parameters,
                lr=options["learning-rate"],
                decay=options["decay"],
                momentum=options["momentum"],
                eps=options["epsilon"],
            )
        return torch.optim.Adam(
            self._parameters,
            lr=options["learning-rate"],
            betas=(options["beta1"], options["beta2"]),
            eps=options["epsilon"],
        )


class MovingAverage:
    """The generator's moving average, of its weights and of its statistics."""

    def __init__(self, network: Network, options: Config) -> None:
        self._options = options
        self._network = network
        self.restart()

    def restart(self) -> None:
        """Takes the network's present values."""
        self.values = [variable.tensor.detach().clone() for variable in self._network.variables]

    @property
    def enabled(self) -> bool:
        return self._options["half-life-kimg"] > 0

    def update(self, images_shown: int, batch: int) -> None:
        """Follows the network, which a step of `batch` images after `images_shown` has changed."""
        decay = self._decay(images_shown, batch)
        for average, variable in zip(self.values, self._network.variables):
            average.lerp_(variable.tensor.detach(), 1 - decay)

    def _decay(self, images_shown: int, batch: int) -> float:
        half_life = self._options["half-life-kimg"] * 1000
        if self._options["ramp-up"] > 0:
            half_life = min(half_life, images_shown * self._options["ramp-up"])
        return 0.5 ** (batch / half_life) if half_life > 0 else 0.0
