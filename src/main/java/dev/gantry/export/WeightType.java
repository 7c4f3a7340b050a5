package dev.gantry.export;

import org.tensorflow.proto.DataType;

/** What the weights of an exported network are stored as; it computes in float32 all the same. */
public enum WeightType {
  /** As they were trained. */
  FLOAT32(DataType.DT_FLOAT),

  /** Half the bytes; 11 bits of precision, up to 65,504. */
  FLOAT16(DataType.DT_HALF),

  /** Half the bytes; 8 bits of precision, the range of float32. */
  BFLOAT16(DataType.DT_BFLOAT16);

  private final DataType type;

  WeightType(DataType type) {
    this.type = type;
  }

  DataType type() {
    return type;
  }
}
