package dev.gantry.classify;

import dev.gantry.augment.Augmentation;
import dev.gantry.augment.DiffAugment;
import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;
import dev.gantry.error.DivergedException;
import dev.gantry.error.UserException;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.nn.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How a classifier is trained: Adam on the cross-entropy, the learning rate rising along a line
 * over the first tenth of the steps and falling along a line to 0 over the others. How good it is,
 * images tell that it was not trained on: a test set of their own, or else the last tenth.
 *
 * @param width channels of the network's first stage
 * @param epochs times that every image is shown
 * @param batch images in one step
 * @param learningRate at its highest
 * @param augmentation what is done to images before the network sees them
 * @param precision of the products in training, not float16, since the loss is not scaled; the
 *     trained network always runs in float32
 * @param seed every random draw derives from it
 */
public record ClassifierTraining(
    int width,
    int epochs,
    int batch,
    double learningRate,
    Augmentation augmentation,
    Precision precision,
    long seed) {
  private static final int HELD_OUT_SHARE = 10;
  private static final double WARM_UP = 0.1;

  /** Checks every component. */
  public ClassifierTraining {
    Check.range("width", width, 1, 1024);
    Check.range("epochs", epochs, 1, 10_000);
    Check.range("batch", batch, 2, 65_536);
    Check.positive("learning-rate", learningRate);
    Check.that(
        precision != Precision.FLOAT16,
        "a classifier's loss is not scaled, as float16 would need: use float32 or bfloat16");
  }

  /** Width 32, three epochs in batches of 64, images as they are. */
  public static ClassifierTraining defaults() {
    return new ClassifierTraining(32, 3, 64, 0.005, Augmentation.defaults(), Precision.FLOAT32, 1);
  }

  /**
   * The usual augmentation of small pictures (He et al. 2016, section 4.2).
   *
   * @param flip mirrored left to right, each with probability one half
   * @param shift moved by up to an eighth of the size: 4 pixels of 32
   */
  public static Augmentation augmentation(boolean flip, boolean shift) {
    return new Augmentation(flip, 0, shift ? List.of(DiffAugment.TRANSLATION) : List.of());
  }

  /** Hears of the training, on its thread. */
  public interface Progress {
    /** After some steps. */
    void moved(long images, long total);

    /**
     * After an epoch.
     *
     * @param epoch from 1
     * @param loss mean cross-entropy over the epoch
     * @param accuracy share of the images that it was not trained on that are told right
     */
    void epoch(int epoch, double loss, double accuracy);
  }

  /**
   * Trains on all but the last tenth of labelled images, in an order of its own, and is judged by
   * that tenth.
   *
   * @param source how messages call the images
   * @throws UserException if they have no classes, or are too few
   * @throws DivergedException if the loss is no number
   */
  public Classifier train(ImageSet images, String source, Progress progress) {
    checkClasses(images, source);
    // Sources may come class by class: what is held out must not be one class alone.
    int[] order = shuffled(images.count(), new SplittableRandom(seed));
    int heldOut = images.count() / HELD_OUT_SHARE;
    int trained = images.count() - heldOut;
    if (heldOut == 0 || trained < batch) {
      throw tooFew(source, images, Math.max(HELD_OUT_SHARE, batch * 10 / 9 + 1));
    }
    return train(
        new Part(images, slice(order, 0, trained)),
        new Part(images, slice(order, trained, heldOut)),
        ClassifierInfo.Judged.HELD_OUT,
        progress);
  }

  /**
   * Trains on all of the labelled images, and is judged by others.
   *
   * @param test of the same size and classes
   * @param source how messages call the images
   * @throws UserException if they have no classes, are too few, or the others have other classes
   * @throws DivergedException if the loss is no number
   */
  public Classifier train(ImageSet images, ImageSet test, String source, Progress progress) {
    checkClasses(images, source);
    if (!test.classes().equals(images.classes())) {
      throw new UserException(
          "the test images of %s have the classes %s, those to train on %s; give both the same"
              .formatted(source, test.classes(), images.classes()));
    }
    Check.that(
        test.height() == images.height()
            && test.width() == images.width()
            && test.channels() == images.channels(),
        "the test images have another size or other channels than those to train on");
    if (images.count() < batch) {
      throw tooFew(source, images, batch);
    }
    return train(
        new Part(images, IntStream.range(0, images.count()).toArray()),
        new Part(test, IntStream.range(0, test.count()).toArray()),
        ClassifierInfo.Judged.TEST_SPLIT,
        progress);
  }

  /** Some images of a set. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Part(ImageSet images, int[] indices) {
    int count() {
      return indices.length;
    }

    Part slice(int from, int count) {
      return new Part(images, ClassifierTraining.slice(indices, from, count));
    }
  }

  private static void checkClasses(ImageSet images, String source) {
    if (images.classes().size() < 2) {
      throw new UserException(
          "%s has %s; a classifier needs at least two classes, such as the subfolders of a folder"
              .formatted(source, images.classes().isEmpty() ? "no labels" : "one class"));
    }
  }

  private UserException tooFew(String source, ImageSet images, int needed) {
    return new UserException(
        "%s has %d images; a classifier in batches of %d needs at least %d"
            .formatted(source, images.count(), batch, needed));
  }

  private Classifier train(
      Part trained, Part test, ClassifierInfo.Judged judged, Progress progress) {
    ImageSet images = trained.images();
    ClassifierNetwork network =
        new ClassifierNetwork(width, images.channels(), images.classes().size());
    try (ClassifierSession session = new ClassifierSession(network, images, this)) {
      double accuracy = 0;
      for (int epoch = 0; epoch < epochs; epoch++) {
        double loss = epoch(session, trained, epoch, progress);
        accuracy = session.accuracy(test);
        progress.epoch(epoch + 1, loss, accuracy);
      }
      return Classifier.of(
          network,
          images,
          session.variables(),
          new ClassifierInfo.Accuracy(accuracy, judged, test.count()));
    }
  }

  private double epoch(ClassifierSession session, Part trained, int epoch, Progress progress) {
    shuffle(trained.indices(), new SplittableRandom(seed + 1 + epoch));
    int steps = trained.count() / batch;
    long allSteps = (long) epochs * steps;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      long step = (long) epoch * steps + i;
      double loss =
          session.step(trained.slice(i * batch, batch), step, rate((step + 0.5) / allSteps));
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            "the classifier's loss is not finite after %.1f epochs; give a lower --learning-rate"
                .formatted(epoch + i / (double) steps));
      }
      sum += loss;
      progress.moved(step * batch, allSteps * batch);
    }
    return sum / steps;
  }

  private double rate(double done) {
    return learningRate * Math.min(done / WARM_UP, (1 - done) / (1 - WARM_UP));
  }

  private static int[] slice(int[] all, int from, int count) {
    return Arrays.copyOfRange(all, from, from + count);
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    shuffle(order, random);
    return order;
  }

  /** Fisher and Yates, as in Durstenfeld's algorithm 235. */
  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
