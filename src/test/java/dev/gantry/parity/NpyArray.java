package dev.gantry.parity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array of NumPy's .npy format, versions 1 to 3, little-endian and in C order.
 *
 * <p>Source: NumPy's documentation, numpy.lib.format.
 *
 * @param type of the elements
 * @param shape no dimension for a scalar
 * @param data the elements one after the other; its position is 0
 */
record NpyArray(Type type, List<Integer> shape, ByteBuffer data) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCRIPTION = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9,\\s]*)\\)");
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  /** The types of elements that parity cases have. */
  enum Type {
    FLOAT32("<f4", 4),
    UINT8("|u1", 1),
    INT32("<i4", 4),
    INT64("<i8", 8);

    private static final Map<String, Type> BY_DESCRIPTION =
        Arrays.stream(values()).collect(Collectors.toMap(t -> t.description, t -> t));

    private final String description;
    private final int bytes;

    Type(String description, int bytes) {
      this.description = description;
      this.bytes = bytes;
    }
  }

  /**
   * Reads a whole file.
   *
   * @param place where the bytes are from, for messages
   * @throws IOException where the bytes are no such array
   */
  static NpyArray parse(byte[] file, String place) throws IOException {
    require(
        file.length >= 10 && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length),
        place,
        "does not start as .npy does");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int version = file[MAGIC.length];
    require(version >= 1 && version <= 3, place, "has version " + version + "; 1 to 3 are known");
    bytes.position(MAGIC.length + 2);
    long headerLength = version == 1 ? Short.toUnsignedLong(bytes.getShort()) : bytes.getInt();
    require(
        headerLength >= 0 && headerLength <= bytes.remaining(),
        place,
        "has a header of " + headerLength + " bytes, but " + bytes.remaining() + " are left");
    byte[] header = new byte[(int) headerLength];
    bytes.get(header);
    return parse(new String(header, StandardCharsets.UTF_8), bytes, place);
  }

  private static NpyArray parse(String header, ByteBuffer rest, String place) throws IOException {
    String description = group(DESCRIPTION, header, place);
    Type type = Type.BY_DESCRIPTION.get(description);
    require(type != null, place, "has elements of type " + description);
    require(
        group(ORDER, header, place).equals("False"), place, "is in Fortran order; C is expected");
    List<Integer> shape = shape(group(SHAPE, header, place));
    long size =
        shape.stream().mapToLong(Integer::longValue).reduce(type.bytes, Math::multiplyExact);
    require(
        size == rest.remaining(),
        place,
        "has %d bytes of elements; %s of %s are %d".formatted(rest.remaining(), shape, type, size));
    return new NpyArray(type, shape, rest.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  private static List<Integer> shape(String dimensions) {
    return COMMA
        .splitAsStream(dimensions.strip())
        .filter(dimension -> !dimension.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  private static String group(Pattern pattern, String header, String place) throws IOException {
    Matcher matcher = pattern.matcher(header);
    require(matcher.find(), place, "has the header " + header.strip());
    return matcher.group(1);
  }

  private static void require(boolean condition, String place, String found) throws IOException {
    if (!condition) {
      throw new IOException(place + " " + found);
    }
  }

  /** Every element in C order; for {@link Type#FLOAT32} only. */
  float[] floats() {
    requireType(Type.FLOAT32);
    float[] values = new float[data.remaining() / Float.BYTES];
    data.asFloatBuffer().get(values);
    return values;
  }

  /** Every element in C order; for {@link Type#INT32} only. */
  int[] ints() {
    requireType(Type.INT32);
    int[] values = new int[data.remaining() / Integer.BYTES];
    data.asIntBuffer().get(values);
    return values;
  }

  /** Every element in C order; for {@link Type#INT64} only. */
  long[] longs() {
    requireType(Type.INT64);
    long[] values = new long[data.remaining() / Long.BYTES];
    data.asLongBuffer().get(values);
    return values;
  }

  /** Every element in C order; for {@link Type#UINT8} only. */
  byte[] bytes() {
    requireType(Type.UINT8);
    byte[] values = new byte[data.remaining()];
    data.duplicate().get(values);
    return values;
  }

  private void requireType(Type wanted) {
    if (type != wanted) {
      throw new IllegalStateException("the array is of " + type + ", not of " + wanted);
    }
  }
}
