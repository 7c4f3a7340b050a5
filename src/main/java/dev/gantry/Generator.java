package dev.gantry;

import dev.gantry.error.UserException;
import dev.gantry.export.ModelDirectory;
import dev.gantry.export.ModelInfo;
import dev.gantry.export.Trust;
import dev.gantry.model.Latents;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An exported model in memory, making pictures.
 *
 * <p>Thread-safe: calls of several threads run side by side. Pictures of one seed are the same on
 * every call with the same count; with another count they may differ in the last bit of a float,
 * and so, rarely, by one level of 256. A model that was trained with classes makes the one that is
 * asked for, by its label; any other takes no label.
 */
public final class Generator implements AutoCloseable {
  /** Bounds what one call of TensorFlow holds at a time. */
  private static final int PIXELS_AT_A_TIME = 1 << 20;

  private static final int IMAGES_AT_A_TIME = 64;

  private final ModelInfo info;
  private final ClassLabels classes;
  private final InferenceSession session;

  /** Calls read, closing writes: it waits for the calls in flight. */
  private final CloseGuard guard = new CloseGuard("generator");

  private Generator(ModelInfo info, InferenceSession session) {
    this.info = info;
    this.classes = new ClassLabels(info.labels());
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param model a folder that was exported: {@code savedmodels/NAME/VERSION}, or {@code
   *     savedmodels/NAME} for its highest version
   * @throws UserException if it is none, is damaged, is of a newer format, or does more than
   *     calculate
   */
  public static Generator open(Path model) {
    return open(model, Trust.CALCULATION);
  }

  /**
   * Loads a model that may do more than calculate.
   *
   * @param model as {@link #open(Path)} takes it
   * @param trust what its graph may do
   * @throws UserException as {@link #open(Path)}
   */
  public static Generator open(Path model, Trust trust) {
    ModelDirectory directory = ModelDirectory.open(model);
    directory.verify(trust);
    return new Generator(directory.info(), InferenceSession.load(directory));
  }

  /**
   * The picture of a seed.
   *
   * @return as {@link #generate(long, int)} makes it
   * @throws IllegalStateException if this is closed
   */
  public BufferedImage generate(long seed) {
    return generate(seed, 1).get(0);
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on. Where the model has
   * classes, they come in turn: the picture of seed s has label s mod their number.
   *
   * @param count how many; at least 1
   * @return RGB, or 256 levels of grey as palette
   * @throws IllegalArgumentException if count is below 1
   * @throws IllegalStateException if this is closed
   */
  public List<BufferedImage> generate(long seed, int count) {
    return pictures(seeded(seed, count, i -> classes.inTurn(seed + i)));
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on, all of one class.
   *
   * @param count how many; at least 1
   * @param label of the class: its index in {@link #labels}
   * @return as {@link #generate(long, int)} makes them
   * @throws IllegalArgumentException if count is below 1, or the model has no such class or none at
   *     all
   * @throws IllegalStateException if this is closed
   */
  public List<BufferedImage> generate(long seed, int count, int label) {
    classes.check(label);
    return pictures(seeded(seed, count, i -> label));
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on, all of one class.
   *
   * @param className as {@link #label} takes it
   * @see #generate(long, int, int)
   */
  public List<BufferedImage> generate(long seed, int count, String className) {
    return generate(seed, count, label(className));
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on, as numbers; their classes
   * are those of {@link #generate(long, int)}.
   *
   * @param count how many; at least 1
   * @return [count, height, width, channels] in row-major order, values in [0, 1]
   * @throws IllegalArgumentException if count is below 1, or more than one array holds
   * @throws IllegalStateException if this is closed
   */
  public float[] generateArray(long seed, int count) {
    return values(seeded(seed, count, i -> classes.inTurn(seed + i)));
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on, all of one class, as
   * numbers.
   *
   * @param count how many; at least 1
   * @param label of the class: its index in {@link #labels}
   * @return [count, height, width, channels] in row-major order, values in [0, 1]
   * @throws IllegalArgumentException if count is below 1, or more than one array holds, or the
   *     model has no such class or none at all
   * @throws IllegalStateException if this is closed
   */
  public float[] generateArray(long seed, int count, int label) {
    classes.check(label);
    return values(seeded(seed, count, i -> label));
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on, all of one class, as
   * numbers.
   *
   * @param className as {@link #label} takes it
   * @see #generateArray(long, int, int)
   */
  public float[] generateArray(long seed, int count, String className) {
    return generateArray(seed, count, label(className));
  }

  /**
   * The pictures of the seeds {@code seed}, {@code seed + 1}, and so on, as they would be stored.
   *
   * @param count how many; at least 1
   * @param labels [count], a label for each; empty where the model has no classes
   * @return [count, height, width, channels] in row-major order, 0 black to 255 white
   * @throws IllegalArgumentException if count is below 1, or more than one array holds, or there is
   *     not one label of the model's for each picture
   * @throws IllegalStateException if this is closed
   */
  public byte[] generateLevels(long seed, int count, int[] labels) {
    if (!classes.names().isEmpty() || labels.length > 0) {
      classes.check(labels, count);
    }
    float[] unit = values(seeded(seed, count, i -> labels.length == 0 ? 0 : labels[i]));
    byte[] levels = new byte[unit.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Pixels.level(unit[i]);
    }
    return levels;
  }

  /**
   * The pictures of these latents. Where the model has classes, they come in turn: row i has label
   * i mod their number.
   *
   * @param latents [count, latent size], count at least 1; drawn from a standard normal
   *     distribution in training
   * @return one for each row, as {@link #generate(long, int)} makes them
   * @throws IllegalArgumentException if there is no row, one is of another length, or a value is
   *     not finite
   * @throws IllegalStateException if this is closed
   */
  public List<BufferedImage> decode(float[][] latents) {
    return pictures(given(latents, classes::inTurn));
  }

  /**
   * The pictures of these latents, each of its class: the same latent with one label after another
   * shows what the classes change.
   *
   * @param latents as {@link #decode(float[][])} takes them
   * @param labels [count], a label for each row: indices in {@link #labels}
   * @return one for each row, as {@link #generate(long, int)} makes them
   * @throws IllegalArgumentException if the latents are wrong as for {@link #decode(float[][])},
   *     there is not one label a row, or the model has no such class or none at all
   * @throws IllegalStateException if this is closed
   */
  public List<BufferedImage> decode(float[][] latents, int[] labels) {
    classes.check(labels, latents.length);
    return pictures(given(latents, i -> labels[i]));
  }

  /**
   * The pictures of these latents, as numbers; their classes are those of {@link
   * #decode(float[][])}.
   *
   * @param latents as {@link #decode(float[][])} takes them
   * @return [count, height, width, channels] in row-major order, values in [0, 1]
   * @throws IllegalArgumentException if there is no row, one is of another length, a value is not
   *     finite, or one array cannot hold the pictures
   * @throws IllegalStateException if this is closed
   */
  public float[] decodeArray(float[][] latents) {
    return values(given(latents, classes::inTurn));
  }

  /**
   * The pictures of these latents, each of its class, as numbers.
   *
   * @param latents as {@link #decode(float[][])} takes them
   * @param labels as {@link #decode(float[][], int[])} takes them
   * @return [count, height, width, channels] in row-major order, values in [0, 1]
   * @throws IllegalArgumentException as {@link #decode(float[][], int[])}, or if one array cannot
   *     hold the pictures
   * @throws IllegalStateException if this is closed
   */
  public float[] decodeArray(float[][] latents, int[] labels) {
    classes.check(labels, latents.length);
    return values(given(latents, i -> labels[i]));
  }

  /**
   * The pictures that are asked for.
   *
   * @return one for each, as {@link #generate(long, int)} makes them
   * @throws IllegalArgumentException if the request does not go with this model: a latent of
   *     another length or with a value that is not finite, a label that the model does not have
   * @throws IllegalStateException if this is closed
   */
  public List<BufferedImage> generate(GenerateRequest request) {
    return pictures(asked(request));
  }

  /**
   * The pictures that are asked for, as numbers.
   *
   * @return [count, height, width, channels] in row-major order, values in [0, 1]
   * @throws IllegalArgumentException as {@link #generate(GenerateRequest)}, or if one array cannot
   *     hold the pictures
   * @throws IllegalStateException if this is closed
   */
  public float[] generateArray(GenerateRequest request) {
    return values(asked(request));
  }

  /**
   * The pictures that are asked for, made a few at a time as the stream is read: any number of them
   * in little memory. Reading it throws {@link IllegalStateException} once this is closed.
   *
   * @throws IllegalArgumentException as {@link #generate(GenerateRequest)}, at once
   */
  public Stream<BufferedImage> stream(GenerateRequest request) {
    Request checked = asked(request);
    int largest = largestBatch();
    return IntStream.iterate(0, first -> first < checked.count(), first -> first + largest)
        .mapToObj(first -> new Batch(first, Math.min(largest, checked.count() - first)))
        .flatMap(batch -> made(checked, batch).stream());
  }

  private List<BufferedImage> made(Request request, Batch batch) {
    List<BufferedImage> pictures = new ArrayList<>();
    guard.use(() -> addPictures(pictures, batch, images(request, batch)));
    return pictures;
  }

  private Request asked(GenerateRequest request) {
    int[] labels = request.labels();
    if (labels.length > 0) {
      classes.check(labels, request.count());
    }
    long first = request.seed();
    IntUnaryOperator label = i -> labels.length > 0 ? labels[i] : classes.inTurn(first + i);
    if (request.latents().length > 0) {
      return given(request.latents(), label);
    }
    double threshold = request.truncation() > 0 ? request.truncation() : Double.POSITIVE_INFINITY;
    return new Request(
        request.count(),
        batch -> Latents.truncated(first + batch.first(), batch.count(), latentSize(), threshold),
        label);
  }

  /** Names of the classes, index = label; empty where the model has no classes. */
  public List<String> labels() {
    return classes.names();
  }

  /**
   * The label of a class.
   *
   * @param className one of {@link #labels}, letter for letter
   * @return its index there; the first where several classes have the name
   * @throws IllegalArgumentException if the model has no such class, or none at all
   */
  public int label(String className) {
    return classes.of(className);
  }

  /** Length of a latent. */
  public int latentSize() {
    return info.latent().size();
  }

  /** Height of a picture in pixels. */
  public int imageHeight() {
    return info.image().height();
  }

  /** Width of a picture in pixels. */
  public int imageWidth() {
    return info.image().width();
  }

  /** 1 for grey, 3 for RGB. */
  public int channels() {
    return info.image().channels();
  }

  /** What the export says of itself: provenance, configuration, signatures. */
  public ModelInfo info() {
    return info;
  }

  /** Waits for the calls in flight, then frees the model. Closing again does nothing. */
  @Override
  public void close() {
    guard.close(session::close);
  }

  /** Images from {@code first} on, {@code count} of them. */
  private record Batch(int first, int count) {}

  private interface LatentSource {
    /** [batch, latent size] in row-major order. */
    float[] of(Batch batch);
  }

  /** Images that are asked for: how many, and the latent and label of each. */
  private record Request(int count, LatentSource latents, IntUnaryOperator labels) {
    long[] labels(Batch batch) {
      return IntStream.range(batch.first(), batch.first() + batch.count())
          .map(labels)
          .asLongStream()
          .toArray();
    }
  }

  private interface ImageSink {
    void accept(Batch batch, float[] images);
  }

  private Request seeded(long seed, int count, IntUnaryOperator labels) {
    Request request = asked(GenerateRequest.seeds(seed, count));
    return new Request(count, request.latents(), labels);
  }

  private Request given(float[][] latents, IntUnaryOperator labels) {
    checkLatents(latents);
    return new Request(latents.length, batch -> flat(latents, batch), labels);
  }

  private List<BufferedImage> pictures(Request request) {
    List<BufferedImage> pictures = new ArrayList<>();
    run(request, (batch, images) -> addPictures(pictures, batch, images));
    return pictures;
  }

  private void addPictures(List<BufferedImage> pictures, Batch batch, float[] images) {
    for (int i = 0; i < batch.count(); i++) {
      pictures.add(Pixels.picture(images, i, info.image()));
    }
  }

  private float[] values(Request request) {
    int each = info.image().values();
    int count = request.count();
    if (count > Integer.MAX_VALUE / each) {
      throw new IllegalArgumentException(
          "count is %d; one array holds %d images at most"
              .formatted(count, Integer.MAX_VALUE / each));
    }
    float[] all = new float[count * each];
    run(
        request,
        (batch, images) ->
            System.arraycopy(images, 0, all, batch.first() * each, batch.count() * each));
    return all;
  }

  private void run(Request request, ImageSink sink) {
    guard.use(
        () -> {
          int largest = largestBatch();
          for (int done = 0; done < request.count(); ) {
            Batch batch = new Batch(done, Math.min(largest, request.count() - done));
            sink.accept(batch, images(request, batch));
            done += batch.count();
          }
        });
  }

  private float[] images(Request request, Batch batch) {
    return session.images(request.latents().of(batch), request.labels(batch));
  }

  private int largestBatch() {
    int pixels = info.image().height() * info.image().width();
    return Math.max(1, Math.min(IMAGES_AT_A_TIME, PIXELS_AT_A_TIME / pixels));
  }

  private float[] flat(float[][] latents, Batch batch) {
    float[] flat = new float[batch.count() * latentSize()];
    for (int i = 0; i < batch.count(); i++) {
      System.arraycopy(latents[batch.first() + i], 0, flat, i * latentSize(), latentSize());
    }
    return flat;
  }

  /** Throws what {@link #decode} would of this latent and label; label -1 is for none. */
  void check(float[] latent, int label) {
    checkLatents(new float[][] {latent});
    if (label >= 0) {
      classes.check(label);
    }
  }

  /** The latent of a seed, [latent size]. */
  float[] latent(long seed) {
    return Latents.normal(seed, 1, latentSize());
  }

  /** The label of a seed's picture; 0 where there are no classes. */
  int labelInTurn(long seed) {
    return classes.inTurn(seed);
  }

  /** The pictures of latents that were checked, each with its label. */
  List<BufferedImage> decodeChecked(float[][] latents, int[] labels) {
    return pictures(new Request(latents.length, batch -> flat(latents, batch), i -> labels[i]));
  }

  private void checkLatents(float[][] latents) {
    if (latents.length == 0) {
      throw new IllegalArgumentException("there are no latents; give at least 1");
    }
    for (int i = 0; i < latents.length; i++) {
      if (latents[i].length != latentSize()) {
        throw new IllegalArgumentException(
            "latent %d has %d values; this model takes %d"
                .formatted(i, latents[i].length, latentSize()));
      }
      for (float value : latents[i]) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "latent %d holds %s; it must be finite".formatted(i, value));
        }
      }
    }
  }
}
