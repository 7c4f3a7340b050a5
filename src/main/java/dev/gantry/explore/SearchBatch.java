package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.model.Latents;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Searches side by side, a row of the batch for each. For one thread. */
final class SearchBatch {
  private final LatentGradient gradient;
  private final int size;
  private final ImageDimensions image;
  private final LatentSearch how;
  private final List<Search> searches;
  private final float[] latents;
  private final long[] labels;
  private final float[] targets;
  private final float[] best;
  private final double[] bestLoss;
  private final double[] bestError;
  private final double[] startError;

  /**
   * One search of many.
   *
   * @param picture index of the picture that is searched for
   * @param label of the class that is tried
   * @param restart how many searches for both went before
   */
  record Search(int picture, int label, int restart) {}

  /**
   * What a search found.
   *
   * @param loss error and penalty at the best step
   * @param error mean squared error there
   * @param startError mean squared error before the first step
   * @param z the latent there
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  record Found(Search search, double loss, double error, double startError, float[] z) {}

  /** Searches that have not begun, from the latents where each begins. */
  SearchBatch(
      LatentGradient gradient, LatentDecoder model, LatentSearch how, List<Search> searches) {
    this.gradient = gradient;
    this.size = model.latentSize();
    this.image = model.image();
    this.how = how;
    this.searches = List.copyOf(searches);
    int rows = searches.size();
    latents = new float[rows * size];
    labels = searches.stream().mapToLong(Search::label).toArray();
    targets = new float[rows * image.bytes()];
    for (int row = 0; row < rows; row++) {
      float[] start = Latents.normal(how.seed() + searches.get(row).restart(), 1, size);
      System.arraycopy(start, 0, latents, row * size, size);
    }
    best = latents.clone();
    bestLoss = new double[rows];
    Arrays.fill(bestLoss, Double.POSITIVE_INFINITY);
    bestError = new double[rows];
    startError = new double[rows];
  }

  /**
   * Searches to the end.
   *
   * @param pictures by index, [height, width, channels] each
   * @param progress hears how many steps are done
   */
  List<Found> run(List<float[]> pictures, IntConsumer progress) {
    int each = image.bytes();
    for (int row = 0; row < searches.size(); row++) {
      System.arraycopy(pictures.get(searches.get(row).picture()), 0, targets, row * each, each);
    }
    LatentSearch.Descent descent = how.new Descent(latents.length);
    for (int step = 0; step < how.steps(); step++) {
      LatentGradient.Answer answer = ask();
      keep(answer, step == 0);
      float[] gradients = answer.gradients();
      how.addPenaltyGradient(latents, gradients, size);
      descent.move(latents, gradients);
      progress.accept(step + 1);
    }
    keep(ask(), false);
    return IntStream.range(0, searches.size()).mapToObj(this::found).toList();
  }

  private LatentGradient.Answer ask() {
    return gradient.ask(new LatentGradient.Question(latents, labels, targets, image));
  }

  private void keep(LatentGradient.Answer answer, boolean first) {
    for (int row = 0; row < searches.size(); row++) {
      double error = answer.errors()[row];
      double loss = error + how.penalty(latents, row, size);
      if (first) {
        startError[row] = error;
      }
      if (loss < bestLoss[row]) {
        bestLoss[row] = loss;
        bestError[row] = error;
        System.arraycopy(latents, row * size, best, row * size, size);
      }
    }
  }

  private Found found(int row) {
    return new Found(
        searches.get(row),
        bestLoss[row],
        bestError[row],
        startError[row],
        Arrays.copyOfRange(best, row * size, (row + 1) * size));
  }
}
