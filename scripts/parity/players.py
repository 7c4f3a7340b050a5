"""The two networks of a configuration, with what they know of classes."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

import cnn
import dcgan
import mlp
import r3gan
import resnet
import srgan
import upsample
from draws import Draws
from network import Network
from run_config import Config

GENERATORS = {
    "dcgan": dcgan.generator,
    "mlp": mlp.generator,
    "cnn": cnn.generator,
    "resnet": resnet.generator,
    "upsample": upsample.generator,
    "r3gan": r3gan.generator,
    "srgan": srgan.generator,
}

DISCRIMINATORS = {
    "dcgan": dcgan.discriminator,
    "mlp": mlp.discriminator,
    "cnn": cnn.discriminator,
    "resnet": resnet.discriminator,
    "r3gan": r3gan.discriminator,
    "srgan": srgan.discriminator,
}

WITHOUT_SCORE_BIAS = ("dcgan", "r3gan")

REFERENCE = 64
"""Rows of the reference batch of virtual batch norm."""


class Generator(Network):
    """Latents, or smaller images, and labels where there are any, to images in [-1, 1]."""

    def __init__(self, config: Config) -> None:
        conditioning = config["conditioning"]
        self._labels = conditioning["generator"]
        self._classes = conditioning["classes"]
        by_class = self._labels["type"] == "norm"
        super().__init__("generator", classes=self._classes if by_class else 0)
        options, inputs = config["model"]["generator"], config["model"]["latent"]
        self._virtual = options.get("normalization") == "virtual-batch"
        if self._virtual:
            self.register_buffer("reference", torch.zeros(REFERENCE, inputs))
            self.has("reference", self.reference, (0, 1))
        self.embedding = None
        if self._labels["type"] == "concat":
            inputs += self._labels["embedding"] or self._classes
            if self._labels["embedding"]:
                self.embedding = nn.Embedding(self._classes, self._labels["embedding"])
                self.has("label/embedding", self.embedding.weight, (0, 1))
        self.layers = GENERATORS[options["type"]](self, options, config["data"], inputs)

    def forward(
        self, z: torch.Tensor, draws: Draws, labels: torch.Tensor | None = None
    ) -> torch.Tensor:
        if self._virtual:
            z = torch.cat([self.reference, z])
            if labels is not None:
                labels = torch.cat([torch.arange(REFERENCE) % self._classes, labels])
        self.current.draws, self.current.labels = draws, labels
        self.current.reference = REFERENCE if self._virtual else 0
        if self.embedding is not None:
            z = torch.cat([z, self.embedding(labels)], 1)
        elif self._labels["type"] == "concat":
            z = torch.cat([z, functional.one_hot(labels, self._classes).to(z.dtype)], 1)
        return self.layers(z)[self.current.reference :]


@dataclass(frozen=True)
class Judgement:
    """What a discriminator says of a batch."""

    scores: torch.Tensor
    """[batch]."""
    class_logits: torch.Tensor | None
    """[batch, classes]."""


class Discriminator(Network):
    """Images in [-1, 1], and labels where there are any, to scores."""

    def __init__(self, config: Config) -> None:
        options, data = config["model"]["discriminator"], config["data"]
        super().__init__("discriminator", spectral=options.get("spectral-norm", False))
        self._labels = config["conditioning"]["discriminator"]["type"]
        classes, channels, size = (
            config["conditioning"]["classes"],
            data["channels"],
            data["size"],
        )
        if self._labels == "channel":
            self.picture = nn.Embedding(classes, size * size)
            self.has("label/embedding", self.picture.weight, (0, 1))
            channels += 1
        self.layers, features = DISCRIMINATORS[options["type"]](self, options, data, channels)
        bias = options["type"] not in WITHOUT_SCORE_BIAS
        self.logit = self.dense("logit", nn.Linear(features, 1, bias=bias))
        if self._labels == "projection":
            self.vector = nn.Embedding(classes, features)
            self.has("projection/embedding", self.vector.weight, (0, 1), fan_in=features)
            self.normalize_spectrum("projection", self.vector, 0)
        if self._labels == "class-head":
            self.head = self.dense("class_head", nn.Linear(features, classes))

    def forward(
        self, x: torch.Tensor, draws: Draws, labels: torch.Tensor | None = None
    ) -> Judgement:
        self.current.draws, self.current.labels = draws, labels
        if self._labels == "channel":
            picture = self.picture(labels).unflatten(1, (1, *x.shape[2:]))
            x = torch.cat([x, picture], 1)
        features = self.layers(x)
        scores = self.logit(features).flatten()
        if self._labels == "projection":
            scores = scores + (self.vector(labels) * features).sum(1)
        head = self.head(features) if self._labels == "class-head" else None
        return Judgement(scores, head)
