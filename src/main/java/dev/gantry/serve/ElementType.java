package dev.gantry.serve;

import java.util.Optional;
import org.tensorflow.proto.DataType;

/** The types of tensors that can be written in JSON and that Gantry's exports have. */
enum ElementType {
  FLOAT32(DataType.DT_FLOAT, Float.BYTES),
  INT32(DataType.DT_INT32, Integer.BYTES),
  INT64(DataType.DT_INT64, Long.BYTES),
  STRING(DataType.DT_STRING, 0);

  private final DataType proto;
  private final int bytes;

  ElementType(DataType proto, int bytes) {
    this.proto = proto;
    this.bytes = bytes;
  }

  /** Of an element; 0 where they differ. */
  int bytes() {
    return bytes;
  }

  /** The type that TensorFlow calls so; empty if it is none of these. */
  static Optional<ElementType> of(DataType proto) {
    for (ElementType type : values()) {
      if (type.proto == proto) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** TensorFlow's name, such as {@code DT_FLOAT}. */
  DataType proto() {
    return proto;
  }
}
