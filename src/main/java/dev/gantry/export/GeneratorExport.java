package dev.gantry.export;

import dev.gantry.config.RunConfig;
import dev.gantry.data.DataConfig;
import dev.gantry.model.Conditioning;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * An export of a generator that makes images from latents: alone in its graph, its variables as
 * constants, for any batch size.
 *
 * <p>A graph of its own, because exporting the training graph would ship the discriminator and the
 * optimizers with it, and TensorFlow Java's exporter does not see resource variables.
 */
final class GeneratorExport {
  private GeneratorExport() {}

  static ModelDraft draft(GeneratorSnapshot snapshot, ExportForm form) {
    RunConfig config = snapshot.config();
    DataConfig data = config.data();
    int latent = config.model().latent();
    ModelInfo.Image image =
        new ModelInfo.Image(data.size(), data.size(), data.channels(), ModelInfo.Image.UNIT_RANGE);
    Map<String, ModelInfo.Signature> signatures =
        GeneratorSignatures.of(latent, snapshot.classes(), image);
    return new ModelDraft(
        graph(snapshot, form),
        signatures,
        GeneratorSignatures.requests(latent, snapshot.classes().size()),
        file ->
            ModelInfoFile.bytes(
                new ModelInfo(
                    ModelInfo.FORMAT,
                    new ModelInfo.Latent(latent, ModelInfo.Latent.NORMAL),
                    image,
                    snapshot.classes(),
                    signatures,
                    file,
                    SavedModelExporter.provenance(snapshot, form),
                    SavedModelExporter.tree(config))));
  }

  private static GraphDef graph(GeneratorSnapshot snapshot, ExportForm form) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      PngFiles.encode(tf, image(tf, snapshot, form));
      return GraphForm.of(graph, form);
    }
  }

  /** Images in [0, 1], [batch, size, size, channels]. */
  private static Operand<TFloat32> image(Ops tf, GeneratorSnapshot snapshot, ExportForm form) {
    RunConfig config = snapshot.config();
    Operand<TFloat32> z =
        tf.withName(GeneratorSignatures.Z)
            .placeholder(
                TFloat32.class,
                Placeholder.shape(
                    Shape.of(Shape.UNKNOWN_SIZE, config.model().latent()))); // [batch, latent]
    Operand<TFloat32> latents =
        form.truncation() > 0
            ? Truncation.of(tf.withSubScope("truncation"), z, form.truncation())
            : z;
    Operand<TFloat32> signed =
        config
            .generator()
            .generate(
                snapshot.pass(tf), latents, classes(tf, z, config.conditioning())); // in [-1, 1]
    return tf.withName(Signatures.IMAGE)
        .math
        .mul(tf.math.add(signed, tf.constant(1f)), tf.constant(0.5f));
  }

  private static Optional<Operand<TFloat32>> classes(
      Ops tf, Operand<TFloat32> z, Conditioning conditioning) {
    return conditioning.usesLabels()
        ? Optional.of(new LabelInput(GeneratorSignatures.Z, conditioning.classes()).oneHot(tf, z))
        : Optional.empty();
  }
}
