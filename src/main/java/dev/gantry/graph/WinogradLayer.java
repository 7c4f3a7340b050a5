package dev.gantry.graph;

import static dev.gantry.graph.MinimalFilter.OUTPUTS;
import static dev.gantry.graph.MinimalFilter.PRODUCTS;
import static dev.gantry.graph.MinimalFilter.TAPS;

import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A halving convolution through {@link MinimalFilter} in both dimensions: 25 products of matrices
 * for a tile of 4×4 results, where 64 multiplications a channel and filter stand in the sums.
 *
 * <p>A stride of 2 is none for the rows of even and of odd number by themselves: {@code y[o] = Σ_k
 * Σ_p x[2 (o + k) + p − 1] w[2k + p]}, a filter of two taps k on each of two phases p, whose
 * results add up. So phases are channels here, and the products over channels sum over both.
 *
 * <p>With V, U and A for the linear maps of images, kernels and products, a convolution is {@code y
 * = A (V x · U w)}, and its gradients are {@code dx = Vᵀ (Aᵀ dy · (U w)ᵀ)} and {@code dw = Uᵀ ((V
 * x)ᵀ · Aᵀ dy)}: of the six factors and products each serves more than one.
 */
final class WinogradLayer {
  /** Results of two-dimensional filters, and factors. */
  private static final int FACTORS = PRODUCTS * PRODUCTS;

  private static final int PHASES = HalvingLayer.STRIDE * HalvingLayer.STRIDE;

  /** Of rows, or of columns: [5 factors, 2 phases] from 4. */
  private static final Matrix TAPS_OF_PHASES = tapsOfPhases();

  private static final Matrix KERNEL = byFactor(TAPS_OF_PHASES.times(TAPS_OF_PHASES));

  private static final Matrix RESULTS = MinimalFilter.RESULTS.times(MinimalFilter.RESULTS);

  private final HalvingLayer layer;
  private final Graph graph;
  private final Ops tf;
  private final int down;
  private final int across;

  /**
   * A layer.
   *
   * @param layer its results have multiples of 4 for height and width
   */
  WinogradLayer(HalvingLayer layer, Graph graph, Ops tf) {
    this.layer = layer;
    this.graph = graph;
    this.tf = Winograd.scope(tf);
    this.down = layer.height() / HalvingLayer.STRIDE / OUTPUTS;
    this.across = layer.width() / HalvingLayer.STRIDE / OUTPUTS;
  }

  /** Tiles of 4×4 results in the whole batch. */
  private int tiles() {
    return layer.batch() * down * across;
  }

  /** Factors of images, V: from [batch, height, width, channels] to [25, tiles, 4 · channels]. */
  Operand<TFloat32> factorsOfImages(Operand<TFloat32> images) {
    if (down == 1 && across == 1) {
      Operand<TFloat32> factors =
          product(
              wholeImage().in(tf),
              shaped(images, layer.batch(), layer.height() * layer.width(), layer.channels()));
      // [batch, 25 · 2 · 2, channels]
      return transposed(
          shaped(factors, layer.batch(), FACTORS, PHASES * layer.channels()), 1, 0, 2);
    }
    Operand<TFloat32> rows =
        product(
            halves(layer.height()).in(tf),
            shaped(images, layer.batch(), layer.height(), layer.width() * layer.channels()));
    // [batch, 5 · 2 · down, width · channels]
    Operand<TFloat32> both =
        product(
            halves(layer.width()).in(tf),
            shaped(rows, layer.batch() * rows(down), layer.width(), layer.channels()));
    // [batch · 5 · 2 · down, 5 · 2 · across, channels]
    return shaped(
        transposed(
            shaped(both, layer.batch(), PRODUCTS, 2, down, PRODUCTS, 2, across, layer.channels()),
            1,
            4,
            0,
            3,
            6,
            2,
            5,
            7),
        FACTORS,
        tiles(),
        PHASES * layer.channels());
  }

  /** Its transpose: from [25, tiles, 4 · channels] to [batch, height, width, channels]. */
  Operand<TFloat32> imagesOfFactors(Operand<TFloat32> factors) {
    if (down == 1 && across == 1) {
      Operand<TFloat32> each =
          shaped(transposed(factors, 1, 0, 2), layer.batch(), FACTORS * PHASES, layer.channels());
      return images(product(wholeImage().transposed().in(tf), each));
    }
    Operand<TFloat32> both =
        transposed(
            shaped(
                factors, PRODUCTS, PRODUCTS, layer.batch(), down, across, 2, 2, layer.channels()),
            2,
            0,
            5,
            3,
            1,
            6,
            4,
            7); // [batch, 5, 2, down, 5, 2, across, channels]
    Operand<TFloat32> rows =
        product(
            halves(layer.width()).transposed().in(tf),
            shaped(both, layer.batch() * rows(down), rows(across), layer.channels()));
    return images(
        product(
            halves(layer.height()).transposed().in(tf),
            shaped(rows, layer.batch(), rows(down), layer.width() * layer.channels())));
  }

  private Operand<TFloat32> images(Operand<TFloat32> values) {
    return shaped(values, layer.batch(), layer.height(), layer.width(), layer.channels());
  }

  /** Factors of a kernel, U: from [4, 4, channels, filters] to [25, 4 · channels, filters]. */
  Operand<TFloat32> factorsOfKernel(Operand<TFloat32> kernel) {
    Operand<TFloat32> factors =
        tf.linalg.matMul(
            KERNEL.in(tf), shaped(kernel, KERNEL.columns(), layer.channels() * layer.filters()));
    return shaped(factors, FACTORS, PHASES * layer.channels(), layer.filters());
  }

  /** Its transpose: from [25, 4 · channels, filters] to [4, 4, channels, filters]. */
  Operand<TFloat32> kernelOfFactors(Operand<TFloat32> factors) {
    return shaped(
        tf.linalg.matMul(
            KERNEL.transposed().in(tf),
            shaped(factors, KERNEL.rows(), layer.channels() * layer.filters())),
        HalvingLayer.KERNEL,
        HalvingLayer.KERNEL,
        layer.channels(),
        layer.filters());
  }

  /** Results, A: from [25, tiles, filters] to [batch, height / 2, width / 2, filters]. */
  Operand<TFloat32> resultsOfProducts(Operand<TFloat32> products) {
    Operand<TFloat32> results =
        tf.linalg.matMul(RESULTS.in(tf), shaped(products, FACTORS, tiles() * layer.filters()));
    return shaped(
        transposed(
            shaped(results, OUTPUTS, OUTPUTS, layer.batch(), down, across, layer.filters()),
            2,
            3,
            0,
            4,
            1,
            5), // [batch, down, 4, across, 4, filters]
        layer.batch(),
        down * OUTPUTS,
        across * OUTPUTS,
        layer.filters());
  }

  /** Its transpose: from [batch, height / 2, width / 2, filters] to [25, tiles, filters]. */
  Operand<TFloat32> productsOfResults(Operand<TFloat32> results) {
    Operand<TFloat32> tiled =
        transposed(
            shaped(results, layer.batch(), down, OUTPUTS, across, OUTPUTS, layer.filters()),
            2,
            4,
            0,
            1,
            3,
            5); // [4, 4, batch, down, across, filters]
    return shaped(
        tf.linalg.matMul(
            RESULTS.transposed().in(tf),
            shaped(tiled, OUTPUTS * OUTPUTS, tiles() * layer.filters())),
        FACTORS,
        tiles(),
        layer.filters());
  }

  /** The result of the layer, from {@code V x} and {@code U w}. */
  Operand<TFloat32> results(Operand<TFloat32> images, Operand<TFloat32> kernel) {
    return resultsOfProducts(productOverChannels(images, kernel, false, false));
  }

  /** The gradient by images, from {@code Aᵀ dy} and {@code U w}. */
  Operand<TFloat32> imageGradient(Operand<TFloat32> products, Operand<TFloat32> kernel) {
    return imagesOfFactors(productOverChannels(products, kernel, false, true));
  }

  /** The gradient by the kernel, from {@code V x} and {@code Aᵀ dy}. */
  Operand<TFloat32> kernelGradient(Operand<TFloat32> images, Operand<TFloat32> products) {
    return kernelOfFactors(productOverChannels(images, products, true, false));
  }

  /** Of rows, [5 · 2 · down, height], or of columns alike; what lies outside the image is 0. */
  private static Matrix halves(int size) {
    int count = size / HalvingLayer.STRIDE / OUTPUTS;
    Matrix matrix = Matrix.zeros(PRODUCTS * HalvingLayer.STRIDE * count, size);
    for (int row = 0; row < matrix.rows(); row++) {
      int segment = row % count;
      int phase = row / count % HalvingLayer.STRIDE;
      int factor = row / count / HalvingLayer.STRIDE;
      for (int i = 0; i < PRODUCTS; i++) {
        int source = HalvingLayer.STRIDE * (segment * OUTPUTS + i) + phase - 1;
        if (source >= 0 && source < size) {
          matrix.set(row, source, MinimalFilter.INPUTS.at(factor, i));
        }
      }
    }
    return matrix;
  }

  /** Where an image is one tile: [25 · 2 · 2, height · width]. */
  private Matrix wholeImage() {
    return byFactor(halves(layer.height()).times(halves(layer.width())));
  }

  private static Matrix tapsOfPhases() {
    Matrix matrix = Matrix.zeros(PRODUCTS * HalvingLayer.STRIDE, HalvingLayer.KERNEL);
    for (int row = 0; row < matrix.rows(); row++) {
      for (int tap = 0; tap < TAPS; tap++) {
        int phase = row % HalvingLayer.STRIDE;
        matrix.set(
            row,
            HalvingLayer.STRIDE * tap + phase,
            MinimalFilter.FILTER.at(row / HalvingLayer.STRIDE, tap));
      }
    }
    return matrix;
  }

  /** Rows of {@link #halves} for so many segments. */
  private static int rows(int segments) {
    return PRODUCTS * HalvingLayer.STRIDE * segments;
  }

  /** Rows (factor, phase, factor, phase) in the order (factor, factor, phase, phase). */
  private static Matrix byFactor(Matrix matrix) {
    int phases = HalvingLayer.STRIDE;
    return matrix.rows(
        row -> {
          int ofColumns = row % phases;
          int ofRows = row / phases % phases;
          int factorOfColumns = row / PHASES % PRODUCTS;
          int factorOfRows = row / PHASES / PRODUCTS;
          return ((factorOfRows * phases + ofRows) * PRODUCTS + factorOfColumns) * phases
              + ofColumns;
        });
  }

  private Operand<TFloat32> product(Operand<TFloat32> left, Operand<TFloat32> right) {
    return product("Layout", left, right, false, false);
  }

  private Operand<TFloat32> productOverChannels(
      Operand<TFloat32> left, Operand<TFloat32> right, boolean leftTurned, boolean rightTurned) {
    return product(Winograd.PRODUCT, left, right, leftTurned, rightTurned);
  }

  /**
   * Products of the last two dimensions. TensorFlow Java has {@code BatchMatMulV3} only, which
   * oneDNN does not compute: at 0.4 times the speed.
   */
  private Operand<TFloat32> product(
      String name,
      Operand<TFloat32> left,
      Operand<TFloat32> right,
      boolean leftTurned,
      boolean rightTurned) {
    GraphOperation product =
        graph
            .opBuilder("BatchMatMulV2", tf.scope().makeOpName(name), tf.scope())
            .addInput(left.asOutput())
            .addInput(right.asOutput())
            .setAttr("adj_x", leftTurned)
            .setAttr("adj_y", rightTurned)
            .build();
    return product.output(0).expect(TFloat32.class);
  }

  private Operand<TFloat32> shaped(Operand<TFloat32> values, int... shape) {
    return tf.reshape(values, tf.constant(shape));
  }

  private Operand<TFloat32> transposed(Operand<TFloat32> values, int... order) {
    return tf.linalg.transpose(values, tf.constant(order));
  }
}
