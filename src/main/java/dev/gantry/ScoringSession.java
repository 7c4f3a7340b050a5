package dev.gantry;

import dev.gantry.export.DiscriminatorDirectory;
import dev.gantry.export.DiscriminatorInfo;
import dev.gantry.export.ModelInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A loaded SavedModel that judges pictures. Thread-safe, but for closing. */
final class ScoringSession implements AutoCloseable {
  static final String SCORE = "score";
  static final String FEATURES = "features";
  static final String CLASS_LOGITS = "class_logits";

  private static final String IMAGES = "image";
  private static final String LABELS = "label";

  private final SavedModelBundle bundle;
  private final Map<String, Question> questions;
  private final ModelInfo.Image shape;

  /**
   * What can be asked.
   *
   * @param labels where the classes of the pictures go, where they are asked for
   */
  private record Question(Output<?> images, Optional<Output<?>> labels, Output<?> answer) {}

  private ScoringSession(
      SavedModelBundle bundle, Map<String, Question> questions, ModelInfo.Image shape) {
    this.bundle = bundle;
    this.questions = questions;
    this.shape = shape;
  }

  /**
   * Loads a model.
   *
   * @throws dev.gantry.error.UserException if TensorFlow cannot load it, or it does not take and
   *     make what {@code gantry.json} says
   */
  static ScoringSession load(DiscriminatorDirectory model) {
    SavedModelBundle bundle = Bundles.load(model.path());
    try {
      DiscriminatorInfo info = model.info();
      Map<String, Question> questions = new TreeMap<>();
      questions.put(SCORE, question(model, bundle, SCORE, SCORE, List.of(-1L)));
      questions.put(
          FEATURES,
          question(model, bundle, FEATURES, FEATURES, List.of(-1L, (long) info.features())));
      if (Bundles.signature(model.path(), bundle, SCORE).containsOutputs(CLASS_LOGITS)) {
        List<Long> logits = List.of(-1L, (long) info.labels().size());
        questions.put(CLASS_LOGITS, question(model, bundle, SCORE, CLASS_LOGITS, logits));
      }
      return new ScoringSession(bundle, questions, info.image());
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static Question question(
      DiscriminatorDirectory model,
      SavedModelBundle bundle,
      String name,
      String answer,
      List<Long> shape) {
    SignatureDef signature = Bundles.signature(model.path(), bundle, name);
    ModelInfo.Image image = model.info().image();
    List<Long> pictures =
        List.of(-1L, (long) image.height(), (long) image.width(), (long) image.channels());
    String taken = Bundles.tensor(model.path(), signature.getInputsMap(), IMAGES, pictures);
    String made = Bundles.tensor(model.path(), signature.getOutputsMap(), answer, shape);
    Optional<Output<?>> labels =
        signature.containsInputs(LABELS)
            ? Optional.of(
                bundle
                    .graph()
                    .outputOrThrow(
                        Bundles.tensor(
                            model.path(), signature.getInputsMap(), LABELS, List.of(-1L))))
            : Optional.empty();
    return new Question(
        bundle.graph().outputOrThrow(taken), labels, bundle.graph().outputOrThrow(made));
  }

  /** Whether a question can be asked. */
  boolean answers(String question) {
    return questions.containsKey(question);
  }

  /** Whether a question must be asked with the classes of the pictures. */
  boolean needsLabels(String question) {
    return questions.containsKey(question) && of(question).labels().isPresent();
  }

  private Question of(String question) {
    Question found = questions.get(question);
    if (found == null) {
      throw new IllegalStateException("this model does not answer " + question);
    }
    return found;
  }

  /**
   * Runs the model.
   *
   * @param pictures [count, height, width, channels] in [0, 1]
   * @param label [count]; not looked at where the question takes none
   * @return [count] scores, or [count, columns]
   */
  float[] ask(String question, float[] pictures, long[] label) {
    Question asked = of(question);
    int count = pictures.length / shape.values();
    try (TFloat32 fed =
            TFloat32.tensorOf(
                Shape.of(count, shape.height(), shape.width(), shape.channels()),
                DataBuffers.of(pictures));
        TInt64 classes = TInt64.tensorOf(Shape.of(label.length), DataBuffers.of(label))) {
      Session.Runner runner =
          bundle.session().runner().feed(asked.images(), fed).fetch(asked.answer());
      asked.labels().ifPresent(input -> runner.feed(input, classes));
      try (Result result = runner.run()) {
        float[] values = new float[(int) result.get(0).shape().size()];
        result.get(0).asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
