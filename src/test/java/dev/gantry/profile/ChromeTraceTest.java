package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromeTraceTest {
  @TempDir private Path folder;

  private static OperationRun run(String name, long start, long end) {
    return new OperationRun(name, "Conv2D", "[2, 3]", "CPU:0", start, end);
  }

  /** The keys are those of the Trace Event Format's complete events. */
  @Test
  void operationsThatOverlapLieOnLinesOfTheirOwn() throws Exception {
    Timeline timeline =
        new Timeline(List.of(run("a", 0, 5000), run("b", 1000, 9500), run("c", 6000, 7000)));
    Path file = folder.resolve("trace.json");
    ChromeTrace.write(timeline, new Work(Map.of("a", 2_000_000_000L), Map.of(), Map.of()), file);
    JsonNode events = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
    assertThat(events).hasSize(4);
    assertThat(events.findValuesAsText("tid")).containsExactly("0", "1", "0");
    JsonNode second = events.get(1);
    assertThat(second.get("ph").textValue()).isEqualTo("X");
    assertThat(second.get("ts").doubleValue()).isEqualTo(1.0);
    assertThat(second.get("dur").doubleValue()).isEqualTo(8.5);
    assertThat(second.get("args").get("operation").textValue()).isEqualTo("b");
    assertThat(events.get(0).get("args").get("GFLOP").doubleValue()).isEqualTo(2.0);
    assertThat(events.get(3).get("args").get("name").textValue()).isEqualTo("CPU:0");
  }
}
