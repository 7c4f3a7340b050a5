package dev.gantry.profile;

import java.util.Locale;
import java.util.Map;

/** Kinds of operations that a training step spends its time on. */
public enum OperationKind {
  /** And their gradients, by input and by kernel, in whatever operations. */
  CONVOLUTION("convolutions"),
  /** Dense layers and their gradients. */
  PRODUCT("matrix products"),
  /** Batch, layer and other norms with operations of their own. */
  NORM("norms"),
  /** ReLU, LeakyReLU, tanh and the like, and their gradients. */
  ACTIVATION("activations"),
  /** Optimizers and averages of weights. */
  UPDATE("updates"),
  /** Latents, and images from bytes to floats. */
  INPUT("latents and images"),
  /** All else: reshaping, losses, sums. */
  OTHER("other");

  /** The kind of each type of operation whose name does not tell it. */
  private static final Map<String, OperationKind> TYPES =
      Map.ofEntries(
          Map.entry("MatMul", PRODUCT),
          Map.entry("BatchMatMulV2", PRODUCT),
          Map.entry("Einsum", PRODUCT),
          Map.entry("Tanh", ACTIVATION),
          Map.entry("TanhGrad", ACTIVATION),
          Map.entry("Softplus", ACTIVATION),
          Map.entry("SoftplusGrad", ACTIVATION),
          Map.entry("Sigmoid", ACTIVATION),
          Map.entry("SigmoidGrad", ACTIVATION),
          Map.entry("StatelessRandomNormal", INPUT),
          Map.entry("StatelessRandomUniform", INPUT),
          Map.entry("Cast", INPUT),
          Map.entry("Gather", INPUT),
          Map.entry("GatherV2", INPUT),
          Map.entry("ResourceGather", INPUT));

  private final String title;

  OperationKind(String title) {
    this.title = title;
  }

  /** For a table. */
  public String title() {
    return title;
  }

  /**
   * The kind of a type of operation.
   *
   * @param type as the graph or the device names it: {@code _MklNativeConv2D} is a {@code Conv2D}
   */
  public static OperationKind of(String type) {
    String plain = type.replaceFirst("^_(Mkl)?(Native)?(Fused(?=Conv|MatMul|Dep))?", "");
    if (plain.contains("Conv2D") || plain.contains("Conv2d")) {
      return CONVOLUTION;
    }
    if (plain.contains("BatchNorm")) {
      return NORM;
    }
    String lower = plain.toLowerCase(Locale.ROOT);
    if (lower.endsWith("relu") || lower.endsWith("relugrad")) {
      return ACTIVATION;
    }
    if (plain.startsWith("ResourceApply")) {
      return UPDATE;
    }
    return TYPES.getOrDefault(plain, OTHER);
  }
}
