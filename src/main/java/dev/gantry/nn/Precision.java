package dev.gantry.nn;

/** Arithmetic of convolutions and matrix products. */
public enum Precision {
  /** IEEE single precision throughout. */
  FLOAT32,
  /**
   * bfloat16 operands, float32 accumulation (Kalamkar et al. 2019). Variables, batch statistics,
   * logits and losses stay float32.
   */
  BFLOAT16
}
