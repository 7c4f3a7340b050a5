package dev.gantry.serve;

import dev.gantry.export.ModelInfo;
import dev.gantry.model.Latents;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the page at the root asks for: facts of the generator, latents, directions. Thread-safe. */
final class LatentExplorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LatentExplorer.class);
  private static final long SEED = 0;

  /** Versions whose directions are remembered. */
  private static final int MOST_VERSIONS = 8;

  private final ModelVersions versions;
  private final DirectionSource source;
  private final int maxRows;

  /** One thread: requests need the processors more. */
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "gantry-directions");
            thread.setDaemon(true);
            return thread;
          });

  /** By version, in the order in which they were asked for. */
  private final Map<Long, LatentDirections> found = new LinkedHashMap<>();

  private volatile boolean closed;

  /**
   * Finds no directions before the page is asked for.
   *
   * @param maxRows that a request may have, which the page is told
   */
  LatentExplorer(ModelVersions versions, DirectionSource source, int maxRows) {
    this.versions = versions;
    this.source = source;
    this.maxRows = maxRows;
  }

  /**
   * The answer to {@code /gantry/model}.
   *
   * @throws HttpFailure if the model makes no pictures from latents
   */
  byte[] model() {
    LoadedModel model = versions.acquire(OptionalLong.empty());
    try {
      ModelInfo info = generator(model);
      return ModelJson.generator(versions.name(), model, info, directions(model, info), maxRows);
    } finally {
      model.release();
    }
  }

  /**
   * The answer to {@code /gantry/latent}.
   *
   * @throws HttpFailure if the model makes no pictures from latents
   */
  byte[] latent(long seed) {
    LoadedModel model = versions.acquire(OptionalLong.empty());
    try {
      return ModelJson.latent(Latents.normal(seed, 1, generator(model).latent().size()));
    } finally {
      model.release();
    }
  }

  private ModelInfo generator(LoadedModel model) {
    return model
        .generator()
        .orElseThrow(
            () ->
                HttpFailure.notFound(
                    "%s makes no pictures from latents, so there is nothing to explore"
                        .formatted(versions.name())));
  }

  private LatentDirections directions(LoadedModel model, ModelInfo info) {
    synchronized (found) {
      LatentDirections known = found.get(model.version());
      if (known != null) {
        return known;
      }
      found.put(model.version(), LatentDirections.PENDING);
      while (found.size() > MOST_VERSIONS) {
        found.remove(found.keySet().iterator().next());
      }
    }
    begin(model, info);
    return LatentDirections.PENDING;
  }

  private void begin(LoadedModel model, ModelInfo info) {
    if (!model.acquire()) {
      return;
    }
    try {
      background.execute(
          () -> {
            LatentDirections directions = compute(model, info);
            synchronized (found) {
              found.put(model.version(), directions);
            }
          });
    } catch (RejectedExecutionException e) {
      model.release();
    }
  }

  private LatentDirections compute(LoadedModel model, ModelInfo info) {
    try {
      List<PrincipalDirections.Direction> directions =
          source.of(info.latent().size(), latents -> images(model, info, latents), SEED);
      return new LatentDirections(directions, false);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("no directions of version {}: {}", model.version(), LoadedModel.firstLine(e));
      }
      return LatentDirections.NONE;
    } finally {
      model.release();
    }
  }

  /** The pictures of these latents; where the model has classes, they come in turn. */
  private float[] images(LoadedModel model, ModelInfo info, float[][] latents) {
    if (closed) {
      throw new IllegalStateException("the server stops");
    }
    int size = info.latent().size();
    float[] z = new float[latents.length * size];
    for (int i = 0; i < latents.length; i++) {
      System.arraycopy(latents[i], 0, z, i * size, size);
    }
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    inputs.put("z", new TensorValue(new Elements.Floats(z), List.of(latents.length, size)));
    if (!info.labels().isEmpty()) {
      long[] labels = new long[latents.length];
      Arrays.setAll(labels, i -> i % info.labels().size());
      inputs.put("label", new TensorValue(new Elements.Longs(labels), List.of(latents.length)));
    }
    SignatureSpec signature = model.signature(SignatureSpec.DEFAULT);
    TensorValue images =
        model.run(signature, List.of(new NamedTensors(inputs))).get(0).get("image");
    return (float[]) images.elements().array();
  }

  /** Stops what is being computed, so that the versions can be freed. */
  @Override
  public void close() {
    closed = true;
    background.shutdown();
    try {
      if (!background.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("the directions are still being computed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
