package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class StatsLogTest {
  private static final int BATCH = 128;

  @SuppressWarnings("NullAway.Init") // set before each try
  private Path file;

  @BeforeTry
  void makeFolder() throws IOException {
    file = Files.createTempDirectory("stats").resolve("stats.jsonl");
  }

  @AfterTry
  void deleteFolder() throws IOException {
    Files.deleteIfExists(file);
    Files.delete(file.getParent());
  }

  @Example
  void curvesHaveTheNumbersOfOtherVersionsAndNoTornLine() throws IOException {
    Files.writeString(
        file,
        """
        {"kimg":1.5,"old":2,"word":"x"}
        {"kimg":2.5,"old":"NaN","metrics":{"fid":7.25}}
        {"kimg":3\
        """);

    Map<String, Charts.Curve> curves = StatsLog.curves(file);

    assertThat(curves).containsOnlyKeys("kimg", "old", "metrics.fid");
    assertThat(curves.get("old"))
        .isEqualTo(new Charts.Curve("old", List.of(1.5, 2.5), List.of(2.0, Double.NaN)));
    assertThat(curves.get("metrics.fid"))
        .isEqualTo(new Charts.Curve("metrics.fid", List.of(2.5), List.of(7.25)));
  }

  @Example
  void lineWithoutItsKimgIsNamed() throws IOException {
    Files.writeString(file, "{\"kimg\":1}\n{\"old\":2}\n");
    assertThatThrownBy(() -> StatsLog.curves(file))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("line 2 of " + file);
  }

  @Property(tries = 30)
  void linesAreReadAsTheyWereWritten(@ForAll @IntRange(max = 20) int lines) {
    append(0, lines);

    assertThat(read()).isEqualTo(expected(lines));
  }

  @Property(tries = 50)
  void resumedRunHasEachLineOnce(
      @ForAll @IntRange(max = 20) int before,
      @ForAll @IntRange(max = 20) int checkpoint,
      @ForAll @IntRange(max = 20) int after) {
    append(0, before);
    int kept = Math.min(before, checkpoint);

    StatsLog.truncateAfter(file, (long) checkpoint * BATCH);
    assertThat(read()).isEqualTo(expected(kept));
    append(kept, kept + after);

    assertThat(read()).isEqualTo(expected(kept + after));
  }

  @Property(tries = 100)
  void fileTornAtAnyByteKeepsItsWholeLines(
      @ForAll @IntRange(min = 1, max = 4) int lines, @ForAll @IntRange(max = 2000) int cut)
      throws IOException {
    append(0, lines);
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), Math.min(cut, (int) Files.size(file)));
    Files.write(file, torn);
    int whole = (int) LongStream.range(0, torn.length).filter(i -> torn[(int) i] == '\n').count();

    assertThat(StatsLog.read(file)).isEqualTo(expected(whole));
    append(whole, whole + 1);

    assertThat(read()).isEqualTo(expected(whole + 1));
  }

  @Property(tries = 1)
  void keysAreSnakeCaseAndNonFiniteNumbersAreStrings() throws IOException {
    try (StatsLog log = StatsLog.open(file)) {
      log.append(
          new Stats(
              8,
              1024,
              1.024,
              Double.NaN,
              1.5,
              0.5,
              0.25,
              0,
              2,
              Double.POSITIVE_INFINITY,
              430,
              2.4,
              2e-4,
              1e-4,
              1048576,
              Map.of("fcd", 7.5),
              1.25));
    }

    assertThat(file)
        .hasContent(
            """
            {"step":8,"images":1024,"kimg":1.024,"d_loss":"NaN","g_loss":1.5,"d_real":0.5,"d_fake":0.25,"penalty":0.0,\
            "d_grad_norm":2.0,"g_grad_norm":"Infinity","images_per_second":430.0,"seconds_elapsed":2.4,\
            "learning_rate_g":2.0E-4,"learning_rate_d":1.0E-4,"resident_bytes":1048576,"metrics":{"fcd":7.5},"metrics_seconds":1.25}
            """);
    assertThat(StatsLog.read(file).get(0).dLoss()).isNaN();
    assertThat(StatsLog.read(file).get(0).gGradNorm()).isInfinite();
  }

  @Property(tries = 1)
  void linesOfEarlierVersionsAreRead() throws IOException {
    append(0, 1);
    List<Stats> whole = StatsLog.read(file);
    String line = Files.readString(file);
    String old =
        line.replaceFirst("\"penalty\":[0-9.]+,", "")
            .replaceFirst(",\"metrics\":\\{},\"metrics_seconds\":0.0", "");
    assertThat(old.length()).isLessThan(line.length() - 40);
    Files.writeString(file, old);

    assertThat(StatsLog.read(file)).isEqualTo(whole);
  }

  @Property(tries = 1)
  void damagedLineIsNamed() throws IOException {
    for (String damage : List.of("{\"step\":1}", "", "null", "[]", "{", "{} {}")) {
      append(0, 2);
      Files.writeString(file, Files.readString(file) + damage + "\n");

      assertThatThrownBy(() -> StatsLog.read(file))
          .as(damage)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("line 3 of " + file);
      Files.delete(file);
    }
  }

  @Property(tries = 1)
  void truncatingAnAbsentFileDoesNothing() {
    StatsLog.truncateAfter(file, 0);

    assertThat(file).doesNotExist();
  }

  private void append(int from, int to) {
    try (StatsLog log = StatsLog.open(file)) {
      LongStream.range(from, to).mapToObj(StatsLogTest::line).forEach(log::append);
    }
  }

  private List<Stats> read() {
    return StatsLog.read(file);
  }

  private static List<Stats> expected(int lines) {
    return LongStream.range(0, lines).mapToObj(StatsLogTest::line).toList();
  }

  /** The line at the end of the (i + 1)-th step. */
  private static Stats line(long i) {
    long images = (i + 1) * BATCH;
    return new Stats(
        i + 1,
        images,
        images / 1000.0,
        0.1 * i,
        1.0 / (i + 3),
        0.7,
        0.3,
        0,
        1e-9,
        1e9,
        430.25,
        i,
        2e-4,
        1e-4,
        1L << 31,
        Map.of(),
        0);
  }
}
