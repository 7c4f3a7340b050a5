package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.Generator;
import dev.gantry.batch.BatchOptions;
import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The replies against what TensorFlow Serving's g3doc/api_rest.md says. */
@ExtendWith(LeakCheck.class)
class ModelServerTest {
  private static final String Z = ServedModel.z(3);

  @TempDir static Path folder;
  private static ServedModel plain;
  private static ServedModel classes;
  private static Path conditional;

  @BeforeAll
  static void serve() {
    plain = ServedModel.start(Snapshots.greyDcgan(), folder.resolve("plain"));
    conditional = ServedModel.export(Snapshots.oneHotDcgan(), folder.resolve("classes"));
    classes = new ServedModel.Options(conditional).start();
  }

  @AfterAll
  static void stop() {
    plain.close();
    classes.close();
  }

  private static List<Float> floats(JsonNode node) {
    List<Float> values = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(each -> values.addAll(floats(each)));
    } else {
      values.add((float) node.doubleValue());
    }
    return values;
  }

  private static void assertImage(JsonNode node, float[] expected) {
    List<Float> found = floats(node);
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.get(i)).isCloseTo(expected[i], Offset.offset(1e-6f));
    }
  }

  private static float[] expected(Path model, long seed, int... label) {
    try (Generator generator = Generator.open(model)) {
      return label.length == 0
          ? generator.generateArray(seed, 1)
          : generator.generateArray(seed, 1, label[0]);
    }
  }

  @Test
  void rowsOfTheOnlyInputMayBeBareOrNamed() throws Exception {
    float[] image = expected(folder.resolve("plain/tiny"), 3);
    for (String row : List.of(Z, "{\"z\": %s}".formatted(Z))) {
      ServedModel.Answer answer = plain.predict("{\"instances\": [%s]}".formatted(row));
      assertThat(answer.code()).as(answer.body()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).isEqualTo("application/json");
      assertThat(answer.json().fieldNames()).toIterable().containsExactly("predictions");
      JsonNode predictions = answer.json().get("predictions");
      assertThat(predictions).hasSize(1);
      assertThat(predictions.get(0)).hasSize(8);
      assertThat(predictions.get(0).get(0)).hasSize(8);
      assertThat(predictions.get(0).get(0).get(0)).hasSize(1);
      assertImage(predictions, image);
    }
  }

  @Test
  void columnsOfTheOnlyInputMayBeBareOrNamed() throws Exception {
    float[] image = expected(folder.resolve("plain/tiny"), 3);
    for (String column : List.of("[" + Z + "]", "{\"z\": [%s]}".formatted(Z))) {
      ServedModel.Answer answer =
          plain.predict(
              "{\"inputs\": %s, \"signature_name\": \"serving_default\"}".formatted(column));
      assertThat(answer.code()).as(answer.body()).isEqualTo(200);
      assertThat(answer.json().fieldNames()).toIterable().containsExactly("outputs");
      assertImage(answer.json().get("outputs"), image);
    }
  }

  @Test
  void stringsWhoseNameEndsInBytesComeInBase64() throws Exception {
    ServedModel.Answer answer =
        plain.predict(
            "{\"instances\": [{\"z\": %s}, {\"z\": %s}], \"signature_name\": \"png\"}"
                .formatted(Z, Z));
    assertThat(answer.code()).as(answer.body()).isEqualTo(200);
    JsonNode predictions = answer.json().get("predictions");
    assertThat(predictions).hasSize(2);
    assertThat(predictions.get(0).fieldNames()).toIterable().containsExactly("b64");
    BufferedImage picture =
        ImageIO.read(new ByteArrayInputStream(predictions.get(1).get("b64").binaryValue()));
    assertThat(picture.getWidth()).isEqualTo(8);
    float[] image = expected(folder.resolve("plain/tiny"), 3);
    assertThat(picture.getRaster().getSample(5, 2, 0)).isEqualTo(Math.round(image[21] * 255));
  }

  @Test
  void severalInputsAreNamedInRowsAndColumns() throws Exception {
    float[] owl = expected(conditional, 3, 2);
    ServedModel.Answer rows =
        classes.predict("{\"instances\": [{\"label\": 2, \"z\": %s}]}".formatted(Z));
    assertThat(rows.code()).as(rows.body()).isEqualTo(200);
    assertImage(rows.json().get("predictions"), owl);
    ServedModel.Answer columns =
        classes.predict("{\"inputs\": {\"z\": [%s, %s], \"label\": [2, 2]}}".formatted(Z, Z));
    assertThat(columns.code()).as(columns.body()).isEqualTo(200);
    assertImage(columns.json().get("outputs").get(1), owl);
  }

  @Test
  void anUpscalerTakesPicturesOfAnySizeWithinTheLimit(@TempDir Path own) throws Exception {
    ServedModel.Options options =
        new ServedModel.Options(ServedModel.export(Snapshots.upscaler(1), own));
    options.limits =
        new RequestLimits(1 << 20, 4, 12, options.limits.bodyTime(), options.limits.idleTime());
    try (ServedModel upscaler = options.start()) {
      String row = "[[[0.5],[0.25],[1]],[[0],[1],[0.75]]]";
      ServedModel.Answer answer = upscaler.predict("{\"instances\": [%s]}".formatted(row));
      assertThat(answer.code()).as(answer.body()).isEqualTo(200);
      JsonNode large = answer.json().get("predictions").get(0);
      assertThat(large).hasSize(4);
      assertThat(large.get(0)).hasSize(6);
      assertThat(upscaler.predict("{\"instances\": [%s, %s, %s]}".formatted(row, row, row)).error())
          .isEqualTo("the request's pictures have 18 pixels together; at most 12 are taken");
      assertThat(upscaler.get("/gantry/model").code()).isEqualTo(404);
      assertThat(upscaler.get("/gantry/latent?seed=1").error()).contains("nothing to explore");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                      | The document is empty",
        "{                                       | JSON Parse error: Unexpected end-of-input",
        "[1]                                     | Request must be a JSON object",
        "{}                                      | Missing 'inputs' or 'instances' key",
        "{\"inputs\":[],\"instances\":[]}        | both 'inputs' and 'instances'",
        "{\"instances\":[],\"instances\":[]}     | 'instances' twice",
        "{\"instances\":[]} 1                    | after the end",
        "{\"instances\":[]}                      | 'instances' is empty",
        "{\"instances\":{}}                      | must be a list",
        "{\"instances\":[[1,2]]}                 | element: 0 of 'instances' list. Error: input z"
            + " has 2 values in dimension 1; expected 5",
        "{\"instances\":[[1,2,3,4,5,6]]}         | more than 5 values",
        "{\"instances\":[[1,2,3,4,\"5\"]]}       | a string at level 2",
        "{\"instances\":[[1,2,3,4,[5]]]}         | a list at level 2",
        "{\"instances\":[[1,2,3,4,true]]}        | true at level 2",
        "{\"instances\":[[1,2,3,4,1e39]]}        | 1e39, which is beyond the range of float32",
        "{\"instances\":[[1,2,3,4,1e999]]}       | beyond the range of float32",
        "{\"instances\":[[1,2,3,4,NaN]]}         | JSON Parse error: Non-standard token 'NaN'",
        "{\"instances\":[[1,2,3,4,-Infinity]]}   | JSON Parse error: Non-standard token '-I",
        "{\"instances\":[3]}                     | the number 3 at level 1",
        "{\"instances\":[[1,2,3,4,5],{\"z\":[1,2,3,4,5]}]} | all objects with named inputs, or all"
            + " plain",
        "{\"instances\":[{\"z\":[1,2,3,4,5]},[1,2,3,4,5]]} | all objects with named inputs, or all"
            + " plain",
        "{\"instances\":[{\"y\":1}]}             | it has 'y'; the signature takes [z]",
        "{\"instances\":[{}]}                    | it lacks an input",
        "{\"instances\":[{\"z\":[1,2,3,4,5],\"z\":[1,2,3,4,5]}]} | it has 'z' twice",
        "{\"instances\":[{\"b64\":\"AAAA\"}]}    | a string at level 1",
        "{\"inputs\":{\"y\":[]}}                 | 'inputs' has 'y'",
        "{\"inputs\":{}}                         | Missing named input",
        "{\"inputs\":7}                          | must be a list; found the number 7",
        "{\"inputs\":[]}                         | no rows",
        "{\"signature_name\":5,\"inputs\":[]}    | 'signature_name' key must be a string value",
        "{\"signature_name\":\"x\",\"inputs\":[]} | Serving signature name: \"x\" not found in"
            + " signature def"
      })
  void whatIsWrongIsSaidInOneLine(String body, String reason) throws Exception {
    ServedModel.Answer answer = plain.predict(body);
    assertThat(answer.code()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"z\":%s,\"label\":3}]                    | label must be from 0 to 2; found] [3]",
        "[{\"z\":%s,\"label\":1.5}]                  | the number 1.5 at level 1; expected"
            + " DT_INT64",
        "[{\"z\":%s,\"label\":9223372036854775808}]  | beyond the range of DT_INT64",
        "[{\"z\":%s}]                                | it lacks an input; the signature takes"
            + " [label, z]",
        "[%s]                                        | takes 2 inputs, so name them: [label, z]"
      })
  void labelsAreChecked(String instances, String reason) throws Exception {
    ServedModel.Answer answer =
        classes.predict("{\"instances\": %s}".formatted(instances.formatted(Z)));
    assertThat(answer.code()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).contains(reason);
  }

  @Test
  void columnsOfDifferentLengthsAreRefused() throws Exception {
    assertThat(
            classes.predict("{\"inputs\": {\"z\": [%s], \"label\": [1, 2]}}".formatted(Z)).error())
        .isEqualTo("input label has 2 rows and input z 1; they must have the same number");
  }

  @Test
  void theStatusHasEveryVersionWithItsState() throws Exception {
    String expected =
        "{\"model_version_status\":[{\"version\":\"1\",\"state\":\"AVAILABLE\","
            + "\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}]}";
    assertThat(plain.get("/v1/models/tiny").body()).isEqualTo(expected);
    assertThat(plain.get("/v1/models/tiny/versions/1").body()).isEqualTo(expected);
  }

  @Test
  void theMetadataAreTheSignaturesInProtobufsJson() throws Exception {
    JsonNode json = classes.get("/v1/models/tiny/metadata").json();
    assertThat(json.get("model_spec").toString())
        .isEqualTo("{\"name\":\"tiny\",\"signature_name\":\"\",\"version\":\"1\"}");
    JsonNode signatures = json.at("/metadata/signature_def/signature_def");
    assertThat(signatures.fieldNames()).toIterable().containsExactly("png", "serving_default");
    assertThat(signatures.at("/serving_default/inputs/z").toString())
        .isEqualTo(
            "{\"dtype\":\"DT_FLOAT\",\"tensor_shape\":{\"dim\":[{\"size\":\"-1\",\"name\":\"\"},"
                + "{\"size\":\"5\",\"name\":\"\"}],\"unknown_rank\":false},\"name\":\"z:0\"}");
    assertThat(signatures.at("/png/inputs/label/dtype").asText()).isEqualTo("DT_INT64");
    assertThat(signatures.at("/png/outputs/image_bytes/dtype").asText()).isEqualTo("DT_STRING");
    assertThat(signatures.at("/png/method_name").asText()).isEqualTo("tensorflow/serving/predict");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/other, 404, Could not find any versions of model other",
    "/v1/models/other/metadata, 404, Servable not found for request: Latest(other)",
    "/v1/models/tiny/versions/7, 404, Could not find version 7 of model tiny",
    "/v1/models/tiny/versions/7/metadata, 404, 'Servable not found for request: Specific(tiny, 7)'",
    "/v1/models/tiny/labels/new, 400, Unrecognized servable version label: new",
    "/v1/models/tiny/versions/99999999999999999999, 400, Failed to convert version",
    "/v1/models/tiny:predict, 400, Malformed request: GET /v1/models/tiny:predict",
    "/v1/models, 400, Malformed request: GET /v1/models",
    "/v1/models/tiny/versions/x, 400, Malformed request",
    "/v2/models, 404, There is nothing at /v2/models"
  })
  void pathsThatLeadNowhere(String path, int code, String reason) throws Exception {
    ServedModel.Answer answer = plain.get(path);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.error()).startsWith(reason);
  }

  @Test
  void otherMethodsOfTheApiAreRefused() throws Exception {
    assertThat(plain.post(":classify", "{}").error())
        .isEqualTo(
            "Expected classification signature method_name to be tensorflow/serving/classify. Was:"
                + " tensorflow/serving/predict");
    assertThat(plain.post(":regress", "{}").code()).isEqualTo(400);
    assertThat(plain.post("/versions/2:predict", "{}").code()).isEqualTo(404);
    assertThat(plain.post("", "{}").error()).isEqualTo("Malformed request: POST /v1/models/tiny");
    assertThat(plain.post("/versions/1:predict", "{\"inputs\":[%s]}".formatted(Z)).code())
        .isEqualTo(200);
  }

  @Test
  @Timeout(20)
  void healthAndMetricsAreThere() throws Exception {
    assertThat(plain.get("/healthz").code()).isEqualTo(200);
    assertThat(plain.get("/readyz").body()).isEqualTo("ready\n");
    plain.predict("{}");
    ServedModel.Answer metrics = plain.get("/metrics");
    // A request is counted once it is answered, which its client may hear of first.
    while (!metrics.body().contains("gantry_requests_total{code=\"400\",method=\"predict\"}")) {
      Thread.sleep(5);
      metrics = plain.get("/metrics");
    }
    assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains(
            "# TYPE gantry_requests_total counter",
            "gantry_requests_total{code=\"400\",method=\"predict\"}",
            "gantry_request_seconds_bucket{method=\"predict\",le=\"0.005\"}",
            "gantry_batch_rows_count ",
            "gantry_queue_requests 0.0",
            "gantry_versions_served 1.0",
            "gantry_model_version{model=\"tiny\",state=\"AVAILABLE\",version=\"1\"} 1.0",
            "jvm_memory_used_bytes ");
    assertThat(plain.metric("process_resident_memory_bytes")).isGreaterThan(1e7);
  }

  @Test
  void aFolderWithoutAModelAndAPortInUseAreTheUsersMistakes(@TempDir Path own) throws Exception {
    Path missing = own.resolve("none");
    assertThatThrownBy(() -> ModelServer.start(ServerOptions.of(missing)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("none is not there");
    Files.createDirectory(missing);
    assertThatThrownBy(() -> ModelServer.start(ServerOptions.of(missing)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not an exported model");
    ServerOptions taken =
        new ServerOptions(
            conditional,
            "",
            ServerOptions.LOOPBACK,
            plain.server.uri().getPort(),
            VersionOptions.defaults(),
            RequestLimits.defaults(),
            BatchOptions.defaults());
    assertThatThrownBy(() -> ModelServer.start(taken))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be listened at");
  }
}
