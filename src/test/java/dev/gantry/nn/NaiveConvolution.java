package dev.gantry.nn;

/**
 * The two 4×4 convolutions of stride 2 as loops over their definitions, in double. Images are
 * [batch, size, size, channels], row by row.
 */
final class NaiveConvolution {
  private static final int KERNEL = 4;

  private NaiveConvolution() {}

  /** Sizes of a batch of images. */
  record Images(int batch, int size, int channels) {
    int index(int n, int y, int x, int c) {
      return ((n * size + y) * size + x) * channels + c;
    }

    int values() {
      return batch * size * size * channels;
    }

    boolean contains(int y, int x) {
      return y >= 0 && y < size && x >= 0 && x < size;
    }
  }

  /** What is done at each place where the kernel lies over both images. */
  private interface Product {
    void at(int large, int small, int kernel);
  }

  /** Pairs pixel (2y + i - 1, 2x + j - 1) of the large image with (y, x) of the small one. */
  private static void eachProduct(Images large, Images small, Product product) {
    for (int n = 0; n < small.batch(); n++) {
      for (int y = 0; y < small.size(); y++) {
        for (int x = 0; x < small.size(); x++) {
          for (int i = 0; i < KERNEL; i++) {
            for (int j = 0; j < KERNEL; j++) {
              if (large.contains(2 * y + i - 1, 2 * x + j - 1)) {
                eachChannel(large, small, new int[] {n, y, x, i, j}, product);
              }
            }
          }
        }
      }
    }
  }

  private static void eachChannel(Images large, Images small, int[] at, Product product) {
    int n = at[0];
    for (int a = 0; a < large.channels(); a++) {
      for (int b = 0; b < small.channels(); b++) {
        product.at(
            large.index(n, 2 * at[1] + at[3] - 1, 2 * at[2] + at[4] - 1, a),
            small.index(n, at[1], at[2], b),
            ((at[3] * KERNEL + at[4]) * large.channels() + a) * small.channels() + b);
      }
    }
  }

  /**
   * From large to small.
   *
   * @param kernel [4, 4, channels of large, channels of small]
   */
  static double[] halve(Images large, Images small, float[] x, float[] kernel) {
    double[] y = new double[small.values()];
    eachProduct(large, small, (l, s, k) -> y[s] += (double) x[l] * kernel[k]);
    return y;
  }

  /**
   * From small to large, with the same kernel.
   *
   * @param kernel [4, 4, channels of large, channels of small]
   */
  static double[] twice(Images large, Images small, float[] x, float[] kernel) {
    double[] y = new double[large.values()];
    eachProduct(large, small, (l, s, k) -> y[l] += (double) x[s] * kernel[k]);
    return y;
  }
}
