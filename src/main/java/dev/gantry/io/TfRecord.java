package dev.gantry.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * TFRecord framing: length as int64, masked CRC-32C of the length, data, masked CRC-32C of the
 * data, all little-endian (tensorflow/core/lib/io/record_writer.h).
 */
public final class TfRecord {
  /** Bytes before the data: its length, and the length's CRC. */
  public static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

  /** Bytes after the data: its CRC. */
  public static final int FOOTER_BYTES = Integer.BYTES;

  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecord() {}

  /** One file of these records. */
  public static byte[] file(List<byte[]> records) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    records.forEach(data -> file.writeBytes(frame(data)));
    return file.toByteArray();
  }

  /** One record. */
  public static byte[] frame(byte[] data) {
    return ByteBuffer.allocate(HEADER_BYTES + data.length + FOOTER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(header(data.length))
        .put(data)
        .putInt(maskedCrc(data, 0, data.length))
        .array();
  }

  /** What stands before that many bytes of data. */
  public static byte[] header(long length) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(length);
    return header.putInt(maskedCrc(header.array(), 0, Long.BYTES)).array();
  }

  /** The mask keeps a CRC of data that holds CRCs from being weak. */
  public static int maskedCrc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
