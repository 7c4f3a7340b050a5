package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.gantry.model.Latents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class WarmUpRequestsTest {
  private static final int LATENT = 5;

  @Test
  void everySignatureIsAskedForOneImageAndForSeveral() throws InvalidProtocolBufferException {
    List<String> asked = new ArrayList<>();
    for (byte[] record :
        records(WarmUpRequests.file("digits", GeneratorSignatures.requests(LATENT, 0)))) {
      UnknownFieldSet request = message(message(UnknownFieldSet.parseFrom(record), 6), 1);
      UnknownFieldSet modelSpec = message(request, 1);
      assertThat(bytes(modelSpec, 1).toStringUtf8()).isEqualTo("digits");
      UnknownFieldSet input = message(request, 2);
      assertThat(bytes(input, 1).toStringUtf8()).isEqualTo("z");
      TensorProto z = TensorProto.parseFrom(bytes(input, 2));
      assertLatents(z);
      asked.add(bytes(modelSpec, 3).toStringUtf8() + " " + z.getTensorShape().getDim(0).getSize());
    }

    assertThat(asked).containsExactly("serving_default 1", "serving_default 8", "png 1", "png 8");
  }

  @Test
  void aModelWithClassesIsAskedForThemInTurn() throws InvalidProtocolBufferException {
    List<List<Long>> asked = new ArrayList<>();
    for (byte[] record :
        records(WarmUpRequests.file("digits", GeneratorSignatures.requests(LATENT, 3)))) {
      UnknownFieldSet request = message(message(UnknownFieldSet.parseFrom(record), 6), 1);
      List<ByteString> inputs = request.getField(2).getLengthDelimitedList();
      assertThat(inputs).hasSize(2);
      UnknownFieldSet z = UnknownFieldSet.parseFrom(inputs.get(0));
      assertThat(bytes(z, 1).toStringUtf8()).isEqualTo("z");
      assertLatents(TensorProto.parseFrom(bytes(z, 2)));
      UnknownFieldSet label = UnknownFieldSet.parseFrom(inputs.get(1));
      assertThat(bytes(label, 1).toStringUtf8()).isEqualTo("label");
      asked.add(labels(TensorProto.parseFrom(bytes(label, 2))));
    }

    List<Long> eight = List.of(0L, 1L, 2L, 0L, 1L, 2L, 0L, 1L);
    assertThat(asked).containsExactly(List.of(0L), eight, List.of(0L), eight);
  }

  private static List<Long> labels(TensorProto label) {
    assertThat(label.getDtype()).isEqualTo(DataType.DT_INT64);
    assertThat(label.getTensorShape().getDimCount()).isEqualTo(1);
    long[] values = new long[(int) label.getTensorShape().getDim(0).getSize()];
    ByteBuffer content =
        label.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(content.remaining()).isEqualTo(values.length * Long.BYTES);
    content.asLongBuffer().get(values);
    return LongStream.of(values).boxed().toList();
  }

  private static void assertLatents(TensorProto z) {
    assertThat(z.getDtype()).isEqualTo(DataType.DT_FLOAT);
    assertThat(z.getTensorShape().getDim(1).getSize()).isEqualTo(LATENT);
    int count = (int) z.getTensorShape().getDim(0).getSize();
    float[] values = new float[count * LATENT];
    ByteBuffer content = z.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(content.remaining()).isEqualTo(values.length * Float.BYTES);
    content.asFloatBuffer().get(values);
    assertThat(values).isEqualTo(Latents.normal(0, count, LATENT));
  }

  /** The only field of that number. */
  private static ByteString bytes(UnknownFieldSet message, int number) {
    List<ByteString> values = message.getField(number).getLengthDelimitedList();
    assertThat(values).hasSize(1);
    return values.get(0);
  }

  private static UnknownFieldSet message(UnknownFieldSet message, int number)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(bytes(message, number));
  }

  private static List<byte[]> records(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(maskedCrc(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(maskedCrc(data));
      records.add(data);
    }
    return records;
  }

  /** CRC-32C bit by bit (RFC 3720, appendix B.4), masked as TFRecord asks. */
  private static int maskedCrc(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
      }
    }
    crc = ~crc;
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }
}
