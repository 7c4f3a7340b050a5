package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES =
      List.of("kimg", "batch", "d-steps", "precision", "device", "threads");

  @ParameterizedTest
  @CsvSource({
    "batchsize, batch",
    "bacth, batch",
    "BATCH, batch",
    "d_steps, d-steps",
    "dsteps, d-steps",
    "thread, threads",
    "presicion, precision",
    "kmig, kimg"
  })
  void aMistypedNameFindsTheMeantOne(String typed, String meant) {
    assertThat(NearestName.of(typed, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"learning-rate", "x", "''", "zzzzzz"})
  void aNameFarFromAllFindsNone(String typed) {
    assertThat(NearestName.of(typed, NAMES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3", // Levenshtein's textbook pair
    "ca, abc, 3", // where the restricted distance differs from Damerau's 2
    "ab, ba, 1",
    "'', abc, 3",
    "same, same, 0"
  })
  void editsAreTheOptimalStringAlignmentDistance(String a, String b, int edits) {
    assertThat(NearestName.edits(a, b)).isEqualTo(edits);
    assertThat(NearestName.edits(b, a)).isEqualTo(edits);
  }

  @Test
  void aVeryLongNameIsCutBeforeItIsCompared() {
    assertThat(NearestName.of("batch" + "h".repeat(1_000_000), NAMES)).contains("batch");
  }
}
