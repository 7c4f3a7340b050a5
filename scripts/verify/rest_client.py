#!/usr/bin/env python3
"""Asks a server by TensorFlow Serving's REST API for answers, and compares them with a direct load.

    rest_client.py MODEL URL

MODEL is savedmodels/NAME or savedmodels/NAME/VERSION, and URL where a server has that version, such
as http://127.0.0.1:8501/v1/models/NAME: `gantry serve` or tensorflow_model_server. Asks for the
model's status and metadata, then for what each signature makes, images as floats and as PNG, a
discriminator's scores and features, in rows ("instances") and in columns ("inputs"), for one and
for 64, with and without the name of the signature, and for the version by its number; floats must
agree to 1e-5, and PNG files to half a level of 255. Then sends what is wrong, which must be
answered by 400 and {"error": ...}, or by 404 for a model that is not there. Prints one line and
exits with 0 where all agree; otherwise prints a line that says what does not and exits with 1.
Needs the packages in requirements.txt, in a virtual environment.
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
    DEFAULT,
    PNG,
    Arrays,
    Mismatch,
    compare,
    description,
    load_in_session,
    some_inputs,
    typed,
    version_folder,
)

import numpy as np

TIMEOUT_SECONDS = 60


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
        largest = check_answers(server, version)
        check_refusals(server, version)
    except (Mismatch, OSError) as error:
        print(f"{version} at {server.url}: {error}")
        return 1
    print(f"{version}: answers from {server.url} agree within {largest:.1e}")
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


def check_answers(server: Server, version: Path) -> float:
    """Returns the largest difference of the floats."""
    signatures, direct = description(version)["signatures"], load_in_session(version)
    largest = 0.0
    for form in (rows, columns):
        for path in ("", f"/versions/{version.name}"):
            for named in (True, False):

                def call(signature: str, inputs: Arrays) -> Arrays:
                    request = form(inputs)
                    if named:
                        request["signature_name"] = signature
                    answer = server.predict(request, path)
                    return outputs_of(answer, request, signatures[signature]["outputs"])

                asked = signatures if named else [DEFAULT]
                largest = max(largest, compare(version, call, direct, asked))
    return largest


def outputs_of(answer: dict, request: dict, names: dict) -> Arrays:
    """What was asked for, row by row in `predictions` or in columns in `outputs`."""
    key = "predictions" if "instances" in request else "outputs"
    if list(answer) != [key]:
        raise Mismatch(f"the answer has {list(answer)}, not {key}")
    found = answer[key]
    if len(names) == 1:  # then its name is left out
        (name,) = names
        return {name: decoded(name, found)}
    if key == "predictions":
        found = {name: [row[name] for row in found] for name in names}
    return {name: decoded(name, found[name]) for name in names}


def decoded(name: str, values: list) -> np.ndarray:
    if not name.endswith(PNG):
        return typed(name, values)
    return np.array([base64.b64decode(each["b64"], validate=True) for each in values], object)


def encoded(values: np.ndarray) -> list:
    if values.dtype != object:
        return values.tolist()
    return [{"b64": base64.b64encode(each).decode()} for each in values]


def rows(inputs: Arrays) -> dict:
    lists = {name: encoded(values) for name, values in inputs.items()}
    if len(lists) == 1:  # then the name may be left out
        (values,) = lists.values()
        return {"instances": values}
    count = len(next(iter(lists.values())))
    return {"instances": [{k: v[i] for k, v in lists.items()} for i in range(count)]}


def columns(inputs: Arrays) -> dict:
    return {"inputs": {name: encoded(values) for name, values in inputs.items()}}


def check_refusals(server: Server, version: Path) -> None:
    request = rows(some_inputs(version, DEFAULT, 1))
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
