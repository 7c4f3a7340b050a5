package dev.gantry.metrics;

import java.util.stream.IntStream;

/**
 * Squared Euclidean distances of every row of one set to every row of another, tile by tile, so
 * that memory does not grow with the number of pairs.
 *
 * <p>|a|² + |b|² − 2ab in float32, after the mean of the second set is taken off both: exact to
 * some 10⁻⁶ of the squared length of the centred rows.
 */
final class PairDistances {
  /** A tile of distances is of 16 MiB then. */
  private static final int TILE = 2048;

  private final FeatureRows rows;
  private final FeatureRows columns;
  private final boolean sameSet;
  private final double[] origin; // [size]

  private PairDistances(FeatureRows rows, FeatureRows columns, boolean sameSet) {
    rows.requireSize(columns.size());
    rows.requireFinite();
    columns.requireFinite();
    this.rows = rows;
    this.columns = columns;
    this.sameSet = sameSet;
    this.origin = columns.mean(0, columns.count());
  }

  /** Of every row of one set to every row of another. */
  static PairDistances between(FeatureRows rows, FeatureRows columns) {
    return new PairDistances(rows, columns, false);
  }

  /** Of every row of a set to every other row of it, but not to itself. */
  static PairDistances within(FeatureRows rows) {
    return new PairDistances(rows, rows, true);
  }

  /** Takes distances: of different rows on many threads at once, of one row in order. */
  interface Visitor {
    void visit(int row, int column, float squaredDistance);
  }

  /** Number of rows that distances are from. */
  int rows() {
    return rows.count();
  }

  /** Number of rows that distances of one row are to. */
  int others() {
    return sameSet ? columns.count() - 1 : columns.count();
  }

  /** The nearest columns of each row. */
  NearestRows nearest(int neighbours) {
    NearestRows nearest = new NearestRows(rows.count(), neighbours);
    visit(nearest::offer);
    return nearest;
  }

  /** Gives every pair to the visitor once, on all cores. */
  void visit(Visitor visitor) {
    try (ProductSession session = new ProductSession()) {
      for (int row = 0; row < rows.count(); row += TILE) {
        Block block = Block.of(rows, row, origin);
        for (int column = 0; column < columns.count(); column += TILE) {
          Block other = Block.of(columns, column, origin);
          visit(block, other, session.products(block.centred(), other.centred()), visitor);
        }
      }
    }
  }

  private void visit(Block a, Block b, float[] products, Visitor visitor) {
    int width = b.centred().count();
    IntStream.range(0, a.centred().count())
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j < width; j++) {
                int row = a.first() + i;
                int column = b.first() + j;
                if (!sameSet || row != column) {
                  double squared = a.norms()[i] + b.norms()[j] - 2.0 * products[i * width + j];
                  visitor.visit(row, column, (float) Math.max(0, squared));
                }
              }
            });
  }

  /** The distance of one pair in float64: 0 for equal rows. */
  double exact(int row, int column) {
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double apart =
          (double) rows.values()[row * rows.size() + i]
              - columns.values()[column * rows.size() + i];
      sum += apart * apart;
    }
    return Math.sqrt(sum);
  }

  /** Some centred rows and their squared lengths. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Block(int first, FeatureRows centred, double[] norms) {
    static Block of(FeatureRows all, int first, double[] origin) {
      int count = Math.min(TILE, all.count() - first);
      int size = all.size();
      float[] centred = new float[count * size];
      double[] norms = new double[count];
      for (int i = 0; i < centred.length; i++) {
        centred[i] = (float) (all.values()[first * size + i] - origin[i % size]);
        norms[i / size] += (double) centred[i] * centred[i];
      }
      return new Block(first, new FeatureRows(count, size, centred), norms);
    }
  }
}
