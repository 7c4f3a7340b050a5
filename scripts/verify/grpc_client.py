#!/usr/bin/env python3
"""Asks for answers by TensorFlow Serving's gRPC protos, and compares them with a direct load.

    grpc_client.py MODEL [HOST:PORT]

MODEL is savedmodels/NAME or savedmodels/NAME/VERSION, and HOST:PORT the gRPC port of a TensorFlow
Serving that has that version under NAME. Without it the program serves the model itself, on a port
of its own: by TensorFlow Serving's generated service, in a session as that loads it, so that
requests and answers are encoded and decoded as they would be there. Floats must agree to 1e-5 and
PNG files to half a level of 255. Prints one line and exits with 0 where all agree; otherwise prints
a line that says what does not and exits with 1. Needs the packages in requirements.txt, in a
virtual environment.
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from exported import (
    Arrays,
    Mismatch,
    compare,
    description,
    load_in_session,
    some_inputs,
    version_folder,
)

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc

TIMEOUT_SECONDS = 60


def main() -> int:
    options = parse_options()
    version = version_folder(options.model)
    try:
        largest = check(version, options.address) if options.address else check_protos(version)
    except (Mismatch, grpc.RpcError) as error:
        print(f"{version}: {error}")
        return 1
    print(f"{version}: answers by gRPC agree within {largest:.1e}")
    return 0


def check_protos(version: Path) -> float:
    """The same of a server of this process."""
    with served(version) as address:
        return check(version, address)


def check(version: Path, address: str) -> float:
    """Returns the largest difference of the floats."""
    signatures = description(version)["signatures"]
    with grpc.insecure_channel(address) as channel:
        service = prediction_service_pb2_grpc.PredictionServiceStub(channel)

        def call(signature: str, inputs: Arrays) -> Arrays:
            answer = service.Predict(request(version, signature, inputs), TIMEOUT_SECONDS)
            return outputs(answer, signatures[signature], version)

        for name, signature in signatures.items():
            if "label" in signature["inputs"]:
                check_refusal(service, version, name)
        return compare(version, call, load_in_session(version), signatures)


def request(version: Path, signature: str, inputs: Arrays) -> predict_pb2.PredictRequest:
    message = predict_pb2.PredictRequest()
    message.model_spec.name = version.parent.name
    message.model_spec.signature_name = signature
    message.model_spec.version.value = int(version.name)
    for name, values in inputs.items():
        message.inputs[name].CopyFrom(tf.make_tensor_proto(values))
    return message


def outputs(answer: predict_pb2.PredictResponse, signature: dict, version: Path) -> Arrays:
    """Of an answer to a request for one signature."""
    spec = answer.model_spec
    if (spec.name, spec.version.value) != (version.parent.name, int(version.name)):
        raise Mismatch(f"the answer is of {spec.name}, version {spec.version.value}")
    if set(answer.outputs) != set(signature["outputs"]):
        raise Mismatch(f"the answer has {sorted(answer.outputs)}")
    return {name: tf.make_ndarray(proto) for name, proto in answer.outputs.items()}


def check_refusal(
    service: prediction_service_pb2_grpc.PredictionServiceStub,
    version: Path,
    signature: str,
) -> None:
    wrong = {**some_inputs(version, signature, 1), "label": np.array([-1])}
    try:
        service.Predict(request(version, signature, wrong), TIMEOUT_SECONDS)
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.INVALID_ARGUMENT:
            return
        raise Mismatch(f"the label -1 is refused by {error.code()}") from None
    raise Mismatch("the label -1 is taken")


class Service(prediction_service_pb2_grpc.PredictionServiceServicer):
    """One version of one model."""

    def __init__(self, version: Path) -> None:
        self._call = load_in_session(version)

    def Predict(  # noqa: N802, the service's name
        self, request: predict_pb2.PredictRequest, context: grpc.ServicerContext
    ) -> predict_pb2.PredictResponse:
        signature = request.model_spec.signature_name
        inputs = {name: tf.make_ndarray(proto) for name, proto in request.inputs.items()}
        answer = predict_pb2.PredictResponse(model_spec=request.model_spec)
        try:
            made = self._call(signature, inputs)
        except tf.errors.InvalidArgumentError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, error.message)
        for name, values in made.items():
            answer.outputs[name].CopyFrom(tf.make_tensor_proto(values))
        return answer


@contextmanager
def served(version: Path) -> Iterator[str]:
    """The address of a server of this process."""
    server = grpc.server(ThreadPoolExecutor(1))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Service(version), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("address", nargs="?", metavar="HOST:PORT")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
