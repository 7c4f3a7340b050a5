package dev.gantry.classify;

import dev.gantry.data.ImageSet;
import dev.gantry.error.Check;
import dev.gantry.error.DivergedException;
import dev.gantry.error.UserException;
import dev.gantry.model.ClassifierNetwork;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How a classifier is trained: Adam on the cross-entropy, the learning rate falling along a line to
 * 0, on all images but the last tenth, of which it is said how many it tells right.
 *
 * @param width channels of the network's first stage
 * @param epochs times that every image is shown
 * @param batch images in one step
 * @param learningRate at the start
 * @param seed every random draw derives from it
 */
public record ClassifierTraining(int width, int epochs, int batch, double learningRate, long seed) {
  private static final int HELD_OUT_SHARE = 10;

  /** Checks every component. */
  public ClassifierTraining {
    Check.range("width", width, 1, 1024);
    Check.range("epochs", epochs, 1, 10_000);
    Check.range("batch", batch, 2, 65_536);
    Check.positive("learning-rate", learningRate);
  }

  /** Width 32, three epochs in batches of 64. */
  public static ClassifierTraining defaults() {
    return new ClassifierTraining(32, 3, 64, 0.001, 1);
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
     * @param accuracy share of the held-out images that are told right
     */
    void epoch(int epoch, double loss, double accuracy);
  }

  /**
   * Trains on labelled images.
   *
   * @param source how messages call the images
   * @throws UserException if they have no classes, or are too few
   * @throws DivergedException if the loss is no number
   */
  public Classifier train(ImageSet images, String source, Progress progress) {
    if (images.classes().size() < 2) {
      throw new UserException(
          "%s has %s; a classifier needs at least two classes, such as the subfolders of a folder"
              .formatted(source, images.classes().isEmpty() ? "no labels" : "one class"));
    }
    // Sources may come class by class: what is held out must not be one class alone.
    int[] order = shuffled(images.count(), new SplittableRandom(seed));
    int heldOut = images.count() / HELD_OUT_SHARE;
    int trained = images.count() - heldOut;
    if (heldOut == 0 || trained < batch) {
      throw new UserException(
          "%s has %d images; a classifier in batches of %d needs at least %d"
              .formatted(
                  source, images.count(), batch, Math.max(HELD_OUT_SHARE, batch * 10 / 9 + 1)));
    }
    ClassifierNetwork network =
        new ClassifierNetwork(width, images.channels(), images.classes().size());
    try (ClassifierSession session = new ClassifierSession(network, images, this)) {
      double accuracy = 0;
      for (int epoch = 0; epoch < epochs; epoch++) {
        double loss = epoch(session, slice(order, 0, trained), epoch, progress);
        accuracy = session.accuracy(slice(order, trained, heldOut));
        progress.epoch(epoch + 1, loss, accuracy);
      }
      return classifier(images, network, accuracy, session.variables());
    }
  }

  private double epoch(ClassifierSession session, int[] indices, int epoch, Progress progress) {
    shuffle(indices, new SplittableRandom(seed + 1 + epoch));
    int steps = indices.length / batch;
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      double done = epoch + step / (double) steps;
      double loss =
          session.step(slice(indices, step * batch, batch), learningRate * (1 - done / epochs));
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            "the classifier's loss is not finite after %.1f epochs; give a lower --learning-rate"
                .formatted(done));
      }
      sum += loss;
      progress.moved((long) (done * indices.length), (long) epochs * indices.length);
    }
    return sum / steps;
  }

  private Classifier classifier(
      ImageSet images, ClassifierNetwork network, double accuracy, Map<String, float[]> variables) {
    byte[] weights = Classifier.bytes(network, images.height(), variables);
    ClassifierInfo info =
        new ClassifierInfo(
            ClassifierInfo.FORMAT,
            width,
            images.height(),
            images.channels(),
            images.classes(),
            accuracy,
            images.hash(),
            Classifier.sha256(weights));
    return new Classifier(info, variables);
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
