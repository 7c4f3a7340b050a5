#!/usr/bin/env python3
"""Reads the warm-up requests of an export by TensorFlow Serving's own protos and runs each.

    warm_up.py MODEL

MODEL is savedmodels/NAME or savedmodels/NAME/VERSION. Every record must be a PredictionLog that
holds a PredictRequest and nothing that these protos do not know, for this model, without a version,
and with the inputs of one of the model's signatures in their types and shapes; it must run, every
signature must be asked for with more than one batch size, and there may be 1000 at most, as
TensorFlow Serving reads no more. Prints one line and exits with 0 where all is so; otherwise a line
that says what is not, and exits with 1. Needs the packages in requirements.txt, in a virtual
environment.
"""

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from exported import Arrays, Call, Mismatch, description, fits, load_in_session, version_folder

import numpy as np
import tensorflow as tf
from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet
from tensorflow_serving.apis import predict_pb2, prediction_log_pb2

REQUESTS = Path("assets.extra/tf_serving_warmup_requests")
MOST = 1000


def main() -> int:
    version = version_folder(parse_options().model)
    try:
        batches = check(version)
    except (Mismatch, tf.errors.OpError) as error:
        print(f"{version}: {error}")
        return 1
    asked = ", ".join(f"{name} for {sorted(sizes)}" for name, sizes in sorted(batches.items()))
    print(f"{version}: warm-up requests run: {asked}")
    return 0


def check(version: Path) -> dict[str, set[int]]:
    """Runs the requests; returns the batch sizes by signature."""
    records = list(tf.data.TFRecordDataset(str(version / REQUESTS)).as_numpy_iterator())
    if not 0 < len(records) <= MOST:
        raise Mismatch(f"{len(records)} warm-up requests; 1 to {MOST} are read")
    call = load_in_session(version)
    said = description(version)
    signatures = said["signatures"]
    batches = defaultdict(set)
    for index, record in enumerate(records):
        try:
            request = parse(record)
            inputs = check_request(request, version.parent.name, signatures)
            batches[request.model_spec.signature_name].add(check_run(call, request, inputs))
        except Mismatch as error:
            raise Mismatch(f"warm-up request {index}: {error}") from None
    # Pictures of one batch are of one size: an upscaler is asked for one.
    least = 1 if said.get("kind") == "upscaler" else 2
    wanting = [name for name in signatures if len(batches[name]) < least]
    if wanting:
        raise Mismatch(f"{', '.join(wanting)}: asked for with fewer than {least} batch sizes")
    return batches


def parse(record: bytes) -> predict_pb2.PredictRequest:
    log = prediction_log_pb2.PredictionLog.FromString(record)
    if log.WhichOneof("log_type") != "predict_log" or not log.predict_log.HasField("request"):
        raise Mismatch("is no log of a PredictRequest")
    if log.predict_log.HasField("response") or log.HasField("log_metadata"):
        raise Mismatch("has more than the request")
    check_known(log)
    return log.predict_log.request


def check_known(message: Message) -> None:
    """No field that the protos do not have, at any depth."""
    if len(UnknownFieldSet(message)):
        raise Mismatch(f"{message.DESCRIPTOR.full_name} has unknown fields")
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if isinstance(value, Message):
            parts = [value]
        else:
            parts = value.values() if hasattr(value, "values") else value
        for part in parts:
            if isinstance(part, Message):
                check_known(part)


def check_request(
    request: predict_pb2.PredictRequest, name: str, signatures: dict[str, dict]
) -> Arrays:
    """Every field of a request; returns its inputs."""
    spec = request.model_spec
    if spec.name != name:
        raise Mismatch(f"is for the model {spec.name}, not {name}")
    if spec.WhichOneof("version_choice"):
        raise Mismatch("asks for one version, which the next export is not")
    if spec.signature_name not in signatures:
        raise Mismatch(f"asks for the signature {spec.signature_name}")
    if request.output_filter:
        raise Mismatch("leaves out outputs")
    wanted = signatures[spec.signature_name]["inputs"]
    if set(request.inputs) != set(wanted):
        raise Mismatch(f"has the inputs {sorted(request.inputs)}, not {sorted(wanted)}")
    inputs = {key: tf.make_ndarray(proto) for key, proto in request.inputs.items()}
    for key, array in inputs.items():
        check_input(key, array, wanted[key])
    return inputs


def check_input(name: str, array: np.ndarray, wanted: dict) -> None:
    found = "string" if array.dtype == object else array.dtype.name
    if found != wanted["type"]:
        raise Mismatch(f"{name} is {found}, not {wanted['type']}")
    shape = wanted["shape"]
    if not fits(array, shape):
        raise Mismatch(f"{name} is {list(array.shape)}, not {shape}")
    if found == "float32" and not np.isfinite(array).all():
        raise Mismatch(f"{name} is not finite")


def check_run(call: Call, request: predict_pb2.PredictRequest, inputs: Arrays) -> int:
    """Runs a request; returns its batch size."""
    (batch,) = {len(array) for array in inputs.values()}
    made = call(request.model_spec.signature_name, inputs)
    for name, values in made.items():
        if len(values) != batch:
            raise Mismatch(f"asks for {batch}, and gets {len(values)} of {name}")
    return batch


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
