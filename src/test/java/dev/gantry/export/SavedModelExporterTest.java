package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.RunConfig;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.model.ImageShape;
import dev.gantry.model.Latents;
import dev.gantry.nn.FrozenVariables;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

@ExtendWith(LeakCheck.class)
class SavedModelExporterTest {
  private static final int COUNT = 3;

  /** Of those images, where the generator is told classes. */
  private static final long[] LABELS = {2, 0, 1};

  @TempDir private Path folder;

  static Stream<GeneratorSnapshot> snapshots() {
    return Stream.concat(Snapshots.generators(), Stream.of(Snapshots.embeddingMlp()));
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void reloadedModelMakesTheImagesOfTheNetworkBitForBit(GeneratorSnapshot snapshot) {
    Path version = SavedModelExporter.export(snapshot, folder.resolve("tiny"));

    float[] reloaded = images(version, snapshot);

    assertThat(reloaded).isEqualTo(inferencePass(snapshot));
    assertThat(reloaded).hasSize(COUNT * shape(snapshot).values());
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void pngsDecodeToTheRoundedImages(GeneratorSnapshot snapshot) throws IOException {
    Path version = SavedModelExporter.export(snapshot, folder.resolve("tiny"));
    float[] images = images(version, snapshot);

    List<byte[]> files = pngs(version, snapshot);

    ImageShape shape = shape(snapshot);
    for (int i = 0; i < COUNT; i++) {
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(files.get(i)));
      int[] levels = picture.getRaster().getPixels(0, 0, shape.size(), shape.size(), (int[]) null);
      int[] expected = new int[shape.values()];
      for (int j = 0; j < expected.length; j++) {
        expected[j] = Math.round(images[i * shape.values() + j] * 255);
      }
      assertThat(levels).isEqualTo(expected);
    }
  }

  @Test
  void signaturesAreThoseThatTensorFlowServingExpects() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.colourDcgan(), folder.resolve("tiny"));

    MetaGraphDef meta = metaGraph(version);

    assertThat(meta.getMetaInfoDef().getTagsList()).containsExactly("serve");
    assertThat(meta.getSignatureDefMap()).containsOnlyKeys("serving_default", "png");
    for (SignatureDef signature : meta.getSignatureDefMap().values()) {
      assertThat(signature.getMethodName()).isEqualTo("tensorflow/serving/predict");
      assertThat(signature.getInputsMap()).containsOnlyKeys("z");
      assertTensor(signature.getInputsOrThrow("z"), DataType.DT_FLOAT, -1L, 5L);
    }
    SignatureDef images = meta.getSignatureDefOrThrow("serving_default");
    assertThat(images.getOutputsMap()).containsOnlyKeys("image");
    assertTensor(images.getOutputsOrThrow("image"), DataType.DT_FLOAT, -1L, 16L, 16L, 3L);
    SignatureDef png = meta.getSignatureDefOrThrow("png");
    assertThat(png.getOutputsMap()).containsOnlyKeys("image_bytes");
    assertTensor(png.getOutputsOrThrow("image_bytes"), DataType.DT_STRING, -1L);
  }

  @Test
  void modelWithClassesTakesALabelForEachImage() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.oneHotDcgan(), folder.resolve("tiny"));

    for (SignatureDef signature : metaGraph(version).getSignatureDefMap().values()) {
      assertThat(signature.getInputsMap()).containsOnlyKeys("z", "label");
      assertTensor(signature.getInputsOrThrow("z"), DataType.DT_FLOAT, -1L, 5L);
      assertTensor(signature.getInputsOrThrow("label"), DataType.DT_INT64, -1L);
    }
    ModelInfo info = ModelDirectory.open(version).info();
    assertThat(info.labels()).containsExactly("cat", "dog", "owl");
    assertThat(info.signatures())
        .containsEntry(
            "png",
            new ModelInfo.Signature(
                Map.of(
                    "z",
                    new ModelInfo.Tensor("float32", List.of(-1L, 5L)),
                    "label",
                    new ModelInfo.Tensor("int64", List.of(-1L))),
                Map.of("image_bytes", new ModelInfo.Tensor("string", List.of(-1L)))));
  }

  @Test
  void classesWithoutNamesHaveTheirNumbers() {
    Path version = SavedModelExporter.export(Snapshots.embeddingMlp(), folder.resolve("tiny"));

    assertThat(ModelDirectory.open(version).info().labels()).containsExactly("0", "1", "2");
  }

  @Test
  void anotherLabelChangesItsImageAndNoOther() {
    GeneratorSnapshot snapshot = Snapshots.oneHotDcgan();
    Path version = SavedModelExporter.export(snapshot, folder.resolve("tiny"));
    float[] images = images(version, snapshot, 2, 0, 1);

    float[] other = images(version, snapshot, 2, 1, 1);

    int each = images.length / COUNT;
    assertThat(Arrays.mismatch(images, other)).isBetween(each, 2 * each - 1);
    assertThat(Arrays.copyOfRange(other, 2 * each, 3 * each))
        .isEqualTo(Arrays.copyOfRange(images, 2 * each, 3 * each));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 3, 1L << 32, Long.MAX_VALUE})
  void labelOutOfRangeFailsTheRequestAndSaysSo(long label) {
    GeneratorSnapshot snapshot = Snapshots.embeddingMlp();
    Path version = SavedModelExporter.export(snapshot, folder.resolve("tiny"));

    assertThatThrownBy(() -> images(version, snapshot, 0, label, 1))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("label must be from 0 to 2; found")
        .hasMessageContaining(Long.toString(label));
  }

  @Test
  void oneLabelForSeveralLatentsFailsTheRequest() {
    GeneratorSnapshot snapshot = Snapshots.oneHotDcgan();
    Path version = SavedModelExporter.export(snapshot, folder.resolve("tiny"));

    assertThatThrownBy(() -> images(version, snapshot, 1))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("label must have one value for each row of z");
  }

  @Test
  void graphHoldsConstantsOnly() throws IOException {
    Path version = SavedModelExporter.export(Snapshots.colourDcgan(), folder.resolve("tiny"));

    List<String> operations =
        metaGraph(version).getGraphDef().getNodeList().stream().map(NodeDef::getOp).toList();

    assertThat(operations).doesNotContain("VarHandleOp", "VariableV2", "RestoreV2");
    assertThat(version.resolve("variables")).doesNotExist();
  }

  @Test
  void infoSaysWhatWasExported() {
    GeneratorSnapshot snapshot = Snapshots.colourDcgan();

    ModelInfo info =
        ModelDirectory.open(SavedModelExporter.export(snapshot, folder.resolve("tiny"))).info();

    assertThat(info.latent()).isEqualTo(new ModelInfo.Latent(5, "standard-normal"));
    assertThat(info.image()).isEqualTo(new ModelInfo.Image(16, 16, 3, List.of(0.0, 1.0)));
    assertThat(info.labels()).isEmpty();
    assertThat(info.signatures())
        .containsOnlyKeys("serving_default", "png")
        .containsEntry(
            "png",
            new ModelInfo.Signature(
                Map.of("z", new ModelInfo.Tensor("float32", List.of(-1L, 5L))),
                Map.of("image_bytes", new ModelInfo.Tensor("string", List.of(-1L)))));
    assertThat(info.provenance()).isEqualTo(Map.of("kimg", "12"));
    assertThat(info.config()).containsEntry("name", "tiny").containsKey("optimizer");
  }

  @Test
  void sameSnapshotGivesTheSameBytes() throws IOException {
    Path model = folder.resolve("tiny");

    Path first = SavedModelExporter.export(Snapshots.oneHotDcgan(), model);
    Path second = SavedModelExporter.export(Snapshots.oneHotDcgan(), model);

    assertThat(contents(first)).isEqualTo(contents(second)).hasSize(3);
  }

  @Test
  void versionsCountUpFromTheHighestNumberThatIsThere() throws IOException {
    Path model = folder.resolve("tiny");
    GeneratorSnapshot snapshot = Snapshots.colourMlp();

    assertThat(SavedModelExporter.export(snapshot, model)).isEqualTo(model.resolve("1"));
    Files.createDirectory(model.resolve("9"));
    Files.createDirectory(model.resolve("x11"));
    Files.createDirectory(model.resolve("0010"));
    assertThat(SavedModelExporter.export(snapshot, model)).isEqualTo(model.resolve("11"));
    assertThat(SavedModelExporter.export(snapshot, model, 3)).isEqualTo(model.resolve("3"));
    assertThat(SavedModelExporter.export(snapshot, model)).isEqualTo(model.resolve("12"));
  }

  @Test
  void versionThatIsThereIsNeverOverwritten() throws IOException {
    Path model = folder.resolve("tiny");
    Path version = SavedModelExporter.export(Snapshots.colourMlp(), model, 4);
    Map<String, ByteBuffer> before = contents(version);

    assertThatThrownBy(() -> SavedModelExporter.export(Snapshots.colourDcgan(), model, 4))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has a version 4 already");

    assertThat(contents(version)).isEqualTo(before);
    assertThat(model).isDirectoryNotContaining("glob:**/.*");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void versionOutOfRangeIsRefused(long version) {
    assertThatThrownBy(
            () -> SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("m"), version))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("version is " + version);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void exportThatFailsOnTheWayLeavesNothing() {
    GeneratorSnapshot whole = Snapshots.colourMlp();
    Map<String, float[]> variables = new HashMap<>(whole.variables());
    variables.remove("generator/image/bias");
    GeneratorSnapshot broken = Options.with(whole, "variables", variables);
    Path model = folder.resolve("tiny");

    assertThatThrownBy(() -> SavedModelExporter.export(broken, model))
        .hasMessageContaining("generator/image/bias");

    assertThat(model).isEmptyDirectory();
  }

  @Test
  void weightsThatAreNotFiniteAreNotExported() {
    GeneratorSnapshot finite = Snapshots.colourMlp();
    Map<String, float[]> variables = new HashMap<>(finite.variables());
    variables.put("generator/image/bias", new float[] {0, Float.NaN});
    GeneratorSnapshot snapshot = Options.with(finite, "variables", variables);

    assertThatThrownBy(() -> SavedModelExporter.export(snapshot, folder.resolve("tiny")))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("generator/image/bias holds NaN");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void fileInTheWayOfTheModelIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    for (Path model : List.of(file, file.resolve("tiny"))) {
      assertThatThrownBy(() -> SavedModelExporter.export(Snapshots.colourMlp(), model))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(file + " is a file");
    }
    assertThat(file).isEmptyFile();
  }

  /** What the export should make: the network built and run without one. */
  private static float[] inferencePass(GeneratorSnapshot snapshot) {
    RunConfig config = snapshot.config();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> z =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, config.model().latent())));
      Pass pass =
          new Pass(
              tf,
              "generator",
              new FrozenVariables(snapshot.variables()),
              Pass.Mode.INFERENCE,
              Precision.FLOAT32);
      Operand<TFloat32> signed =
          config.generator().generate(pass, z, oneHot(tf, config)); // in [-1, 1]
      try (Session session = new Session(graph);
          TFloat32 latents = latents(snapshot);
          Result result = session.runner().feed(z, latents).fetch(signed).run()) {
        float[] values = floats(result);
        for (int i = 0; i < values.length; i++) {
          values[i] = (values[i] + 1) / 2;
        }
        return values;
      }
    }
  }

  /** Rows of {@link #LABELS}, written out. */
  private static Optional<Operand<TFloat32>> oneHot(Ops tf, RunConfig config) {
    if (!config.conditioning().usesLabels()) {
      return Optional.empty();
    }
    float[][] rows = new float[LABELS.length][config.conditioning().classes()];
    for (int i = 0; i < LABELS.length; i++) {
      rows[i][(int) LABELS[i]] = 1;
    }
    return Optional.of(tf.constant(rows));
  }

  private static float[] images(Path version, GeneratorSnapshot snapshot) {
    return images(version, snapshot, LABELS);
  }

  private static float[] images(Path version, GeneratorSnapshot snapshot, long... labels) {
    return call(version, "serving_default", snapshot, labels, SavedModelExporterTest::floats);
  }

  private static <R> R call(
      Path version,
      String signature,
      GeneratorSnapshot snapshot,
      long[] labels,
      Function<Result, R> read) {
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString());
        TFloat32 latents = latents(snapshot);
        TInt64 label = TInt64.tensorOf(Shape.of(labels.length), DataBuffers.of(labels))) {
      Map<String, Tensor> inputs =
          snapshot.classes().isEmpty()
              ? Map.of("z", latents)
              : Map.of("z", latents, "label", label);
      try (Result result = bundle.function(signature).call(inputs)) {
        return read.apply(result);
      }
    }
  }

  private static List<byte[]> pngs(Path version, GeneratorSnapshot snapshot) {
    return call(version, "png", snapshot, LABELS, SavedModelExporterTest::files);
  }

  private static List<byte[]> files(Result result) {
    TString files = (TString) result.get(0);
    assertThat(files.shape()).isEqualTo(Shape.of(COUNT));
    return Stream.of(0L, 1L, 2L).map(i -> files.asBytes().getObject(i)).toList();
  }

  private static TFloat32 latents(GeneratorSnapshot snapshot) {
    int length = snapshot.config().model().latent();
    return TFloat32.tensorOf(
        Shape.of(COUNT, length), DataBuffers.of(Latents.normal(7, COUNT, length)));
  }

  private static float[] floats(Result result) {
    float[] values = new float[(int) result.get(0).shape().size()];
    result.get(0).asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static ImageShape shape(GeneratorSnapshot snapshot) {
    RunConfig config = snapshot.config();
    return new ImageShape(config.data().size(), config.data().channels());
  }

  private static MetaGraphDef metaGraph(Path version) throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(version.resolve("saved_model.pb")));
    assertThat(model.getSavedModelSchemaVersion()).isEqualTo(1);
    assertThat(model.getMetaGraphsCount()).isEqualTo(1);
    return model.getMetaGraphs(0);
  }

  private static void assertTensor(TensorInfo tensor, DataType type, Long... shape) {
    assertThat(tensor.getDtype()).isEqualTo(type);
    assertThat(tensor.getTensorShape().getDimList().stream().map(d -> d.getSize()))
        .containsExactly(shape);
  }

  private static Map<String, ByteBuffer> contents(Path version) throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(version)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            version.relativize(file).toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
