package dev.gantry.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TfRecordTest {
  @Test
  void the_check_value_of_crc_32c_is_masked_as_tensorflow_says() {
    // The catalogue of parametrised CRC algorithms gives 0xe3069283 for these digits.
    int crc = 0xe3069283;
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;

    assertThat(TfRecord.maskedCrc("x123456789".getBytes(US_ASCII), 1, 9)).isEqualTo(masked);
  }

  @Test
  void a_record_is_length_and_data_each_with_its_checksum() {
    byte[] data = "digits".getBytes(US_ASCII);
    ByteBuffer record = ByteBuffer.wrap(TfRecord.frame(data)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(record.remaining())
        .isEqualTo(TfRecord.HEADER_BYTES + data.length + TfRecord.FOOTER_BYTES);
    assertThat(record.getLong()).isEqualTo(data.length);
    assertThat(record.getInt()).isEqualTo(TfRecord.maskedCrc(record.array(), 0, Long.BYTES));
    byte[] read = new byte[data.length];
    record.get(read);
    assertThat(read).isEqualTo(data);
    assertThat(record.getInt()).isEqualTo(TfRecord.maskedCrc(data, 0, data.length));
  }

  @Test
  void a_file_is_one_record_after_another() {
    byte[] a = {1, 2};
    byte[] b = {3};
    byte[] file = TfRecord.file(List.of(a, b));

    assertThat(file).startsWith(TfRecord.frame(a)).endsWith(TfRecord.frame(b)).hasSize(2 * 16 + 3);
  }
}
