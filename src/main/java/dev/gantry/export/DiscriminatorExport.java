package dev.gantry.export;

import dev.gantry.config.RunConfig;
import dev.gantry.export.ModelInfo.Signature;
import dev.gantry.export.ModelInfo.Tensor;
import dev.gantry.model.Conditioning;
import dev.gantry.model.Judgement;
import dev.gantry.model.LabelChannel;
import dev.gantry.model.LabelProjection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;

/**
 * An export of a discriminator: {@code score} says how real images look, {@code features} what its
 * last layer but one sees in them.
 */
final class DiscriminatorExport {
  static final String SCORE = "score";
  static final String FEATURES = "features";
  static final String CLASS_LOGITS = "class_logits";

  private DiscriminatorExport() {}

  static ModelDraft draft(DiscriminatorSnapshot snapshot, ExportForm form) {
    RunConfig config = snapshot.config();
    ModelInfo.Image image =
        new ModelInfo.Image(
            config.data().size(),
            config.data().size(),
            config.data().channels(),
            ModelInfo.Image.UNIT_RANGE);
    try (Graph graph = new Graph()) {
      Judgement judgement = build(Ops.create(graph), snapshot);
      Map<String, Signature> signatures = signatures(snapshot, image, judgement);
      int features = (int) judgement.features().shape().get(1);
      return new ModelDraft(
          GraphForm.of(graph, form),
          signatures,
          requests(signatures, image, snapshot.classes().size()),
          file ->
              ModelInfoFile.bytes(
                  new DiscriminatorInfo(
                      ModelInfo.FORMAT,
                      DiscriminatorInfo.KIND,
                      image,
                      snapshot.classes(),
                      features,
                      signatures,
                      file,
                      SavedModelExporter.provenance(snapshot, form),
                      SavedModelExporter.tree(config))));
    }
  }

  /** Whether it must be told the class of an image. */
  private static boolean isTold(Conditioning conditioning) {
    return conditioning.usesLabels()
        && (conditioning.discriminator() instanceof LabelChannel
            || conditioning.discriminator() instanceof LabelProjection);
  }

  private static Judgement build(Ops tf, DiscriminatorSnapshot snapshot) {
    RunConfig config = snapshot.config();
    int size = config.data().size();
    Operand<TFloat32> image =
        tf.withName(Signatures.IMAGE)
            .placeholder(
                TFloat32.class,
                Placeholder.shape(
                    Shape.of(
                        Shape.UNKNOWN_SIZE,
                        size,
                        size,
                        config.data().channels()))); // [batch, size, size, channels], in [0, 1]
    Operand<TFloat32> signed =
        tf.math.sub(tf.math.mul(image, tf.constant(2f)), tf.constant(1f)); // in [-1, 1]
    Optional<Operand<TFloat32>> classes =
        isTold(config.conditioning())
            ? Optional.of(
                new LabelInput(Signatures.IMAGE, config.conditioning().classes()).oneHot(tf, image))
            : Optional.empty();
    Judgement judgement = config.discriminator().judge(snapshot.pass(tf), signed, classes);
    tf.withName(SCORE).identity(judgement.scores()); // [batch]
    tf.withName(FEATURES).identity(judgement.features()); // [batch, features]
    judgement
        .classLogits()
        .ifPresent(logits -> tf.withName(CLASS_LOGITS).identity(logits)); // [batch, classes]
    return judgement;
  }

  private static Map<String, Signature> signatures(
      DiscriminatorSnapshot snapshot, ModelInfo.Image image, Judgement judgement) {
    Conditioning conditioning = snapshot.config().conditioning();
    Tensor images = new Tensor(Signatures.FLOAT, image.batchShape());
    Map<String, Tensor> judged = new LinkedHashMap<>();
    judged.put(Signatures.IMAGE, images);
    if (isTold(conditioning)) {
      judged.put(Signatures.LABEL, new Tensor(Signatures.INT64, List.of(Signatures.ANY)));
    }
    // Only a class that is part of the image has a say in the features.
    boolean seen = conditioning.discriminator() instanceof LabelChannel;
    Map<String, Tensor> looked = seen ? judged : Map.of(Signatures.IMAGE, images);
    Map<String, Tensor> scores = new LinkedHashMap<>();
    scores.put(SCORE, new Tensor(Signatures.FLOAT, List.of(Signatures.ANY)));
    judgement.classLogits().ifPresent(logits -> scores.put(CLASS_LOGITS, rows(logits)));
    Map<String, Signature> signatures = new LinkedHashMap<>();
    signatures.put(Signatures.DEFAULT, new Signature(judged, scores));
    signatures.put(SCORE, new Signature(judged, scores));
    signatures.put(FEATURES, new Signature(looked, Map.of(FEATURES, rows(judgement.features()))));
    return signatures;
  }

  private static Tensor rows(Operand<TFloat32> operand) {
    return new Tensor(Signatures.FLOAT, List.of(Signatures.ANY, operand.shape().get(1)));
  }

  private static List<WarmUpRequest> requests(
      Map<String, Signature> signatures, ModelInfo.Image image, int classes) {
    List<WarmUpRequest> requests = new ArrayList<>();
    signatures.forEach(
        (name, signature) -> {
          for (int batch : WarmUpRequest.BATCHES) {
            Map<String, TensorProto> inputs = new LinkedHashMap<>();
            inputs.put(Signatures.IMAGE, noise(batch, image));
            if (signature.inputs().containsKey(Signatures.LABEL)) {
              inputs.put(Signatures.LABEL, WarmUpRequest.labels(batch, classes));
            }
            requests.add(new WarmUpRequest(name, inputs));
          }
        });
    return requests;
  }

  private static TensorProto noise(int batch, ModelInfo.Image image) {
    Random random = new Random(0);
    float[] values = new float[batch * image.values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return WarmUpRequest.tensor(values, batch, image.height(), image.width(), image.channels());
  }
}
