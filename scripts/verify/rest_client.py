#!/usr/bin/env python3
"""Asks a server by TensorFlow Serving's REST API for images, and compares them with a direct load.

    rest_client.py MODEL URL

MODEL is savedmodels/NAME or savedmodels/NAME/VERSION, and URL where a server has that version, such
as http://127.0.0.1:8501/v1/models/NAME: `gantry serve` or tensorflow_model_server. Asks for the
model's status and metadata, then for images as floats and as PNG, in rows ("instances") and in
columns ("inputs"), for one and for several, with and without the name of the signature, and for the
version by its number; floats must agree to 1e-5, and PNG files to half a level of 255. Then sends
what is wrong, which must be answered by 400 and {"error": ...}, or by 404 for a model that is not
there. Prints one line and exits with 0 where all agree; otherwise prints a line that says what does
not and exits with 1. Needs the packages in requirements.txt, in a virtual environment.
"""

import argparse
import base64
import json
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from exported import (
    HALF_A_LEVEL,
    TOLERANCE,
    Call,
    Inputs,
    Mismatch,
    description,
    difference,
    load_in_session,
    pictures,
    version_folder,
)

import numpy as np

TIMEOUT_SECONDS = 60
BATCHES = (1, 5)


@dataclass(frozen=True)
class Server:
    """A model behind REST."""

    url: str

    def get(self, path: str = "") -> dict:
        return self._exchange(path, None, 200)

    def predict(self, request: dict, path: str = "") -> dict:
        return self._exchange(f"{path}:predict", json.dumps(request).encode(), 200)

    def refused(self, body: bytes, path: str, status: int) -> None:
        """Checks that a request fails as TensorFlow Serving fails it."""
        answer = self._exchange(path, body, status)
        if list(answer) != ["error"] or not isinstance(answer["error"], str):
            raise Mismatch(f"{body[:60]!r} is refused by {answer}, not by an error alone")

    def _exchange(self, path: str, body: bytes | None, status: int) -> dict:
        request = urllib.request.Request(self.url + path, body)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                found, text = response.status, response.read()
        except urllib.error.HTTPError as error:
            found, text = error.code, error.read()
        if found != status:
            shown = text[:200].decode(errors="replace")
            raise Mismatch(f"{self.url}{path} answers {found}, not {status}: {shown}")
        return json.loads(text)


def main() -> int:
    options = parse_options()
    version = version_folder(options.model)
    server = Server(options.url.removesuffix(":predict").rstrip("/"))
    try:
        check_status(server, version)
        largest = check_images(server, version)
        check_refusals(server, version)
    except (Mismatch, OSError) as error:
        print(f"{version} at {server.url}: {error}")
        return 1
    print(f"{version}: images from {server.url} agree within {largest:.1e}")
    return 0


def check_status(server: Server, version: Path) -> None:
    states = {each["version"]: each for each in server.get()["model_version_status"]}
    available = {"error_code": "OK", "error_message": ""}
    found = states.get(version.name, {})
    if found.get("state") != "AVAILABLE" or found.get("status") != available:
        raise Mismatch(f"version {version.name} is {found or 'not there'}")
    metadata = server.get("/metadata")
    spec = metadata["model_spec"]
    if spec["name"] != server.url.rpartition("/")[2] or spec["version"] != version.name:
        raise Mismatch(f"metadata is of {spec}")
    defined = metadata["metadata"]["signature_def"]["signature_def"]
    for name, signature in description(version)["signatures"].items():
        for what in ("inputs", "outputs"):
            check_tensors(f"{what} of {name}", defined[name][what], signature[what])


def check_tensors(what: str, found: dict, wanted: dict) -> None:
    types = {"float32": "DT_FLOAT", "int64": "DT_INT64", "string": "DT_STRING"}
    described = {
        name: (tensor["dtype"], [int(dim["size"]) for dim in tensor["tensor_shape"]["dim"]])
        for name, tensor in found.items()
    }
    expected = {name: (types[t["type"]], t["shape"]) for name, t in wanted.items()}
    if described != expected:
        raise Mismatch(f"metadata says {what} are {described}, not {expected}")


def check_images(server: Server, version: Path) -> float:
    """Returns the largest difference of the floats."""
    call, largest = load_in_session(version), 0.0
    for count in BATCHES:
        inputs = some_inputs(version, count)
        for request in (rows(inputs), columns(inputs)):
            for path in ("", f"/versions/{version.name}"):
                for default in ({}, {"signature_name": "serving_default"}):
                    answer = server.predict({**default, **request}, path)
                    image = np.array(answer_of(answer, request), np.float32)
                    wanted = call("serving_default", inputs)
                    largest = max(largest, difference("image", image, wanted, TOLERANCE))
            if "png" in description(version)["signatures"] and "z" in inputs:
                answer = server.predict({"signature_name": "png", **request})
                check_png(answer_of(answer, request), inputs, call)
    return largest


def answer_of(answer: dict, request: dict) -> list:
    """What was asked for, row by row in `predictions` or in columns in `outputs`."""
    key = "predictions" if "instances" in request else "outputs"
    if list(answer) != [key]:
        raise Mismatch(f"the answer has {list(answer)}, not {key}")
    return answer[key]


def check_png(encoded: list[dict], inputs: Inputs, call: Call) -> None:
    files = [base64.b64decode(each["b64"], validate=True) for each in encoded]
    wanted = call("serving_default", inputs)
    difference("png", pictures(np.array(files, object)), wanted, HALF_A_LEVEL + TOLERANCE)


def some_inputs(version: Path, count: int) -> Inputs:
    random = np.random.default_rng(count)
    wanted = description(version)["signatures"]["serving_default"]["inputs"]
    inputs = {}
    if "z" in wanted:
        size = wanted["z"]["shape"][1]
        inputs["z"] = random.standard_normal((count, size)).astype(np.float32)
    if "label" in wanted:
        inputs["label"] = np.arange(count, dtype=np.int64) % len(description(version)["labels"])
    if "low" in wanted:
        channels = wanted["low"]["shape"][3]
        inputs["low"] = random.random((count, 7, 9, channels)).astype(np.float32)
    return inputs


def rows(inputs: Inputs) -> dict:
    if len(inputs) == 1:  # then the name may be left out
        (values,) = inputs.values()
        return {"instances": values.tolist()}
    count = len(next(iter(inputs.values())))
    return {"instances": [{k: v[i].tolist() for k, v in inputs.items()} for i in range(count)]}


def columns(inputs: Inputs) -> dict:
    return {"inputs": {name: values.tolist() for name, values in inputs.items()}}


def check_refusals(server: Server, version: Path) -> None:
    request = rows(some_inputs(version, 1))
    (row,) = request["instances"]
    wrong = {
        "no JSON": b"{",
        "no object": b"[1, 2]",
        "nothing asked": b"{}",
        "no rows": b'{"instances": []}',
        "both forms": json.dumps({**request, "inputs": [row]}).encode(),
        "no such signature": json.dumps({"signature_name": "none", **request}).encode(),
        "text for a number": b'{"instances": [["one", "two"]]}',
        "another length": b'{"instances": [[0.5]]}',
    }
    if isinstance(row, dict):
        wanting = [{name: value for name, value in row.items() if name != "label"}]
        wrong["no label"] = json.dumps({"instances": wanting}).encode()
        wrong["label out of range"] = json.dumps({"instances": [{**row, "label": -1}]}).encode()
    for what, body in wrong.items():
        try:
            server.refused(body, ":predict", 400)
        except Mismatch as error:
            raise Mismatch(f"{what}: {error}") from None
    server.refused(json.dumps(request).encode(), "/versions/999999:predict", 404)
    Server(server.url + "-not-there").refused(json.dumps(request).encode(), ":predict", 404)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("url", metavar="URL")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
