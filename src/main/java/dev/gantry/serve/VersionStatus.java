package dev.gantry.serve;

/**
 * How far a version is, in TensorFlow Serving's words (get_model_status.proto).
 *
 * @param state of its life
 * @param code {@code OK}, or the name of a gRPC status
 * @param message one line; empty if all is well
 */
record VersionStatus(State state, String code, String message) {
  /** Of a version's life, in order. */
  enum State {
    LOADING,
    AVAILABLE,
    UNLOADING,
    END
  }

  static VersionStatus ok(State state) {
    return new VersionStatus(state, "OK", "");
  }

  static VersionStatus broken(String message) {
    return new VersionStatus(State.END, "FAILED_PRECONDITION", message);
  }
}
