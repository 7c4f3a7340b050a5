package dev.gantry.serve;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

/** Reads {@code tf_serving_warmup_requests}: PredictionLog messages of TensorFlow Serving. */
final class WarmUpFile {
  /** As in TensorFlow Serving. */
  private static final int MOST_RECORDS = 1000;

  private static final long LARGEST_FILE = 64L << 20;
  private static final int BEFORE_DATA = Long.BYTES + Integer.BYTES;

  // Of tensorflow_serving/apis: prediction_log.proto, predict.proto, model.proto.
  private static final int PREDICTION_LOG_PREDICT_LOG = 6;
  private static final int PREDICT_LOG_REQUEST = 1;
  private static final int REQUEST_MODEL_SPEC = 1;
  private static final int REQUEST_INPUTS = 2;
  private static final int MODEL_SPEC_SIGNATURE_NAME = 3;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private WarmUpFile() {}

  /**
   * A request.
   *
   * @param signature to call
   * @param inputs of it
   */
  record Call(String signature, NamedTensors inputs) {}

  /** A request while it is read. */
  private static final class Request {
    private final Map<String, TensorValue> inputs = new HashMap<>();
    private String signature = SignatureSpec.DEFAULT;
  }

  /**
   * Reads the file: TFRecords, each with its length, a checksum, data, and a checksum. The
   * checksums are passed over: a damaged request fails, and harms nothing.
   *
   * @throws IOException if it is not such a file
   */
  static List<Call> read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException("it is larger than %,d bytes".formatted(LARGEST_FILE));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Call> calls = new ArrayList<>();
    while (bytes.remaining() >= BEFORE_DATA && calls.size() < MOST_RECORDS) {
      long length = bytes.getLong();
      bytes.getInt();
      if (length < 0 || length > bytes.remaining() - Integer.BYTES) {
        throw new IOException("a record goes on after its end");
      }
      ByteBuffer record = bytes.slice(bytes.position(), (int) length);
      bytes.position(bytes.position() + (int) length + Integer.BYTES);
      Request request = new Request();
      readLog(CodedInputStream.newInstance(record), request);
      calls.add(new Call(request.signature, new NamedTensors(request.inputs)));
    }
    return calls;
  }

  private static void readLog(CodedInputStream log, Request into) throws IOException {
    fields(
        log,
        PREDICTION_LOG_PREDICT_LOG,
        predict -> fields(predict, PREDICT_LOG_REQUEST, request -> readRequest(request, into)));
  }

  private static void readRequest(CodedInputStream request, Request into) throws IOException {
    for (int tag = request.readTag(); tag != 0; tag = request.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case REQUEST_MODEL_SPEC -> readModelSpec(message(request), into);
        case REQUEST_INPUTS -> readInput(message(request), into);
        default -> request.skipField(tag);
      }
    }
  }

  private static void readModelSpec(CodedInputStream spec, Request into) throws IOException {
    for (int tag = spec.readTag(); tag != 0; tag = spec.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == MODEL_SPEC_SIGNATURE_NAME) {
        into.signature = spec.readString();
      } else {
        spec.skipField(tag);
      }
    }
  }

  private static void readInput(CodedInputStream entry, Request into) throws IOException {
    String name = "";
    TensorProto tensor = TensorProto.getDefaultInstance();
    for (int tag = entry.readTag(); tag != 0; tag = entry.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case MAP_KEY -> name = entry.readString();
        case MAP_VALUE -> tensor = TensorProto.parseFrom(entry.readByteArray());
        default -> entry.skipField(tag);
      }
    }
    into.inputs.put(name, value(tensor));
  }

  private static TensorValue value(TensorProto tensor) throws IOException {
    List<Integer> shape =
        tensor.getTensorShape().getDimList().stream()
            .map(dimension -> Math.toIntExact(dimension.getSize()))
            .toList();
    int count = shape.stream().reduce(1, Math::multiplyExact);
    ByteBuffer content =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ElementType type =
        ElementType.of(tensor.getDtype())
            .orElseThrow(() -> new IOException("a tensor is of type " + tensor.getDtype()));
    if (content.remaining() != (long) count * type.bytes()) {
      throw new IOException("a tensor has another number of values than its shape");
    }
    return new TensorValue(elements(type, content, count), shape);
  }

  private static Elements elements(ElementType type, ByteBuffer content, int count)
      throws IOException {
    switch (type) {
      case FLOAT32 -> {
        float[] values = new float[count];
        content.asFloatBuffer().get(values);
        return new Elements.Floats(values);
      }
      case INT32 -> {
        int[] values = new int[count];
        content.asIntBuffer().get(values);
        return new Elements.Ints(values);
      }
      case INT64 -> {
        long[] values = new long[count];
        content.asLongBuffer().get(values);
        return new Elements.Longs(values);
      }
      case STRING -> throw new IOException("a tensor of strings has no content");
    }
    throw new IllegalStateException("a type without elements: " + type);
  }

  private interface Reader {
    void read(CodedInputStream message) throws IOException;
  }

  private static void fields(CodedInputStream in, int number, Reader reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == number) {
        reader.read(message(in));
      } else {
        in.skipField(tag);
      }
    }
  }

  private static CodedInputStream message(CodedInputStream in) throws IOException {
    return CodedInputStream.newInstance(in.readByteArray());
  }
}
