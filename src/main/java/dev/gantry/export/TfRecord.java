package dev.gantry.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * TFRecord framing: length, masked CRC-32C of the length, data, masked CRC-32C of the data, all
 * little-endian (tensorflow/core/lib/io/record_writer.h).
 */
final class TfRecord {
  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecord() {}

  /** One file of these records. */
  static byte[] file(List<byte[]> records) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] data : records) {
      byte[] length =
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(data.length)
              .array();
      file.writeBytes(length);
      file.writeBytes(maskedCrc(length));
      file.writeBytes(data);
      file.writeBytes(maskedCrc(data));
    }
    return file.toByteArray();
  }

  private static byte[] maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
