#!/usr/bin/env python3
"""Writes a parity case: the same steps of training that Gantry takes, as PyTorch takes them.

    make_case.py CONFIG [--seed S] [--tries N] [--steps N] [--set key.path=value]... --out DIR

CONFIG is a file, the name of one in configs/, or the case.yaml of a case, which then is made again.
`case.py` says what a case holds; `mvn test -Dtest=TrainingParityTest -Dparity.dir=DIR` holds Gantry
against it. Needs the packages in requirements.txt, in a virtual environment. At full width:

    make_case.py cifar10-dcgan --set model.generator.activation=tanh \\
        --set model.discriminator.activation=tanh --out DIR
"""

import argparse
import sys
from pathlib import Path

import torch

import case
import run_config

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def main() -> int:
    options = parse_options()
    # One thread adds in one order, so that a case made twice is the same.
    torch.set_num_threads(options.threads)
    try:
        config = run_config.read(run_config.find(options.config, CONFIGS), options.set)
        if options.seed is not None:
            config["seed"] = options.seed
        if options.tries > 1:
            config["seed"] = case.clearest_seed(config, options.steps, options.tries)
        print(case.make(config, options.steps, options.out))
    except (run_config.ConfigError, ValueError) as error:
        print(f"make_case.py: {error}", file=sys.stderr)
        return 2
    return 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("config", metavar="CONFIG")
    parser.add_argument("--seed", type=int, help="of start values and inputs; default the file's")
    parser.add_argument(
        "--tries",
        type=int,
        default=1,
        help="take that one of so many seeds whose run stays farthest from ReLU's kinks; default 1",
    )
    parser.add_argument("--steps", type=int, default=20, help="iterations; default 20")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="changes the configuration"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--threads", type=int, default=1, help="of PyTorch; default 1")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
