package dev.gantry.cli;

import dev.gantry.batch.BatchOptions;
import dev.gantry.error.UserException;
import dev.gantry.export.Trust;
import dev.gantry.serve.ModelServer;
import dev.gantry.serve.RequestLimits;
import dev.gantry.serve.ServerOptions;
import dev.gantry.serve.VersionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves a model. */
@Command(
    name = "serve",
    description = {
      "Serves an exported model over HTTP, as TensorFlow Serving's REST API does.",
      "POST /v1/models/NAME:predict, GET /v1/models/NAME and /v1/models/NAME/metadata, each also"
          + " with /versions/N or /labels/LABEL after NAME; /healthz, /readyz and /metrics; a page"
          + " at / explores what a generator makes.",
      "A version that is added to the folder while it runs takes over. Ctrl-C or TERM answers what"
          + " is in flight, then ends it."
    })
final class ServeCommand extends GantrySubcommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "An exported model (savedmodels/NAME), or one version's folder.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path model;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What clients call the model; by default the name of its folder.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private String name;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = ServerOptions.LOOPBACK,
      description =
          "Address to listen at; ${DEFAULT-VALUE}, which only this machine reaches. 0.0.0.0 is all"
              + " networks: put a proxy with TLS and passwords in front, since there are none"
              + " here.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "" + ServerOptions.PORT,
      description = "Port to listen at, 0 for any that is free; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--all-versions",
      description = "Serve every version, not only the highest that can be loaded.")
  private boolean allVersions;

  @Option(
      names = "--label",
      paramLabel = "LABEL=VERSION",
      description = "Name for a version, such as stable=3; may be given again.")
  private Map<String, Long> labels = Map.of();

  @Option(
      names = "--trust-model",
      description =
          "Serve a model even if its graph does more than calculate, such as reading files.")
  private boolean trusted;

  @Option(
      names = "--poll-seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "How often new versions are looked for; ${DEFAULT-VALUE}.")
  private double pollSeconds;

  @Option(
      names = "--max-batch",
      paramLabel = "ROWS",
      defaultValue = "64",
      description =
          "Rows that are computed together, and the most that a request may have;"
              + " ${DEFAULT-VALUE}.")
  private int maxBatch;

  @Option(
      names = "--batch-timeout-micros",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How long a request waits for others to join it; ${DEFAULT-VALUE}: only those that come"
              + " while the model is busy.")
  private long batchTimeoutMicros;

  @Option(
      names = "--batch-threads",
      paramLabel = "N",
      description = "Batches that are computed side by side; by default one a processor.")
  private @Nullable Integer batchThreads;

  @Option(
      names = "--max-queue",
      paramLabel = "N",
      defaultValue = "256",
      description = "Requests that may wait; more are refused with 503. ${DEFAULT-VALUE}.")
  private int maxQueue;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "8388608",
      description = "Size of a request's body, else 413; ${DEFAULT-VALUE}.")
  private int maxBody;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "262144",
      description =
          "Pixels of a request's pictures together, for a model that enlarges them;"
              + " ${DEFAULT-VALUE}.")
  private int maxPixels;

  @Option(
      names = "--body-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "Time in which a request's body must arrive, else 408; ${DEFAULT-VALUE}.")
  private double bodySeconds;

  @Option(
      names = "--idle-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "Time after which a connection without traffic is closed; ${DEFAULT-VALUE}.")
  private double idleSeconds;

  @Option(
      names = "--drain-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "Time for what is in flight once it is to stop; ${DEFAULT-VALUE}.")
  private double drainSeconds;

  @Override
  public Integer call() throws InterruptedException {
    Duration drain = seconds("--drain-seconds", drainSeconds);
    try (StopRequest stop = StopRequest.listen();
        ModelServer server = ModelServer.start(options())) {
      out()
          .printf("serving %s, version %s, at %s%n", server.name(), versions(server), server.uri());
      out().flush();
      stop.await();
      server.drain(drain);
      return ExitCode.OK;
    }
  }

  private static String versions(ModelServer server) {
    return String.join(", ", server.versions().stream().map(String::valueOf).toList());
  }

  private ServerOptions options() {
    try {
      return new ServerOptions(
          model,
          name,
          host,
          port,
          new VersionOptions(
              allVersions,
              seconds("--poll-seconds", pollSeconds),
              labels,
              trusted ? Trust.EVERYTHING : Trust.CALCULATION),
          new RequestLimits(
              maxBody,
              maxBatch,
              maxPixels,
              seconds("--body-seconds", bodySeconds),
              seconds("--idle-seconds", idleSeconds)),
          new BatchOptions(
              maxBatch,
              Duration.ofNanos(Math.multiplyExact(batchTimeoutMicros, 1000)),
              maxQueue,
              batchThreads == null ? BatchOptions.defaults().threads() : batchThreads));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private static Duration seconds(String option, double seconds) {
    if (!(seconds >= 0 && seconds <= 86_400)) {
      throw new UserException("%s is %s; it must be from 0 to 86400".formatted(option, seconds));
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
