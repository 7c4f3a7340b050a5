package dev.gantry;

import dev.gantry.export.DiscriminatorDirectory;
import dev.gantry.export.DiscriminatorInfo;
import dev.gantry.export.ModelInfo;
import dev.gantry.export.Trust;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An exported discriminator in memory, judging pictures: how real they look to the network that was
 * trained against a generator, and what it sees in them.
 *
 * <p>Scores rank pictures of one model; they are no probabilities, and those of two models do not
 * compare. Thread-safe: calls of several threads run side by side.
 */
public final class Discriminator implements AutoCloseable {
  /** Bounds what one call of TensorFlow holds at a time. */
  private static final int PICTURES_AT_A_TIME = 64;

  private final DiscriminatorInfo info;
  private final ClassLabels classes;
  private final ScoringSession session;

  /** Calls read, closing writes: it waits for the calls in flight. */
  private final CloseGuard guard = new CloseGuard("discriminator");

  private Discriminator(DiscriminatorInfo info, ScoringSession session) {
    this.info = info;
    this.classes = new ClassLabels(info.labels());
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param model a folder that {@code gantry export --network discriminator} wrote: {@code
   *     savedmodels/NAME/VERSION}, or {@code savedmodels/NAME} for its highest version
   * @throws dev.gantry.error.UserException if it is none, makes pictures, is damaged, or is of a
   *     newer format, or does more than calculate
   */
  public static Discriminator open(Path model) {
    return open(model, Trust.CALCULATION);
  }

  /**
   * Loads a model that may do more than calculate.
   *
   * @param model as {@link #open(Path)} takes it
   * @param trust what its graph may do
   * @throws dev.gantry.error.UserException as {@link #open(Path)}
   */
  public static Discriminator open(Path model, Trust trust) {
    DiscriminatorDirectory directory = DiscriminatorDirectory.open(model);
    directory.verify(trust);
    return new Discriminator(directory.info(), ScoringSession.load(directory));
  }

  /**
   * How real pictures look, higher for more: the logit of "this is real" where the objective is a
   * logistic one.
   *
   * @param pictures at least 1, each of {@link #imageWidth} × {@link #imageHeight} pixels;
   *     transparent ones lie over white, colours become grey where the model is of grey pictures
   * @return one for each
   * @throws IllegalArgumentException if there is none, one is of another size, or {@link
   *     #needsLabels}
   * @throws IllegalStateException if this is closed
   */
  public float[] score(List<BufferedImage> pictures) {
    return ask(ScoringSession.SCORE, values(pictures), new int[0]);
  }

  /**
   * How real pictures look as pictures of their classes, higher for more.
   *
   * @param pictures as {@link #score(List)} takes them
   * @param labels [count], indices in {@link #labels}
   * @return one for each
   * @throws IllegalArgumentException if the pictures are wrong as for {@link #score(List)}, or
   *     there is not one label of the model's for each, or it takes none
   * @throws IllegalStateException if this is closed
   */
  public float[] score(List<BufferedImage> pictures, int[] labels) {
    requireTakesLabels();
    return ask(ScoringSession.SCORE, values(pictures), labels);
  }

  /**
   * What the last layer but one sees in pictures, for classifiers and for finding like ones.
   *
   * @param pictures as {@link #score(List)} takes them
   * @return [count][{@link #featureCount}]
   * @throws IllegalArgumentException if the pictures are wrong as for {@link #score(List)}, or the
   *     model sees classes as a part of pictures and so {@link #needsLabels}
   * @throws IllegalStateException if this is closed
   */
  public float[][] features(List<BufferedImage> pictures) {
    return rows(ask(ScoringSession.FEATURES, values(pictures), new int[0]), info.features());
  }

  /**
   * What the last layer but one sees in pictures of their classes.
   *
   * @param pictures as {@link #score(List)} takes them
   * @param labels [count], indices in {@link #labels}
   * @return [count][{@link #featureCount}]
   * @throws IllegalArgumentException as {@link #score(List, int[])}
   * @throws IllegalStateException if this is closed
   */
  public float[][] features(List<BufferedImage> pictures, int[] labels) {
    requireTakesLabels();
    return rows(ask(ScoringSession.FEATURES, values(pictures), labels), info.features());
  }

  /**
   * How likely each class is, of a model with a class head (ACGAN, Odena et al. 2017).
   *
   * @param pictures as {@link #score(List)} takes them
   * @return [count][classes], each row of sum 1
   * @throws IllegalArgumentException if the pictures are wrong as for {@link #score(List)}, or the
   *     model tells no classes
   * @throws IllegalStateException if this is closed
   */
  public float[][] classProbabilities(List<BufferedImage> pictures) {
    if (!session.answers(ScoringSession.CLASS_LOGITS)) {
      throw new IllegalArgumentException("this model has no class head, so it tells no classes");
    }
    float[][] rows =
        rows(ask(ScoringSession.CLASS_LOGITS, values(pictures), new int[0]), info.labels().size());
    for (float[] row : rows) {
      softmax(row);
    }
    return rows;
  }

  /** Whether {@link #score(List, int[])} must be told the classes of pictures. */
  public boolean needsLabels() {
    return session.needsLabels(ScoringSession.SCORE);
  }

  /** Names of the classes that it is told or tells, index = label; empty where it knows none. */
  public List<String> labels() {
    return classes.names();
  }

  /** How many numbers {@link #features(List)} gives for a picture. */
  public int featureCount() {
    return info.features();
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
  public DiscriminatorInfo info() {
    return info;
  }

  /** Waits for the calls in flight, then frees the model. Closing again does nothing. */
  @Override
  public void close() {
    guard.close(session::close);
  }

  private void requireTakesLabels() {
    if (!needsLabels()) {
      throw new IllegalArgumentException(
          "this model is not told the class of a picture; leave the labels out");
    }
  }

  /** [count, height, width, channels] in [0, 1]. */
  private float[] values(List<BufferedImage> pictures) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("there are no pictures; give at least 1");
    }
    ModelInfo.Image shape = info.image();
    float[] values = new float[Math.multiplyExact(pictures.size(), shape.values())];
    for (int i = 0; i < pictures.size(); i++) {
      BufferedImage picture = pictures.get(i);
      if (picture.getWidth() != shape.width() || picture.getHeight() != shape.height()) {
        throw new IllegalArgumentException(
            "picture %d has %d×%d pixels; this model takes %d×%d"
                .formatted(
                    i, picture.getWidth(), picture.getHeight(), shape.width(), shape.height()));
      }
      Pixels.read(picture, values, i * shape.values(), shape.channels());
    }
    return values;
  }

  private float[] ask(String question, float[] values, int[] labels) {
    int each = info.image().values();
    int count = values.length / each;
    if (labels.length > 0 || session.needsLabels(question)) {
      classes.check(labels, count);
    }
    float[][] answers = new float[(count + PICTURES_AT_A_TIME - 1) / PICTURES_AT_A_TIME][];
    guard.use(
        () -> {
          for (int i = 0; i < answers.length; i++) {
            int first = i * PICTURES_AT_A_TIME;
            int last = Math.min(count, first + PICTURES_AT_A_TIME);
            answers[i] =
                session.ask(
                    question,
                    Arrays.copyOfRange(values, first * each, last * each),
                    part(labels, first, last));
          }
        });
    return joined(answers);
  }

  /** None of none. */
  private static long[] part(int[] labels, int first, int last) {
    return labels.length == 0
        ? new long[0]
        : Arrays.stream(labels, first, last).asLongStream().toArray();
  }

  private static float[] joined(float[][] parts) {
    float[] all = new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int filled = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, filled, part.length);
      filled += part.length;
    }
    return all;
  }

  private static float[][] rows(float[] values, int columns) {
    float[][] rows = new float[values.length / columns][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
    }
    return rows;
  }

  private static void softmax(float[] row) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (float logit : row) {
      greatest = Math.max(greatest, logit);
    }
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) Math.exp(row[i] - greatest);
      sum += row[i];
    }
    for (int i = 0; i < row.length; i++) {
      row[i] /= (float) sum;
    }
  }
}
