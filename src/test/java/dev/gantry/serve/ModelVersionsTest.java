package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.batch.BatchOptions;
import dev.gantry.error.UserException;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.Trust;
import dev.gantry.io.AtomicFolder;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ModelVersionsTest {
  private static final GeneratorSnapshot SNAPSHOT = Snapshots.greyDcgan();
  private static final String REQUEST = "{\"inputs\": [%s]}".formatted(ServedModel.z(1));

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void exportVersionOne() {
    model = ServedModel.export(SNAPSHOT, folder);
  }

  private static JsonNode status(ServedModel served, int version) throws Exception {
    JsonNode all = served.get("/v1/models/tiny").json().get("model_version_status");
    for (JsonNode each : all) {
      if (each.get("version").asText().equals(Integer.toString(version))) {
        return each;
      }
    }
    return all;
  }

  private static void awaitState(ServedModel served, int version, String state) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!status(served, version).path("state").asText().equals(state)) {
      assertThat(System.nanoTime()).as(status(served, version).toString()).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void aNewVersionTakesOverWhileRequestsGoOn() throws Exception {
    try (ServedModel served = new ServedModel.Options(model).start()) {
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger failed = new AtomicInteger();
      Thread client =
          new Thread(
              () -> {
                while (!done.get()) {
                  try {
                    failed.addAndGet(served.predict(REQUEST).code() == 200 ? 0 : 1);
                  } catch (Exception e) {
                    failed.incrementAndGet();
                  }
                }
              });
      client.start();
      SavedModelExporter.export(SNAPSHOT, model);
      awaitState(served, 2, "AVAILABLE");
      awaitState(served, 1, "END");
      done.set(true);
      client.join();
      assertThat(failed).hasValue(0);
      assertThat(served.server.versions()).containsExactly(2L);
      assertThat(served.post("/versions/1:predict", REQUEST).code()).isEqualTo(404);
      assertThat(served.post("/versions/2:predict", REQUEST).code()).isEqualTo(200);
      assertThat(status(served, 1).at("/status/error_code").asText()).isEqualTo("OK");
    }
  }

  @Test
  void aBrokenVersionIsToldAndTheOldOneGoesOnUntilItIsMended() throws Exception {
    try (ServedModel served = new ServedModel.Options(model).start()) {
      Path aside = SavedModelExporter.export(SNAPSHOT, folder.resolve("aside"));
      byte[] whole = Files.readAllBytes(aside.resolve("saved_model.pb"));
      byte[] damaged = whole.clone();
      damaged[damaged.length / 2] ^= 1;
      Files.write(aside.resolve("saved_model.pb"), damaged);
      Files.move(aside, model.resolve("2"));
      awaitState(served, 2, "END");
      assertThat(status(served, 2).at("/status/error_message").asText())
          .contains("saved_model.pb is damaged");
      assertThat(status(served, 2).at("/status/error_code").asText()).isNotEqualTo("OK");
      assertThat(status(served, 1).get("state").asText()).isEqualTo("AVAILABLE");
      assertThat(served.predict(REQUEST).code()).isEqualTo(200);

      Files.write(model.resolve("2/saved_model.pb"), whole);
      awaitState(served, 2, "AVAILABLE");
    }
  }

  @Test
  void aVersionThatIsTakenAwayLeavesTheOneBefore() throws Exception {
    SavedModelExporter.export(SNAPSHOT, model);
    try (ServedModel served = new ServedModel.Options(model).start()) {
      assertThat(served.server.versions()).containsExactly(2L);
      AtomicFolder.delete(model.resolve("2"));
      awaitState(served, 1, "AVAILABLE");
      awaitState(served, 2, "END");
      // What is in memory works on when the folder is empty.
      AtomicFolder.delete(model.resolve("1"));
      Thread.sleep(150);
      assertThat(served.predict(REQUEST).code()).isEqualTo(200);
    }
  }

  @Test
  void allVersionsAreServedWithTheirLabels() throws Exception {
    SavedModelExporter.export(SNAPSHOT, model);
    ServedModel.Options options = new ServedModel.Options(model);
    options.versions =
        new VersionOptions(true, Duration.ofSeconds(1), Map.of("stable", 1L), Trust.CALCULATION);
    try (ServedModel served = options.start()) {
      assertThat(served.server.versions()).containsExactly(1L, 2L);
      assertThat(served.post("/labels/stable:predict", REQUEST).code()).isEqualTo(200);
      assertThat(
              served
                  .get("/v1/models/tiny/labels/stable/metadata")
                  .json()
                  .at("/model_spec/version")
                  .asText())
          .isEqualTo("1");
      assertThat(served.get("/v1/models/tiny/metadata").json().at("/model_spec/version").asText())
          .isEqualTo("2");
      assertThat(served.get("/v1/models/tiny").json().get("model_version_status")).hasSize(2);
    }
  }

  @Test
  void aLabelOfAVersionThatIsNotServedIsTheUsersMistake() {
    ServedModel.Options options = new ServedModel.Options(model);
    options.versions =
        new VersionOptions(false, Duration.ofSeconds(1), Map.of("stable", 3L), Trust.CALCULATION);
    assertThatThrownBy(options::start)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("label stable is of version 3, served is [1]");
  }

  @Test
  void oneVersionsFolderIsServedByItsNumberAndItsModelsName() throws Exception {
    try (ServedModel served =
        new ServedModel(
            ModelServer.start(
                new ServerOptions(
                    model.resolve("1"),
                    "",
                    ServerOptions.LOOPBACK,
                    0,
                    VersionOptions.defaults(),
                    RequestLimits.defaults(),
                    BatchOptions.defaults())))) {
      assertThat(served.server.name()).isEqualTo("tiny");
      assertThat(served.post("/versions/1:predict", REQUEST).code()).isEqualTo(200);
    }
  }

  @Test
  void drainingAnswersWhatIsInFlightAndTakesNothingNew() throws Exception {
    ServedModel.Options options = new ServedModel.Options(model);
    options.batches = new BatchOptions(64, Duration.ofMillis(600), 10, 1);
    try (ServedModel served = options.start()) {
      var inFlight = served.predictLater(REQUEST);
      while (served.metric("gantry_queue_requests") < 1) {
        Thread.sleep(5);
      }
      assertThat(served.server.drain(Duration.ofSeconds(10))).isTrue();
      assertThat(inFlight.get().code()).isEqualTo(200);
      assertThat(inFlight.get().header("Connection")).isEqualTo("close");
      assertThatThrownBy(() -> served.get("/healthz")).isInstanceOf(IOException.class);
    }
  }
}
