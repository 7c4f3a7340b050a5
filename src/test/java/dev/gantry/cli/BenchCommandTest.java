package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gantry.testing.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class BenchCommandTest {
  @TempDir Path folder;

  @Test
  void jsonHasTheKeysOfThePeerAndGantrysOwn() throws Exception {
    Gantry.Result result = new Gantry(folder).run("bench", "@tiny.yaml", "--steps", "3", "--json");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).hasLineCount(1);
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(json.fieldNames())
        .toIterable()
        .contains(
            "device",
            "threads",
            "size",
            "width",
            "batch",
            "parameters",
            "ms_per_step",
            "images_per_second",
            "outside_native_share",
            "peak_rss_bytes");
    assertThat(json.get("threads").intValue()).isEqualTo(1);
    assertThat(json.get("batch").intValue()).isEqualTo(4);
    // The medians agree but for their rounding.
    assertThat(json.get("images_per_second").doubleValue() * json.get("ms_per_step").doubleValue())
        .isBetween(3900.0, 4100.0);
    assertThat(json.get("outside_native_share").doubleValue()).isBetween(0.0, 1.0);
    assertThat(json.get("peak_rss_bytes").longValue()).isGreaterThan(50_000_000);
  }

  @Test
  void withoutJsonItIsALineForPeople() {
    Gantry.Result result = new Gantry(folder).run("bench", "@tiny.yaml", "--steps", "1");
    assertThat(result.out()).hasLineCount(1).contains("CPU: ", "images/s", "peak memory");
  }

  @Test
  void noStepsAreRefused() {
    Gantry.Result result = new Gantry(folder).run("bench", "@tiny.yaml", "--steps", "0");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("--steps is 0");
  }
}
