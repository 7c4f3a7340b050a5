package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Inputs that no generator has: strings, bytes and whole numbers; and the replies to them. */
class PredictRequestReaderTest {
  private static final PredictRequestReader READER =
      new PredictRequestReader(RequestLimits.defaults());

  private static TensorSpec spec(String name, ElementType type, Long... shape) {
    return new TensorSpec(name, name + ":0", type, List.of(shape));
  }

  private static SignatureSpec signature(List<TensorSpec> inputs, TensorSpec... outputs) {
    return new SignatureSpec("f", byName(inputs), byName(List.of(outputs)));
  }

  private static SortedMap<String, TensorSpec> byName(List<TensorSpec> specs) {
    return specs.stream()
        .collect(Collectors.toMap(TensorSpec::name, spec -> spec, (a, b) -> a, TreeMap::new));
  }

  private static NamedTensors read(SignatureSpec signature, String body) {
    return READER.read(body.getBytes(StandardCharsets.UTF_8), name -> signature).inputs();
  }

  private static List<String> strings(NamedTensors inputs, String name) {
    return Arrays.stream((byte[][]) inputs.get(name).elements().array())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  private static final SignatureSpec TEXT =
      signature(List.of(spec("text", ElementType.STRING, -1L)));

  @Test
  void stringsAreTextOrBase64NamedOrBare() {
    String both = "[\"ü\", {\"b64\": \"aGFsbG8=\"}]";
    assertThat(strings(read(TEXT, "{\"instances\": %s}".formatted(both)), "text"))
        .containsExactly("ü", "hallo");
    assertThat(strings(read(TEXT, "{\"inputs\": %s}".formatted(both)), "text"))
        .containsExactly("ü", "hallo");
    assertThat(strings(read(TEXT, "{\"inputs\": {\"text\": %s}}".formatted(both)), "text"))
        .containsExactly("ü", "hallo");
    assertThat(
            strings(
                read(TEXT, "{\"instances\": [{\"text\": \"a\"}, {\"text\": {\"b64\": \"Yg==\"}}]}"),
                "text"))
        .containsExactly("a", "b");
  }

  @Test
  void whatIsNoBase64IsRefused() {
    assertThatThrownBy(() -> read(TEXT, "{\"instances\": [{\"b64\": \"a*\"}]}"))
        .isInstanceOf(HttpFailure.class)
        .hasMessageContaining("not valid base64");
    assertThatThrownBy(() -> read(TEXT, "{\"instances\": [{\"b64\": \"YQ==\", \"x\": 1}]}"))
        .hasMessageContaining("an object with b64 has nothing else");
    assertThatThrownBy(() -> read(TEXT, "{\"inputs\": [{\"b64\": 5}]}"))
        .hasMessageContaining("the number 5");
    assertThatThrownBy(() -> read(TEXT, "{\"inputs\": [5]}")).hasMessageContaining("DT_STRING");
  }

  @Test
  void wholeNumbersHaveTheRangeOfTheirType() {
    SignatureSpec numbers =
        signature(
            List.of(spec("i", ElementType.INT32, -1L, 2L), spec("l", ElementType.INT64, -1L)));
    NamedTensors inputs =
        read(
            numbers,
            "{\"instances\": [{\"i\": [2147483647, -2147483648], \"l\": -9223372036854775808}]}");
    assertThat((int[]) inputs.get("i").elements().array())
        .containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE);
    assertThat((long[]) inputs.get("l").elements().array()).containsExactly(Long.MIN_VALUE);
    assertThatThrownBy(() -> read(numbers, "{\"instances\": [{\"i\": [2147483648, 0], \"l\": 0}]}"))
        .hasMessageContaining("beyond the range of DT_INT32");
    assertThatThrownBy(() -> read(numbers, "{\"instances\": [{\"i\": [1.0, 0], \"l\": 0}]}"))
        .hasMessageContaining("the number 1.0");
  }

  @Test
  void picturesThatClaimTooMuchAreRefusedBeforeTheyAreDecoded() throws IOException {
    SignatureSpec png = signature(List.of(spec("png_bytes", ElementType.STRING, -1L)));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(7, 9, BufferedImage.TYPE_INT_RGB), "png", file);
    byte[] bytes = file.toByteArray();
    assertThat(PngSize.pixels("png_bytes", bytes)).isEqualTo(63);
    assertThat(read(png, b64(bytes)).get("png_bytes").rows()).isEqualTo(1);
    ByteBuffer.wrap(bytes).putInt(16, 50_000);
    assertThatThrownBy(() -> read(png, b64(bytes)))
        .hasMessageContaining("450,000 pixels together; at most 262,144");
    ByteBuffer.wrap(bytes).putInt(16, Integer.MAX_VALUE).putInt(20, Integer.MAX_VALUE);
    assertThatThrownBy(() -> read(png, b64(bytes))).hasMessageContaining("pixels together");
    ByteBuffer.wrap(bytes).putInt(16, 0);
    assertThatThrownBy(() -> read(png, b64(bytes))).hasMessageContaining("without a size");
    assertThatThrownBy(() -> read(png, b64(new byte[] {(byte) 0xff, (byte) 0xd8})))
        .hasMessageContaining("no PNG file");
  }

  private static String b64(byte[] bytes) {
    return "{\"instances\": [{\"b64\": \"%s\"}]}"
        .formatted(Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void severalOutputsAreObjectsAndOneIsBare() {
    TensorSpec x = spec("x", ElementType.FLOAT32, -1L, 2L);
    TensorSpec name = spec("name", ElementType.STRING, -1L);
    TensorSpec raw = spec("raw_bytes", ElementType.STRING, -1L);
    TensorValue floats =
        new TensorValue(new Elements.Floats(new float[] {0.1f, 3, 1e-5f, -0f}), List.of(2, 2));
    byte[][] texts = {"é".getBytes(StandardCharsets.UTF_8), {'b'}};
    NamedTensors all =
        new NamedTensors(
            Map.of(
                "x", floats,
                "name", new TensorValue(new Elements.Strings(texts), List.of(2)),
                "raw_bytes", new TensorValue(new Elements.Strings(texts), List.of(2))));
    SignatureSpec three = signature(List.of(x), x, name, raw);
    assertThat(reply(three, true, all))
        .isEqualTo(
            "{\"predictions\":[{\"name\":\"é\",\"raw_bytes\":{\"b64\":\"w6k=\"},\"x\":[0.1,3.0]},"
                + "{\"name\":\"b\",\"raw_bytes\":{\"b64\":\"Yg==\"},\"x\":[1.0E-5,-0.0]}]}");
    assertThat(reply(three, false, all))
        .isEqualTo(
            "{\"outputs\":{\"name\":[\"é\",\"b\"],"
                + "\"raw_bytes\":[{\"b64\":\"w6k=\"},{\"b64\":\"Yg==\"}],"
                + "\"x\":[[0.1,3.0],[1.0E-5,-0.0]]}}");
    assertThat(reply(signature(List.of(x), x), true, all))
        .isEqualTo("{\"predictions\":[[0.1,3.0],[1.0E-5,-0.0]]}");
  }

  @Test
  void floatsHaveTheFewestDigitsAndMayBeNoNumbers() {
    TensorSpec x = spec("x", ElementType.FLOAT32, -1L);
    float[] values = {
      1.1f,
      16777216,
      2e-3f,
      3.4028235e38f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY
    };
    NamedTensors outputs =
        new NamedTensors(Map.of("x", new TensorValue(new Elements.Floats(values), List.of(7))));
    assertThat(reply(signature(List.of(x), x), true, outputs))
        .isEqualTo("{\"predictions\":[1.1,1.6777216E7,0.002,3.4028235E38,NaN,Infinity,-Infinity]}");
  }

  private static String reply(SignatureSpec signature, boolean rows, NamedTensors outputs) {
    return new String(
        ModelJson.prediction(new PredictRequest(signature, rows, outputs), outputs),
        StandardCharsets.UTF_8);
  }
}
