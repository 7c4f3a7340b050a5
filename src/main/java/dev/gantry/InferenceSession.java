package dev.gantry;

import dev.gantry.error.UserException;
import dev.gantry.export.ModelDirectory;
import dev.gantry.export.ModelInfo;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A loaded SavedModel. Thread-safe, but for closing. */
final class InferenceSession implements AutoCloseable {
  private static final String LATENTS = "z";
  private static final String LABELS = "label";
  private static final String IMAGES = "image";

  private final SavedModelBundle bundle;
  private final Output<?> latents;
  private final Optional<Output<?>> labels;
  private final Output<?> images;
  private final ModelInfo info;

  private InferenceSession(
      SavedModelBundle bundle,
      Output<?> latents,
      Optional<Output<?>> labels,
      Output<?> images,
      ModelInfo info) {
    this.bundle = bundle;
    this.latents = latents;
    this.labels = labels;
    this.images = images;
    this.info = info;
  }

  /**
   * Loads a model.
   *
   * @throws UserException if TensorFlow cannot load it, or it does not take and make what {@code
   *     gantry.json} says
   */
  static InferenceSession load(ModelDirectory model) {
    SavedModelBundle bundle = Bundles.load(model.path());
    try {
      SignatureDef signature = Bundles.signature(model.path(), bundle, Bundles.DEFAULT);
      ModelInfo info = model.info();
      ModelInfo.Image image = info.image();
      Graph graph = bundle.graph();
      String z =
          Bundles.tensor(
              model.path(),
              signature.getInputsMap(),
              LATENTS,
              List.of(-1L, (long) info.latent().size()));
      String made =
          Bundles.tensor(
              model.path(),
              signature.getOutputsMap(),
              IMAGES,
              List.of(-1L, (long) image.height(), (long) image.width(), (long) image.channels()));
      return new InferenceSession(
          bundle,
          graph.outputOrThrow(z),
          labels(model, signature).map(graph::outputOrThrow),
          graph.outputOrThrow(made),
          info);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /** The name of the tensor for labels, where the model takes them. */
  private static Optional<String> labels(ModelDirectory model, SignatureDef signature) {
    boolean taken = signature.containsInputs(LABELS);
    if (taken == model.info().labels().isEmpty()) {
      throw new UserException(
          "%s takes %s, its gantry.json has %d; export the model again"
              .formatted(
                  model.path(), taken ? "labels" : "no labels", model.info().labels().size()));
    }
    return taken
        ? Optional.of(Bundles.tensor(model.path(), signature.getInputsMap(), LABELS, List.of(-1L)))
        : Optional.empty();
  }

  /**
   * Runs the model.
   *
   * @param z [count, latent size]
   * @param label [count]; not looked at where the model takes none
   * @return [count, height, width, channels] in [0, 1]
   */
  float[] images(float[] z, long[] label) {
    int count = label.length;
    try (TFloat32 fed =
            TFloat32.tensorOf(Shape.of(count, info.latent().size()), DataBuffers.of(z));
        TInt64 classes = TInt64.tensorOf(Shape.of(count), DataBuffers.of(label))) {
      Session.Runner runner = bundle.session().runner().feed(latents, fed).fetch(images);
      labels.ifPresent(input -> runner.feed(input, classes));
      float[] values = new float[count * info.image().values()];
      try (Result result = runner.run()) {
        result.get(0).asRawTensor().data().asFloats().read(values);
      }
      return values;
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
