package dev.gantry.metrics;

/**
 * Structural similarity (Wang et al. 2004, section 3.B and 3.C): means, variances and covariance
 * under an 11×11 Gaussian window of standard deviation 1.5, at every place where the window lies
 * inside the picture; K1 = 0.01, K2 = 0.03.
 */
final class Ssim {
  private static final int WINDOW = 11;
  private static final double DEVIATION = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private Ssim() {}

  /**
   * Means over all places, each at most 1.
   *
   * @param whole structural similarity
   * @param structure the same without its luminance term: contrast and structure only
   */
  record Similarity(double whole, double structure) {}

  /** The mean over all places, at most 1. */
  static double of(Plane a, Plane b) {
    return compare(a, b).whole();
  }

  /**
   * Compares. The window of a picture of fewer than 11 pixels is as large as it can be.
   *
   * @param b of the size of {@code a}
   */
  static Similarity compare(Plane a, Plane b) {
    double[] window = window(Math.min(WINDOW, Math.min(a.height(), a.width()) - 1 | 1));
    double[] meanA = blurred(a, a.values(), window);
    double[] meanB = blurred(a, b.values(), window);
    double[] squareA = blurred(a, products(a, a), window);
    double[] squareB = blurred(a, products(b, b), window);
    double[] product = blurred(a, products(a, b), window);
    double sum = 0;
    double structures = 0;
    for (int i = 0; i < meanA.length; i++) {
      double ab = meanA[i] * meanB[i];
      double aa = meanA[i] * meanA[i];
      double bb = meanB[i] * meanB[i];
      double structure = (2 * (product[i] - ab) + C2) / (squareA[i] - aa + squareB[i] - bb + C2);
      sum += (2 * ab + C1) / (aa + bb + C1) * structure;
      structures += structure;
    }
    return new Similarity(sum / meanA.length, structures / meanA.length);
  }

  /** A Gaussian that adds up to 1. */
  private static double[] window(int size) {
    double[] window = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double x = (i - size / 2) / DEVIATION;
      window[i] = Math.exp(-x * x / 2);
      sum += window[i];
    }
    for (int i = 0; i < size; i++) {
      window[i] /= sum;
    }
    return window;
  }

  private static double[] products(Plane a, Plane b) {
    double[] products = new double[a.values().length];
    for (int i = 0; i < products.length; i++) {
      products[i] = a.values()[i] * b.values()[i];
    }
    return products;
  }

  /** Rows, then columns, where the window lies inside. */
  private static double[] blurred(Plane shape, double[] values, double[] window) {
    int columns = shape.width() - window.length + 1;
    int rows = shape.height() - window.length + 1;
    double[] across = new double[shape.height() * columns];
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < columns; x++) {
        across[y * columns + x] = sum(values, y * shape.width() + x, 1, window);
      }
    }
    double[] both = new double[rows * columns];
    for (int i = 0; i < both.length; i++) {
      both[i] = sum(across, i, columns, window);
    }
    return both;
  }

  private static double sum(double[] values, int from, int step, double[] window) {
    double sum = 0;
    for (int k = 0; k < window.length; k++) {
      sum += window[k] * values[from + k * step];
    }
    return sum;
  }
}
