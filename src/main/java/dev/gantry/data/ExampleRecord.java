package dev.gantry.data;

import dev.gantry.io.TfRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One image as a TFRecord of a {@code tf.train.Example} (tensorflow/core/example/example.proto)
 * with the features {@code image/height}, {@code image/width}, {@code image/channels}, {@code
 * image/label} where there are labels, and {@code image/raw}: the pixels, last. All records of a
 * set have one length, so that any image's place in its file can be computed. Immutable, so
 * thread-safe.
 */
final class ExampleRecord {
  private static final int LENGTH_DELIMITED = 2;

  private final ImageDimensions shape;
  private final int classes;
  private final byte[] head;
  private final int labelAt;
  private final int labelBytes;

  /**
   * The records of a set.
   *
   * @param classes 0: images have no labels
   */
  ExampleRecord(ImageDimensions shape, int classes) {
    this.shape = shape;
    this.classes = classes;
    this.labelBytes = classes == 0 ? 0 : varint(Math.max(0, classes - 1)).length;
    byte[] label = new byte[labelBytes];
    byte[] labelFeature = labelBytes == 0 ? new byte[0] : int64("image/label", label);
    byte[] before =
        join(
            int64("image/height", varint(shape.height())),
            int64("image/width", varint(shape.width())),
            int64("image/channels", varint(shape.channels())),
            labelFeature);
    byte[] rawHead = rawHead(shape.bytes());
    byte[] features = tagged(1, before.length + rawHead.length + shape.bytes());
    byte[] example = join(features, before, rawHead);
    this.head = join(TfRecord.header(example.length + (long) shape.bytes()), example);
    this.labelAt = head.length - rawHead.length - labelBytes;
  }

  /** The map's entry up to where the pixels begin. */
  private static byte[] rawHead(int pixels) {
    byte[] list = tagged(1, pixels); // BytesList.value
    byte[] feature = tagged(1, list.length + pixels); // Feature.bytes_list
    byte[] value = tagged(2, feature.length + list.length + pixels); // entry's value
    byte[] key = delimited(1, "image/raw".getBytes(StandardCharsets.US_ASCII));
    int entry = key.length + value.length + feature.length + list.length + pixels;
    return join(tagged(1, entry), key, value, feature, list);
  }

  private static byte[] int64(String name, byte[] varint) {
    byte[] list = delimited(3, delimited(1, varint)); // Feature.int64_list, Int64List.value
    byte[] key = delimited(1, name.getBytes(StandardCharsets.US_ASCII));
    return delimited(1, join(key, delimited(2, list)));
  }

  private static byte[] delimited(int field, byte[] content) {
    return join(tagged(field, content.length), content);
  }

  private static byte[] tagged(int field, int length) {
    return join(new byte[] {(byte) (field << 3 | LENGTH_DELIMITED)}, varint(length));
  }

  private static byte[] varint(int value) {
    var bytes = new ByteArrayOutputStream();
    int left = value;
    for (; left > 0x7f; left >>>= 7) {
      bytes.write((left & 0x7f) | 0x80);
    }
    bytes.write(left);
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    List.of(parts).forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  /** Bytes of each record. */
  int bytes() {
    return head.length + shape.bytes() + TfRecord.FOOTER_BYTES;
  }

  /** Makes the record of an image. */
  byte[] encode(byte[] pixels, int label) {
    byte[] record = Arrays.copyOf(head, bytes());
    int left = label;
    // As long as the largest label's: readers take a number whose upper bits are none.
    for (int i = 0; i < labelBytes; i++, left >>>= 7) {
      record[labelAt + i] = (byte) ((left & 0x7f) | (i + 1 < labelBytes ? 0x80 : 0));
    }
    System.arraycopy(pixels, 0, record, head.length, shape.bytes());
    int crc = dataCrc(record, 0);
    for (int i = 0; i < TfRecord.FOOTER_BYTES; i++) {
      record[record.length - TfRecord.FOOTER_BYTES + i] = (byte) (crc >>> (8 * i));
    }
    return record;
  }

  private int dataCrc(byte[] records, int at) {
    int length = bytes() - TfRecord.HEADER_BYTES - TfRecord.FOOTER_BYTES;
    return TfRecord.maskedCrc(records, at + TfRecord.HEADER_BYTES, length);
  }

  /**
   * Checks a record.
   *
   * @param at where it begins
   * @throws IOException if it is damaged, or not of these; the message says which
   */
  void check(byte[] records, int at) throws IOException {
    if (!equal(records, at, 0, TfRecord.HEADER_BYTES)) {
      throw new IOException("its length is not the %,d bytes of the others".formatted(bytes()));
    }
    int end = at + bytes();
    int crc = 0;
    for (int i = 1; i <= TfRecord.FOOTER_BYTES; i++) {
      crc = (crc << 8) | (records[end - i] & 0xff);
    }
    if (crc != dataCrc(records, at)) {
      throw new IOException("its checksum is wrong");
    }
    if (!equal(records, at, TfRecord.HEADER_BYTES, labelAt)
        || !equal(records, at, labelAt + labelBytes, head.length)) {
      throw new IOException("it is no image of %s pixels".formatted(shape));
    }
    if (classes > 0 && label(records, at) >= classes) {
      throw new IOException(
          "its label is %d, of %d classes".formatted(label(records, at), classes));
    }
  }

  private boolean equal(byte[] records, int at, int from, int to) {
    return Arrays.equals(records, at + from, at + to, head, from, to);
  }

  /** The label of a checked record; 0 where there are none. */
  int label(byte[] records, int at) {
    int label = 0;
    for (int i = 0; i < labelBytes; i++) {
      label |= (records[at + labelAt + i] & 0x7f) << (7 * i);
    }
    return label;
  }

  /** Copies the pixels of a checked record. */
  void copyPixels(byte[] records, int at, ByteBuffer target) {
    target.put(records, at + head.length, shape.bytes());
  }
}
