"""One training iteration: the discriminator's half, then the generator's."""

from dataclasses import dataclass
from statistics import fmean

import torch
from torch.nn import functional
from torch.nn.utils import parametrize

import augment
import content
import objectives
import penalties
from draws import Draws
from network import frozen_statistics
from optimizers import MovingAverage, Player
from players import Discriminator, Generator, Judgement
from run_config import Config


@dataclass(frozen=True)
class Batch:
    """Images with their classes."""

    images: torch.Tensor
    """[batch, channels, height, width]."""
    labels: torch.Tensor | None
    """int64 [batch], where labels are used."""


@dataclass(frozen=True)
class DiscriminatorStep:
    """What one step of the discriminator gave."""

    loss: float
    real: float
    """The objective's verdict on the reals."""
    fake: float
    """The same on the fakes."""
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
        before = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        self.generator = Generator(config).to(memory_format=layout)
        self.discriminator = Discriminator(config).to(memory_format=layout)
        torch.set_default_dtype(before)
        self._config = config
        self._layout = layout
        self._objective = objectives.of(config["objective"])
        self._g = Player(self.generator, config["optimizer"]["generator"])
        self._d = Player(self.discriminator, config["optimizer"]["discriminator"])
        self._step = 0
        self.average = MovingAverage(self.generator, config["average"])

    def step(
        self,
        reals: torch.Tensor,
        latents: torch.Tensor,
        labels: torch.Tensor | None,
        draws: Draws,
    ) -> StepResult:
        """Runs one iteration.

        reals: in [-1, 1], [d-steps, batch, channels, height, width]; latents: [d-steps, batch,
        latent]; labels: int64 [d-steps, batch]. The generator's half takes the fakes of the
        discriminator's last step, unless it has a batch of its own.
        """
        batches = self._prepare(reals, labels, draws.inside("reals"))
        if "scale" in self._config["model"]["generator"]:
            latents = [self._made_smaller(batch.images) for batch in batches]
        if self._is_lazy() and self._step % self._config["penalty"]["every"] == 0:
            self._lazy_penalty(batches[0], latents[0], draws)
        d_steps = []
        last = len(batches) - 1
        own_batch = self._config["training"]["generator-batch"]
        for k, real in enumerate(batches):
            shared = k == last and not own_batch
            fakes = self._fakes(latents[k], real.labels, draws.inside(f"fakes{k}"), shared)
            d_steps.append(self._discriminator_half(real, fakes, draws.inside(f"discriminator{k}")))
        if own_batch:
            fakes = self._own_fakes(own_batch, batches[last], draws)
        g_loss, g_gradients = self._generator_half(batches[last], fakes, draws.inside("generator"))

        images = reals.shape[0] * reals.shape[1]
        if self.average.enabled:
            self.average.update(self._step * images, images)
        self._step += 1
        return StepResult(
            d_loss=fmean(step.loss for step in d_steps),
            g_loss=g_loss,
            d_real=fmean(step.real for step in d_steps),
            d_fake=fmean(step.fake for step in d_steps),
            d_gradients=d_steps[0].gradients,
            g_gradients=g_gradients,
        )

    def _prepare(
        self, reals: torch.Tensor, labels: torch.Tensor | None, draws: Draws
    ) -> list[Batch]:
        prepared = augment.prepare(self._config["augment"], reals.flatten(0, 1), draws)
        images = prepared.unflatten(0, reals.shape[:2])
        return [
            Batch(
                each.contiguous(memory_format=self._layout),
                None if labels is None else labels[k],
            )
            for k, each in enumerate(images)
        ]

    def _made_smaller(self, images: torch.Tensor) -> torch.Tensor:
        """What a generator that enlarges images makes them from, in place of latents."""
        return functional.avg_pool2d(images, self._config["model"]["generator"]["scale"])

    def _fakes(
        self, latents: torch.Tensor, labels: torch.Tensor | None, draws: Draws, learns: bool
    ) -> Batch:
        """Generated images; only those that the generator learns from move its statistics."""
        if learns:
            return Batch(self.generator(latents, draws, labels), labels)
        with frozen_statistics(self.generator), torch.no_grad():
            return Batch(self.generator(latents, draws, labels), labels)

    def _own_fakes(self, count: int, reals: Batch, draws: Draws) -> Batch:
        """A generator's batch of its own, of the classes of the reals over and over."""
        latents = draws.normal("generator_latents", count, self._config["model"]["latent"])
        labels = reals.labels
        if labels is not None:
            labels = labels[torch.arange(count) % len(labels)]
        return self._fakes(latents, labels, draws.inside("own_fakes"), learns=True)

    def _discriminator_half(self, reals: Batch, fakes: Batch, draws: Draws) -> DiscriminatorStep:
        real_draws, fake_draws = draws.inside("real"), draws.inside("fake")
        with parametrize.cached():  # one power iteration for all passes of the step
            seen_reals = self._view(reals, real_draws)
            seen_fakes = self._view(Batch(fakes.images.detach(), fakes.labels), fake_draws)
            real = self._judge(seen_reals, real_draws)
            fake = self._judge(seen_fakes, fake_draws)
            loss = self._objective.discriminator(real.scores, fake.scores)
            loss = loss + self._class_loss(seen_reals, real, seen_fakes, fake)
            if self._config["penalty"]["type"] != "none" and not self._is_lazy():
                loss = loss + self._penalty(seen_reals, seen_fakes, draws.inside("penalty"))
            gradients = self._d.gradients(loss)
        self._follow_discriminator(gradients)
        self.discriminator.keep_singular_vectors()
        return DiscriminatorStep(
            loss=loss.item(),
            real=self._objective.verdict(real.scores).item(),
            fake=self._objective.verdict(fake.scores).item(),
            gradients=gradients,
        )

    def _generator_half(
        self, reals: Batch, fakes: Batch, draws: Draws
    ) -> tuple[float, list[torch.Tensor]]:
        real_draws, fake_draws = draws.inside("real"), draws.inside("fake")
        with frozen_statistics(self.discriminator), parametrize.cached():
            fake = self._judge(self._view(fakes, fake_draws), fake_draws)
            loss = self._objective.generator(
                lambda: self._judge(self._view(reals, real_draws), real_draws).scores,
                fake.scores,
            )
            labels = self._config["conditioning"]["discriminator"]
            if labels["type"] == "class-head":
                classes = functional.cross_entropy(fake.class_logits, fakes.labels)
                loss = loss + labels["generator-weight"] * classes
            loss = content.added(self._config["content"], loss, fakes.images, reals.images)
            gradients = self._g.gradients(loss)
        self._g.follow(gradients, self._progress())
        return loss.item(), gradients

    def _is_lazy(self) -> bool:
        """Whether the penalty has steps of its own: Karras et al. 2020, section 3.1."""
        return self._config["penalty"].get("every", 1) > 1

    def _lazy_penalty(self, reals: Batch, latents: torch.Tensor, draws: Draws) -> None:
        own = draws.inside("lazy_penalty")
        fakes = self._fakes(latents, reals.labels, draws.inside("fakes0"), learns=False)
        with parametrize.cached():
            penalty = self._penalty(
                self._view(reals, own.inside("real")),
                self._view(fakes, own.inside("fake")),
                own.inside("penalty"),
            )
            gradients = self._d.gradients(penalty)
        self._follow_discriminator(gradients)

    def _penalty(self, reals: Batch, fakes: Batch, draws: Draws) -> torch.Tensor:
        def scores(images: torch.Tensor, name: str) -> torch.Tensor:
            with frozen_statistics(self.discriminator):
                return self._judge(Batch(images, reals.labels), draws.inside(name)).scores

        subject = penalties.Subject(scores, reals.images, fakes.images, draws)
        return penalties.of(self._config["penalty"], subject)

    def _class_loss(
        self, reals: Batch, real: Judgement, fakes: Batch, fake: Judgement
    ) -> torch.Tensor | float:
        """The auxiliary classifier's: Odena, Olah and Shlens 2017, equation 3."""
        labels = self._config["conditioning"]["discriminator"]
        if labels["type"] != "class-head":
            return 0.0
        loss = functional.cross_entropy(real.class_logits, reals.labels)
        if labels["fakes"]:
            loss = loss + functional.cross_entropy(fake.class_logits, fakes.labels)
        return labels["discriminator-weight"] * loss

    def _follow_discriminator(self, gradients: list[torch.Tensor]) -> None:
        self._d.follow(gradients, self._progress())
        bound = self._config["objective"].get("weight-clip", 0)
        if bound:
            self._d.clip_weights(bound)

    def _judge(self, seen: Batch, draws: Draws) -> Judgement:
        return self.discriminator(seen.images, draws, seen.labels)

    def _view(self, batch: Batch, draws: Draws) -> Batch:
        return Batch(augment.view(self._config["augment"], batch.images, draws), batch.labels)

    def _progress(self) -> float:
        training = self._config["training"]
        images = self._step * training["batch"] * training["d-steps"]
        return images / (training["kimg"] * 1000)
