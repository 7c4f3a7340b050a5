package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gantry.batch.BatchOptions;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class BatcherTest {
  private static final int SEEDS = 12;
  private static final int REQUESTS = 48;

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void export() {
    model = ServedModel.export(Snapshots.oneHotDcgan(), folder);
  }

  private static ServedModel serve(int maxRows, int patienceMillis, int maxQueue) {
    ServedModel.Options options = new ServedModel.Options(model);
    options.batches = new BatchOptions(maxRows, Duration.ofMillis(patienceMillis), maxQueue, 1);
    return options.start();
  }

  private static String request(int seed, int label) {
    return "{\"instances\": [{\"z\": %s, \"label\": %d}]}".formatted(ServedModel.z(seed), label);
  }

  private static void assertClose(JsonNode found, JsonNode expected) {
    assertThat(found).hasSize(expected.size());
    if (found.isArray()) {
      for (int i = 0; i < found.size(); i++) {
        assertClose(found.get(i), expected.get(i));
      }
    } else {
      assertThat(found.doubleValue()).isCloseTo(expected.doubleValue(), Offset.offset(1e-6));
    }
  }

  @Test
  void requestsThatArriveTogetherAreComputedTogetherAndEachGetsItsOwn() throws Exception {
    List<JsonNode> alone = new ArrayList<>();
    try (ServedModel single = serve(1, 0, 100)) {
      for (int seed = 0; seed < SEEDS; seed++) {
        alone.add(single.predict(request(seed, seed % 3)).json().get("predictions"));
      }
      assertThat(single.metric("gantry_batch_rows_count")).isEqualTo(SEEDS);
    }
    try (ServedModel together = serve(16, 200, 100)) {
      List<CompletableFuture<ServedModel.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(together.predictLater(request(i % SEEDS, i % SEEDS % 3)));
      }
      for (int i = 0; i < REQUESTS; i++) {
        ServedModel.Answer answer = answers.get(i).get();
        assertThat(answer.code()).as(answer.body()).isEqualTo(200);
        assertClose(answer.json().get("predictions"), alone.get(i % SEEDS));
      }
      assertThat(together.metric("gantry_batch_rows_sum")).isEqualTo(REQUESTS);
      assertThat(together.metric("gantry_batch_rows_count")).isLessThan(REQUESTS / 4);
    }
  }

  @Test
  void aRequestThatTheModelRefusesDoesNotFailTheOthersOfItsBatch() throws Exception {
    try (ServedModel served = serve(3, 10_000, 100)) {
      List<CompletableFuture<ServedModel.Answer>> answers = new ArrayList<>();
      for (int label : new int[] {1, 7, 2}) {
        answers.add(served.predictLater(request(4, label)));
      }
      assertThat(answers.get(0).get().code()).isEqualTo(200);
      assertThat(answers.get(2).get().code()).isEqualTo(200);
      assertThat(answers.get(1).get().code()).isEqualTo(400);
      assertThat(answers.get(1).get().error()).contains("label must be from 0 to 2; found] [7]");
    }
  }

  @Test
  void aFullQueueRefusesAndSaysWhenToComeAgain() throws Exception {
    try (ServedModel served = serve(64, 800, 2)) {
      CompletableFuture<ServedModel.Answer> first = served.predictLater(request(1, 1));
      CompletableFuture<ServedModel.Answer> second = served.predictLater(request(2, 1));
      while (served.metric("gantry_queue_requests") < 2) {
        Thread.sleep(5);
      }
      ServedModel.Answer refused = served.predict(request(3, 1));
      assertThat(refused.code()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.error()).contains("queue", "is full");
      assertThat(first.get().code()).isEqualTo(200);
      assertThat(second.get().code()).isEqualTo(200);
    }
  }

  @Test
  void aRequestOfMoreRowsThanABatchIsRefused() throws Exception {
    try (ServedModel served = serve(64, 0, 100)) {
      String rows = "[%s]".formatted("{\"z\":[1,2,3,4,5],\"label\":0},".repeat(64) + "1");
      assertThat(served.predict("{\"instances\": %s}".formatted(rows)).error())
          .contains("element: 64");
    }
  }
}
