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
  BFLOAT16,
  /**
   * float16 operands of each product, for GPUs without bfloat16; all between products is float32. A
   * training step needs its loss scaled, since float16 has no gradients below 2⁻²⁴ (Micikevicius et
   * al. 2018).
   */
  FLOAT16
}
