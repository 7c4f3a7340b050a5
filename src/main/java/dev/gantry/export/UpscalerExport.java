package dev.gantry.export;

import dev.gantry.config.RunConfig;
import dev.gantry.export.ModelInfo.Signature;
import dev.gantry.export.ModelInfo.Tensor;
import dev.gantry.model.GeneratorArchitecture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * An export of a generator that enlarges pictures: its graph takes those of any height and width.
 */
final class UpscalerExport {
  static final String LOW = "low";
  static final String LOW_BYTES = "low_bytes";

  private static final float WHITE = 255;

  private UpscalerExport() {}

  static ModelDraft draft(GeneratorSnapshot snapshot, ExportForm form) {
    RunConfig config = snapshot.config();
    GeneratorArchitecture generator = config.model().generator();
    int channels = config.data().channels();
    Map<String, Signature> signatures = signatures(channels);
    return new ModelDraft(
        graph(snapshot, form),
        signatures,
        requests(config.data().size() / generator.enlarges().orElseThrow(), channels),
        file ->
            ModelInfoFile.bytes(
                new UpscalerInfo(
                    ModelInfo.FORMAT,
                    UpscalerInfo.KIND,
                    generator.enlarges().orElseThrow(),
                    generator.reach(),
                    channels,
                    signatures,
                    file,
                    SavedModelExporter.provenance(snapshot, form),
                    SavedModelExporter.tree(config))));
  }

  private static Map<String, Signature> signatures(int channels) {
    long any = Signatures.ANY;
    Tensor pictures = new Tensor(Signatures.FLOAT, List.of(any, any, any, (long) channels));
    Tensor files = new Tensor(Signatures.STRING, List.of(any));
    Map<String, Signature> signatures = new LinkedHashMap<>();
    signatures.put(
        Signatures.DEFAULT,
        new Signature(Map.of(LOW, pictures), Map.of(Signatures.IMAGE, pictures)));
    signatures.put(
        Signatures.PNG,
        new Signature(Map.of(LOW_BYTES, files), Map.of(Signatures.IMAGE_BYTES, files)));
    return signatures;
  }

  private static GraphDef graph(GeneratorSnapshot snapshot, ExportForm form) {
    int channels = snapshot.config().data().channels();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> read = fromFile(tf.withSubScope("file"), tf, channels); // [1, h, w, c]
      // Where pictures are fed, no file is looked for.
      Operand<TFloat32> low =
          tf.withName(LOW)
              .placeholderWithDefault(
                  read,
                  Shape.of(
                      Shape.UNKNOWN_SIZE,
                      Shape.UNKNOWN_SIZE,
                      Shape.UNKNOWN_SIZE,
                      channels)); // [batch, h, w, c], in [0, 1]
      Operand<TFloat32> signed =
          tf.math.sub(tf.math.mul(low, tf.constant(2f)), tf.constant(1f)); // in [-1, 1]
      Operand<TFloat32> large =
          snapshot
              .config()
              .generator()
              .generate(
                  snapshot.pass(tf), signed, Optional.empty()); // [batch, scale · h, scale · w, c]
      Operand<TFloat32> image =
          tf.withName(Signatures.IMAGE)
              .math
              .mul(tf.math.add(large, tf.constant(1f)), tf.constant(0.5f)); // in [0, 1]
      PngFiles.encode(tf, image);
      return GraphForm.of(graph, form);
    }
  }

  /**
   * The picture in the one file that {@code low_bytes} has, in [0, 1], [1, h, w, c]. Pictures of
   * several files would have to be of one size; servers batch requests by their first dimension, so
   * the input has one.
   */
  private static Operand<TFloat32> fromFile(Ops tf, Ops root, int channels) {
    Operand<TString> files =
        root.withName(LOW_BYTES)
            .placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))); // [batch]
    Op one =
        tf.assertThat(
            tf.math.equal(tf.size(files), tf.constant(1)),
            List.of(
                tf.constant("low_bytes must have one picture a request; found"), tf.size(files)));
    Operand<TString> file =
        tf.withControlDependencies(one).reshape(files, tf.constant(new int[0])); // []
    Operand<TUint8> levels =
        tf.image.decodePng(file, TUint8.class, DecodePng.channels((long) channels)); // [h, w, c]
    Operand<TFloat32> unit =
        tf.math.div(tf.dtypes.cast(levels, TFloat32.class), tf.constant(WHITE)); // [h, w, c]
    return tf.expandDims(unit, tf.constant(0)); // [1, h, w, c]
  }

  /** A picture of the size that the network was trained on, as numbers and as a file. */
  private static List<WarmUpRequest> requests(int size, int channels) {
    List<WarmUpRequest> requests = new ArrayList<>();
    float[] noise = new float[size * size * channels];
    Random random = new Random(0);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    requests.add(
        new WarmUpRequest(
            Signatures.DEFAULT, Map.of(LOW, WarmUpRequest.tensor(noise, 1, size, size, channels))));
    requests.add(
        new WarmUpRequest(
            Signatures.PNG, Map.of(LOW_BYTES, WarmUpRequest.file(png(size, channels)))));
    return requests;
  }

  private static byte[] png(int size, int channels) {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(new BufferedImage(size, size, type), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
