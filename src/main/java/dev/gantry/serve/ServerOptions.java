package dev.gantry.serve;

import dev.gantry.batch.BatchOptions;
import dev.gantry.error.Check;
import java.nio.file.Path;

/**
 * What is served, and how.
 *
 * @param model folder of a model with its versions ({@code savedmodels/NAME}), or of one version
 * @param name by which clients call the model; empty for that of the folder
 * @param host name or address to listen at
 * @param port to listen at; 0 for any that is free
 * @param versions which are served
 * @param limits of a request
 * @param batches how requests are computed together
 */
public record ServerOptions(
    Path model,
    String name,
    String host,
    int port,
    VersionOptions versions,
    RequestLimits limits,
    BatchOptions batches) {
  /** Nobody else's machine reaches it. */
  public static final String LOOPBACK = "127.0.0.1";

  /** TensorFlow Serving's port for REST. */
  public static final int PORT = 8501;

  /** Checks every component. */
  public ServerOptions {
    Check.range("port", port, 0, 65_535);
    Check.that(!host.isBlank(), "host is empty; it must be a name or an address");
  }

  /** Serves the highest version at {@link #LOOPBACK} and {@link #PORT}. */
  public static ServerOptions of(Path model) {
    return new ServerOptions(
        model,
        "",
        LOOPBACK,
        PORT,
        VersionOptions.defaults(),
        RequestLimits.defaults(),
        BatchOptions.defaults());
  }
}
