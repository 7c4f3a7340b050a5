package dev.gantry.nn;

/** Arithmetic of convolutions and matrix products. */
public enum Precision {
  /** IEEE single precision throughout. */
  FLOAT32,
  /**
   * bfloat16 operands, float32 accumulation (Kalamkar et al. 2019), and bfloat16 from a product
   * through batch norm and ReLU to the next. Variables, batch statistics, LeakyReLU, logits and
   * losses stay float32.
   */
  BFLOAT16
}
