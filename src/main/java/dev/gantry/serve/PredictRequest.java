package dev.gantry.serve;

/**
 * What a client asks to be computed; checked against the signature.
 *
 * @param signature to call
 * @param rowFormat whether the reply is a list with an entry a row, not an entry a tensor
 * @param inputs every input of the signature
 */
record PredictRequest(SignatureSpec signature, boolean rowFormat, NamedTensors inputs) {
  /** Size of the first dimension; that of any input where they differ. */
  int rows() {
    return inputs.get(signature.onlyInput().name()).rows();
  }
}
