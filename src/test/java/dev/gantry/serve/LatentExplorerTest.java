package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.model.Latents;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class LatentExplorerTest {
  @TempDir static Path folder;
  private static ServedModel served;
  private static JsonNode pending;

  /** Waits for the directions, whose tensors would else be counted against some test. */
  @BeforeAll
  static void serve() throws Exception {
    Path model = ServedModel.export(Snapshots.oneHotDcgan(), folder);
    served =
        new ServedModel.Options(model)
            .start(
                (latentSize, images, seed) -> {
                  float[] made = images.apply(new float[2][latentSize]);
                  return List.of(
                      new PrincipalDirections.Direction(
                          new float[] {1, 0, 0, 0, 0}, made.length, 0.5));
                });
    pending = served.get("/gantry/model").json();
    while (served.get("/gantry/model").json().has("pending")) {
      Thread.sleep(10);
    }
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void theModelIsDescribedAndItsDirectionsFollow() throws Exception {
    assertThat(pending.get("pending").asBoolean()).isTrue();
    assertThat(pending.get("directions")).isEmpty();
    JsonNode model = served.get("/gantry/model").json();
    assertThat(model.toString())
        .isEqualTo(
            "{\"name\":\"tiny\",\"version\":\"1\",\"latent\":5,\"classes\":[\"cat\",\"dog\",\"owl\"],"
                + "\"image\":{\"height\":8,\"width\":8,\"channels\":1},\"signature\":\"png\","
                + "\"max_rows\":64,\"directions\":[{\"vector\":[1.0,0.0,0.0,0.0,0.0],\"scale\":128.0,\"share\":0.5}]}");
  }

  @Test
  void theLatentOfASeedIsThatOfEveryOtherCommand() throws Exception {
    float[] expected = Latents.normal(-7, 1, 5);
    JsonNode z = served.get("/gantry/latent?seed=-7").json().get("z");
    assertThat(z).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat((float) z.get(i).doubleValue()).isEqualTo(expected[i]);
    }
    assertThat(served.get("/gantry/latent").code()).isEqualTo(400);
    assertThat(served.get("/gantry/latent?seed=1.5").error()).contains("whole number");
  }

  @Test
  void thePageLoadsNothingFromElsewhere() throws Exception {
    for (String path : List.of("/", "/explorer.js", "/explorer.css")) {
      ServedModel.Answer answer = served.get(path);
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'self'");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
    assertThat(served.get("/").header("Content-Type")).isEqualTo("text/html;charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/explorer/index.html",
        "/explorer.js/../../gantry.json",
        "//etc/passwd",
        "/1/saved_model.pb",
        "/..;/etc/passwd",
        "/explorer.js%00.png",
        "/v1/models/..%2f..%2fetc",
        "/v1/models/../../../etc/passwd",
        "/v1/models/tiny/../../metadata"
      })
  void noPathReachesADisk(String path) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), served.server.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(StandardCharsets.US_ASCII));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(reply).containsPattern("^HTTP/1.1 (400|404) ").contains("{\"error\":\"");
      assertThat(reply).doesNotContain("root:");
    }
  }

  @Test
  void onlyGetAndHeadAreForThePage() throws Exception {
    ServedModel.Answer answer = served.send("PUT", "/gantry/model");
    assertThat(answer.code()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    ServedModel.Answer head = served.send("HEAD", "/gantry/model");
    assertThat(head.code()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
