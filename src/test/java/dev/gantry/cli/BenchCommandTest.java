package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

  @Test
  void aProfileTellsWhatAnIterationComputesAndWritesItsTimeline() throws Exception {
    Gantry.Result result =
        new Gantry(folder)
            .run("bench", "@tiny.yaml", "--steps", "1", "--json", "--trace", "@trace.json");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode profile = new ObjectMapper().readTree(result.out()).get("profile");
    // 8 x 8 digits in batches of 4: every convolution is between an image and 4 x 4 pixels of 2
    // channels, by a kernel of 4 x 4; two operations a multiplication.
    double one = 2.0 * 4 * 4 * 4 * 2 * 4 * 4;
    // The discriminator on reals, fakes and fakes again; gradients by its kernel on the first two,
    // and by the generator's kernel and input.
    int plain = 3 + 2 + 2;
    // What ends in an image: 3 x 3 taps on 2 x 2 pixels in place of 4 x 4 on one.
    double folded = 2 * (3.0 * 3 * 4) / (4 * 4);
    assertThat(profile.get("kinds").get("convolution").get("gflop").doubleValue())
        .isEqualTo((plain + folded) * one / 1e9, within(1e-12));
    assertThat(profile.get("convolution_rate").doubleValue()).isBetween(0.0, 1.0);
    assertThat(profile.get("attainable_gflops").doubleValue()).isGreaterThan(1);
    assertThat(folder.resolve("trace.json")).content().contains("traceEvents", "Conv2D");
  }

  @Test
  void aProfileForPeopleIsATable() {
    Gantry.Result result =
        new Gantry(folder).run("bench", "@tiny.yaml", "--steps", "1", "--profile");
    assertThat(result.out())
        .contains("attainable here:", "convolutions ", "updates ", "slowest operations");
  }

  @Test
  void aRecipeThatPyTorchHasNoProgramForIsRefusedBeforeAnythingIsTimed() {
    Gantry.Result result = new Gantry(folder).run("bench", "@tiny.yaml", "--against", "python3");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("--against: no program in scripts/peers", "tiny");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void fedWithImagesItSaysHowLongItWaited() throws Exception {
    Gantry gantry = new Gantry(folder);
    Gantry.Result result = gantry.run("bench", "@tiny.yaml", "--steps", "2", "--feed", "--json");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode feed = new ObjectMapper().readTree(result.out()).get("feed");
    assertThat(feed.get("wait_share").doubleValue()).isBetween(0.0, 1.0);
    // The same mean but for rounding.
    assertThat(feed.get("images_per_second").doubleValue() * feed.get("ms_per_step").doubleValue())
        .isBetween(3900.0, 4100.0);
    assertThat(gantry.run("bench", "@tiny.yaml", "--steps", "1", "--feed").out())
        .contains("fed with images: ", "waiting for them; one thread reads ");
  }
}
