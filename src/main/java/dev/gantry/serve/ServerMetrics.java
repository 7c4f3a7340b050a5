package dev.gantry.serve;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;
import org.bytedeco.javacpp.Pointer;

/** What the server counts, in Prometheus' text format. Thread-safe. */
final class ServerMetrics implements BatchObserver {
  private static final double NANOS = 1e-9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private final Counter requests =
      Counter.builder()
          .name("gantry_requests_total")
          .help("Requests that were answered.")
          .labelNames("method", "code")
          .register(registry);

  private final Histogram seconds =
      Histogram.builder()
          .name("gantry_request_seconds")
          .help("From the head of a request to the end of its reply.")
          .labelNames("method")
          .classicOnly()
          .register(registry);

  private final Histogram batchRows =
      Histogram.builder()
          .name("gantry_batch_rows")
          .help("Rows that were computed together.")
          .classicOnly()
          .classicExponentialUpperBounds(1, 2, 10)
          .register(registry);

  private final Histogram batchSeconds =
      Histogram.builder()
          .name("gantry_batch_seconds")
          .help("Of computing a batch.")
          .classicOnly()
          .register(registry);

  ServerMetrics() {
    gauge(
        "process_resident_memory_bytes",
        "Memory of the process that is not swapped out.",
        Pointer::physicalBytes);
    Runtime heap = Runtime.getRuntime();
    gauge(
        "jvm_memory_used_bytes",
        "Java's heap in use.",
        () -> (double) (heap.totalMemory() - heap.freeMemory()));
    gauge("jvm_memory_max_bytes", "Java's heap at most.", () -> (double) heap.maxMemory());
  }

  /** Adds a value that is asked for whenever metrics are. */
  void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Adds the states of versions: 1 for the one that each is in. */
  void versions(ModelVersions versions) {
    GaugeWithCallback.builder()
        .name("gantry_model_version")
        .help("1 for each version, by its state.")
        .labelNames("model", "version", "state")
        .callback(
            callback ->
                versions
                    .statuses()
                    .forEach(
                        (number, status) ->
                            callback.call(
                                1, versions.name(), Long.toString(number), status.state().name())))
        .register(registry);
  }

  /**
   * A request was answered.
   *
   * @param method one of a few words: never what a client sent
   */
  void answered(String method, int code, long nanos) {
    requests.labelValues(method, Integer.toString(code)).inc();
    seconds.labelValues(method).observe(nanos * NANOS);
  }

  @Override
  public void computed(int rows, long nanos) {
    batchRows.observe(rows);
    batchSeconds.observe(nanos * NANOS);
  }

  String contentType() {
    return writer.getContentType();
  }

  /** All values as they are now. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return text.toByteArray();
  }
}
