package dev.gantry.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class MinimalFilterTest {
  @Property(tries = 200)
  void fiveProductsGiveFourResultsOfTwoTaps(
      @ForAll @Size(5) List<@DoubleRange(min = -100, max = 100) Double> inputs,
      @ForAll @Size(2) List<@DoubleRange(min = -100, max = 100) Double> taps) {
    double[] images = times(MinimalFilter.INPUTS, inputs);
    double[] filters = times(MinimalFilter.FILTER, taps);
    List<Double> products =
        IntStream.range(0, images.length).mapToObj(i -> images[i] * filters[i]).toList();
    double[] results = times(MinimalFilter.RESULTS, products);
    assertThat(products).hasSize(MinimalFilter.PRODUCTS);
    assertThat(results).hasSize(MinimalFilter.OUTPUTS);
    for (int i = 0; i < results.length; i++) {
      assertThat(results[i])
          .isCloseTo(inputs.get(i) * taps.get(0) + inputs.get(i + 1) * taps.get(1), within(1e-9));
    }
  }

  private static double[] times(Matrix matrix, List<Double> vector) {
    double[] product = new double[matrix.rows()];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < vector.size(); j++) {
        product[i] += matrix.at(i, j) * vector.get(j);
      }
    }
    return product;
  }
}
