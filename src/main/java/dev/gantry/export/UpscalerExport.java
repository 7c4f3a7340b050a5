package dev.gantry.export;

import dev.gantry.config.RunConfig;
import dev.gantry.model.GeneratorArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
 * Writes a generator that enlarges pictures: its graph takes those of any height and width.
 *
 * <p>Without warm-up requests: TensorFlow prepares for each size of picture anew.
 */
final class UpscalerExport {
  static final String LOW = "low";
  static final String IMAGE = "image";

  private static final long ANY = -1;

  private UpscalerExport() {}

  static void write(GeneratorSnapshot snapshot, Path folder) throws IOException {
    RunConfig config = snapshot.config();
    GeneratorArchitecture generator = config.model().generator();
    int channels = config.data().channels();
    Map<String, ModelInfo.Signature> signatures =
        Map.of(
            GeneratorSignatures.DEFAULT,
            new ModelInfo.Signature(
                Map.of(LOW, pictures(channels)), Map.of(IMAGE, pictures(channels))));
    ModelInfo.SavedModel file =
        SavedModelExporter.write(
            graph(snapshot), signatures, folder.resolve(ModelDirectory.SAVED_MODEL));
    UpscalerInfo info =
        new UpscalerInfo(
            ModelInfo.FORMAT,
            UpscalerInfo.KIND,
            generator.enlarges().orElseThrow(),
            generator.reach(),
            channels,
            signatures,
            file,
            snapshot.provenance(),
            SavedModelExporter.tree(config));
    Files.write(folder.resolve(ModelInfoFile.NAME), ModelInfoFile.bytes(info));
  }

  private static ModelInfo.Tensor pictures(int channels) {
    return new ModelInfo.Tensor("float32", List.of(ANY, ANY, ANY, (long) channels));
  }

  private static GraphDef graph(GeneratorSnapshot snapshot) {
    RunConfig config = snapshot.config();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> low =
          tf.withName(LOW)
              .placeholder(
                  TFloat32.class,
                  Placeholder.shape(
                      Shape.of(
                          ANY, ANY, ANY, config.data().channels()))); // [batch, h, w, c], in [0, 1]
      Operand<TFloat32> signed =
          tf.math.sub(tf.math.mul(low, tf.constant(2f)), tf.constant(1f)); // in [-1, 1]
      Operand<TFloat32> large =
          config
              .generator()
              .generate(
                  snapshot.pass(tf), signed, Optional.empty()); // [batch, scale · h, scale · w, c]
      tf.withName(IMAGE).math.mul(tf.math.add(large, tf.constant(1f)), tf.constant(0.5f));
      return graph.toGraphDef();
    }
  }
}
