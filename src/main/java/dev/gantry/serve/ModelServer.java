package dev.gantry.serve;

import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exported model behind TensorFlow Serving's REST API, with a page at its root. Thread-safe.
 *
 * <p>The API is that of tensorflow/serving, g3doc/api_rest.md, but for {@code NaN} and {@code
 * Infinity} in requests, which are refused. Beside it there are {@code /healthz}, {@code /readyz}
 * and {@code /metrics}.
 */
public final class ModelServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);
  private static final int HEAD_BYTES = 16 << 10;
  private static final int MOST_CONNECTIONS = 1024;

  /** Clients that do nothing make room for others, once there is none left. */
  private static final long IDLE_MILLIS_WHEN_FULL = 1000;

  private static final int MOST_THREADS = 64;

  /** A part of the heap: what is read and written is there several times for a moment. */
  private static final int PART_OF_HEAP = 8;

  private final ServerState state;
  private final ModelVersions versions;
  private final Batcher batcher;
  private final LatentExplorer explorer;
  private final Server jetty;
  private final ServerConnector connector;
  private final VersionWatcher watcher;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Known once it listens, and still after it has stopped. */
  private volatile int port;

  private ModelServer(ServerOptions options, ModelVersions versions, DirectionSource directions) {
    this.versions = versions;
    RequestLimits limits = options.limits();
    state =
        new ServerState(
            new MemoryBudget(
                Math.max(4L * limits.maxBody(), Runtime.getRuntime().maxMemory() / PART_OF_HEAP)));
    batcher = new Batcher(options.batches(), state.metrics());
    explorer = new LatentExplorer(versions, directions, limits.maxRows());
    watcher = VersionWatcher.start(versions, options.versions().poll());
    jetty = new Server(new QueuedThreadPool(MOST_THREADS));
    connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(configuration(limits)));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(limits.idleTime().toMillis());
    jetty.addConnector(connector);
    NetworkConnectionLimit connections = new NetworkConnectionLimit(MOST_CONNECTIONS, connector);
    connections.setEndPointIdleTimeout(IDLE_MILLIS_WHEN_FULL);
    jetty.addBean(connections);
    jetty.setErrorHandler(new ErrorReplies(state.metrics()));
    jetty.setHandler(new RequestHandler(state, limits, versions, batcher, explorer));
    addGauges();
  }

  private static HttpConfiguration configuration(RequestLimits limits) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEAD_BYTES);
    configuration.setIdleTimeout(limits.idleTime().toMillis());
    return configuration;
  }

  private void addGauges() {
    ServerMetrics metrics = state.metrics();
    metrics.gauge("gantry_queue_requests", "Requests that wait for the model.", batcher::waiting);
    metrics.gauge(
        "gantry_in_flight_requests",
        "Requests that are not answered yet.",
        () -> state.inFlight().count());
    metrics.gauge(
        "gantry_versions_served", "Versions that can be called.", () -> versions.served().size());
    metrics.versions(versions);
  }

  /**
   * Loads the model, and serves it.
   *
   * @throws UserException if there is no model that can be served, or the address cannot be taken
   */
  public static ModelServer start(ServerOptions options) {
    return start(
        options,
        (latentSize, images, seed) ->
            PrincipalDirections.of(latentSize, images, seed).directions());
  }

  static ModelServer start(ServerOptions options, DirectionSource directions) {
    ModelFolder folder = ModelFolder.of(options.model(), options.name());
    ModelVersions versions = ModelVersions.open(folder, options.versions());
    ModelServer server = new ModelServer(options, versions, directions);
    try {
      server.open(options);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(ServerOptions options) {
    try {
      jetty.start();
      port = connector.getLocalPort();
    } catch (IOException e) {
      throw new UserException(
          "%s:%d cannot be listened at (%s); give another --port or --host"
              .formatted(options.host(), options.port(), e.getMessage()),
          e);
    } catch (Exception e) {
      throw new RunException("the server cannot start: " + e.getMessage(), e);
    }
  }

  /** Where it is, with a slash at the end. */
  public URI uri() {
    String host = connector.getHost();
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://%s:%d/".formatted(bracketed, port));
  }

  /** By what name clients call the model. */
  public String name() {
    return versions.name();
  }

  /** The versions that can be called, in ascending order. */
  public List<Long> versions() {
    return versions.served();
  }

  /**
   * Takes no more connections, refuses new requests, answers those in flight, and stops.
   *
   * @param limit after which it stops although some are not answered
   * @return whether all were answered
   */
  public boolean drain(Duration limit) throws InterruptedException {
    state.drain();
    connector.close();
    boolean answered = state.inFlight().awaitNone(limit);
    if (!answered) {
      LOG.warn(
          "{} requests were not answered within {} s",
          state.inFlight().count(),
          limit.toMillis() / 1e3);
    }
    close();
    return answered;
  }

  /** Stops at once, and frees the model. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    state.drain();
    try {
      jetty.stop();
    } catch (Exception e) {
      LOG.warn("the server did not stop as it should: {}", e.getMessage());
    }
    watcher.close();
    explorer.close();
    batcher.close();
    versions.close();
  }
}
