"""What a generator pays for the difference between its images and the real ones they should be."""

import torch

from run_config import Config, ConfigError


def added(
    options: Config, loss: torch.Tensor, made: torch.Tensor, real: torch.Tensor
) -> torch.Tensor:
    """The generator's loss with the content loss of Ledig et al. 2017, equation 3."""
    if options["type"] == "none":
        return loss
    if options["type"] != "pixels":
        raise ConfigError(f'content.type is "{options["type"]}"; cases know none and pixels')
    if options["pretrain-kimg"]:
        raise ConfigError("content.pretrain-kimg must be 0: a case is steps of both networks")
    distance = {"squared": torch.square, "absolute": torch.abs}[options["distance"]]
    return options["adversarial-weight"] * loss + distance(made - real).mean()
