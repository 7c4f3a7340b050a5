package dev.gantry.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Halving convolutions of many channels in float32, and their gradients, by Winograd's minimal
 * filters: 2.56 times fewer multiplications, at the cost of laying images and results out as
 * factors ({@link WinogradLayer}). Factors of the same images, kernel or gradient are made once for
 * all that read them.
 *
 * <p>The sums are others than those of the plain convolution, so that results differ from its by
 * some roundings: 1e-6 of their root mean square where the plain one is off by 0.3e-6.
 */
final class WinogradConvolutions implements Rule {
  /** Fewer and laying out costs more than the products save. */
  private static final int LEAST_BATCH = 64;

  private static final int LEAST_CHANNELS = 64;
  private static final int LEAST_FILTERS = 128;

  /** Of results; with more, half of laying images out is multiplying by zeros. */
  private static final int MOST_SIZE = 8;

  private static final int TILE = MinimalFilter.OUTPUTS;

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    new Search(graph, substitutions).find();
  }

  private static boolean isFloat(GraphOperation operation) {
    return operation.attributes().getAttrType("T") == DataType.DT_FLOAT;
  }

  private static boolean pays(HalvingLayer layer) {
    int down = layer.height() / HalvingLayer.STRIDE;
    int across = layer.width() / HalvingLayer.STRIDE;
    return layer.batch() >= LEAST_BATCH
        && layer.channels() >= LEAST_CHANNELS
        && layer.filters() >= LEAST_FILTERS
        && Math.max(down, across) <= MOST_SIZE
        && down % TILE == 0
        && across % TILE == 0
        && OneDnn.isOn(); // last: it runs an operation
  }

  /** Through one graph. */
  private static final class Search {
    private final Graph graph;
    private final Substitutions substitutions;
    private final Map<Factors, Operand<TFloat32>> made = new HashMap<>();

    /** Of one tensor, as a layer of this shape needs them. */
    private record Factors(Output<?> source, Role role, HalvingLayer layer) {}

    private enum Role {
      IMAGES,
      KERNEL,
      RESULTS
    }

    Search(Graph graph, Substitutions substitutions) {
      this.graph = graph;
      this.substitutions = substitutions;
    }

    void find() {
      each("Conv2D", HalvingLayer::ofConvolution, this::convolution);
      each("Conv2DBackpropInput", HalvingLayer::ofInputGradient, this::inputGradient);
      each("Conv2DBackpropFilter", HalvingLayer::ofKernelGradient, this::kernelGradient);
    }

    private void each(
        String type, Function<GraphOperation, Optional<HalvingLayer>> shapes, Replacement other) {
      for (GraphOperation operation : Rule.ofType(graph, type)) {
        shapes
            .apply(operation)
            .filter(layer -> isFloat(operation) && pays(layer))
            .ifPresent(
                layer ->
                    substitutions.replaces(
                        operation.output(0), other.of(operation, layer).asOutput()));
      }
    }

    @FunctionalInterface
    private interface Replacement {
      Operand<TFloat32> of(GraphOperation operation, HalvingLayer layer);
    }

    private Operand<TFloat32> convolution(GraphOperation operation, HalvingLayer layer) {
      return in(operation, layer).results(images(operation, 0, layer), kernel(operation, 1, layer));
    }

    private Operand<TFloat32> inputGradient(GraphOperation operation, HalvingLayer layer) {
      return in(operation, layer)
          .imageGradient(results(operation, 2, layer), kernel(operation, 1, layer));
    }

    private Operand<TFloat32> kernelGradient(GraphOperation operation, HalvingLayer layer) {
      return in(operation, layer)
          .kernelGradient(images(operation, 0, layer), results(operation, 2, layer));
    }

    private Operand<TFloat32> images(GraphOperation operation, int input, HalvingLayer layer) {
      return factors(operation, input, Role.IMAGES, layer, WinogradLayer::factorsOfImages);
    }

    private Operand<TFloat32> kernel(GraphOperation operation, int input, HalvingLayer layer) {
      return factors(operation, input, Role.KERNEL, layer, WinogradLayer::factorsOfKernel);
    }

    private Operand<TFloat32> results(GraphOperation operation, int input, HalvingLayer layer) {
      return factors(operation, input, Role.RESULTS, layer, WinogradLayer::productsOfResults);
    }

    private Operand<TFloat32> factors(
        GraphOperation operation, int input, Role role, HalvingLayer layer, Making making) {
      Output<TFloat32> source = operation.input(input).expect(TFloat32.class);
      return made.computeIfAbsent(
          new Factors(source, role, layer), key -> making.of(in(operation, layer), source));
    }

    @FunctionalInterface
    private interface Making {
      Operand<TFloat32> of(WinogradLayer layer, Operand<TFloat32> source);
    }

    private WinogradLayer in(GraphOperation operation, HalvingLayer layer) {
      return new WinogradLayer(layer, graph, Rule.inPlaceOf(graph, operation));
    }
  }
}
