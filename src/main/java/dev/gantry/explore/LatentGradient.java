package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * How far a generator's images are from given ones, and the gradient of that by the latents.
 *
 * <p>Built on the graph of a SavedModel, which holds its weights as constants and can be derived
 * like any other: an export needs no more for this than for making pictures. For one thread.
 */
final class LatentGradient implements AutoCloseable {
  private static final String TAG = "serve";
  private static final String SIGNATURE = "serving_default";

  private final SavedModelBundle bundle;
  private final Inputs inputs;
  private final Operand<TFloat32> errors;
  private final Output<?> gradient;

  /**
   * Where the graph is fed.
   *
   * @param labels of a model with classes
   */
  private record Inputs(
      Output<?> latents, Optional<Output<?>> labels, Placeholder<TFloat32> targets) {}

  /**
   * What is asked, a row for each picture.
   *
   * @param latents [count, latent size]
   * @param labels [count]; not looked at where the model takes none
   * @param targets [count, height, width, channels] in [0, 1]
   * @param image size of each
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  record Question(float[] latents, long[] labels, float[] targets, ImageDimensions image) {
    int count() {
      return labels.length;
    }
  }

  /**
   * What is answered.
   *
   * @param errors mean squared difference of the pixels, [count]
   * @param gradients of each error by its own latent, [count, latent size]
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  record Answer(float[] errors, float[] gradients) {}

  private LatentGradient(
      SavedModelBundle bundle, Inputs inputs, Operand<TFloat32> errors, Output<?> gradient) {
    this.bundle = bundle;
    this.inputs = inputs;
    this.errors = errors;
    this.gradient = gradient;
  }

  /**
   * Loads a model and derives it.
   *
   * @param version folder with {@code saved_model.pb}; its content was checked
   * @throws UserException if TensorFlow cannot load it or its network cannot be derived
   */
  static LatentGradient load(Path version) {
    try {
      SavedModelBundle bundle = SavedModelBundle.load(version.toString(), TAG);
      try {
        return build(bundle);
      } catch (RuntimeException e) {
        bundle.close();
        throw e;
      }
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new UserException(
          "%s cannot be derived by its latents (%s); export the model again"
              .formatted(version, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static LatentGradient build(SavedModelBundle bundle) {
    Graph graph = bundle.graph();
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow(SIGNATURE);
    Output<?> z = tensor(graph, signature.getInputsMap(), "z"); // [batch, latent]
    Output<TFloat32> image =
        tensor(graph, signature.getOutputsMap(), "image")
            .expect(TFloat32.class); // [batch, size, size, channels]
    Optional<Output<?>> labels =
        signature.containsInputs("label")
            ? Optional.of(tensor(graph, signature.getInputsMap(), "label")) // [batch]
            : Optional.empty();
    Ops tf = Ops.create(graph).withSubScope("latent_gradient");
    Placeholder<TFloat32> targets =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(image.shape())); // [batch, size, size, channels]
    Operand<TFloat32> errors =
        tf.math.mean(
            tf.math.squaredDifference(image, targets), tf.constant(new int[] {1, 2, 3})); // [batch]
    // A latent moves only its own image, so the sum's gradient holds each error's.
    Operand<TFloat32> sum = tf.reduceSum(errors, tf.constant(0)); // scalar
    Output<?> gradient =
        graph
            .addGradients(
                tf.scope().makeOpName("gradient"),
                new Output<?>[] {sum.asOutput()},
                new Output<?>[] {z},
                // The default seed would be the same here; a seed of another shape crashes the JVM.
                new Output<?>[] {tf.constant(1f).asOutput()})[0]; // [batch, latent]
    return new LatentGradient(bundle, new Inputs(z, labels, targets), errors, gradient);
  }

  private static Output<?> tensor(Graph graph, Map<String, TensorInfo> tensors, String name) {
    return graph.outputOrThrow(
        tensors.getOrDefault(name, TensorInfo.getDefaultInstance()).getName());
  }

  /** Runs the generator forth and back. */
  Answer ask(Question question) {
    int count = question.count();
    ImageDimensions image = question.image();
    try (TFloat32 z =
            TFloat32.tensorOf(
                Shape.of(count, question.latents().length / count),
                DataBuffers.of(question.latents()));
        TInt64 labels = TInt64.tensorOf(Shape.of(count), DataBuffers.of(question.labels()));
        TFloat32 targets =
            TFloat32.tensorOf(
                Shape.of(count, image.height(), image.width(), image.channels()),
                DataBuffers.of(question.targets()))) {
      Session.Runner runner =
          bundle
              .session()
              .runner()
              .feed(inputs.latents(), z)
              .feed(inputs.targets(), targets)
              .fetch(errors)
              .fetch(gradient);
      inputs.labels().ifPresent(input -> runner.feed(input, labels));
      float[] found = new float[count];
      float[] gradients = new float[question.latents().length];
      try (Result result = runner.run()) {
        result.get(0).asRawTensor().data().asFloats().read(found);
        result.get(1).asRawTensor().data().asFloats().read(gradients);
      }
      return new Answer(found, gradients);
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
