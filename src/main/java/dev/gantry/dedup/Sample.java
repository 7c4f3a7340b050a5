package dev.gantry.dedup;

/**
 * Images whose mean stands for that of all: batches of {@value #BATCH} that are evenly spread, of
 * about 10,000 images.
 *
 * @param images how many there are in all
 * @param stride every so many batches one is taken
 */
record Sample(int images, int stride) {
  /** Images of a batch; the last has fewer. */
  static final int BATCH = 256;

  private static final int SIZE = 10_000;

  /** Takes a batch. */
  interface Visitor {
    void visit(int first, int count);
  }

  static Sample of(int images) {
    return new Sample(images, Math.max(1, images / SIZE));
  }

  void forEach(Visitor visitor) {
    for (long first = 0; first < images; first += (long) stride * BATCH) {
      visitor.visit((int) first, (int) Math.min(BATCH, images - first));
    }
  }

  /** The mean over the sampled images of what was summed over them. */
  float[] mean(double[] sums) {
    int[] seen = {0};
    forEach((first, count) -> seen[0] += count);
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / seen[0]);
    }
    return means;
  }
}
