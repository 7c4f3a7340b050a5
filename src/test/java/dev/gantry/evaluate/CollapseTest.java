package dev.gantry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.features.ExtractorInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollapseTest {
  private final Collapse collapse = new Collapse();

  private static EvaluationReport report(String key, double value) {
    return new EvaluationReport(
        "fakes",
        100,
        1,
        "reals",
        100,
        new ExtractorInfo("classifier", "0", "none", 4, 10, false),
        "",
        List.of(Figure.of(key, key, value, "")),
        List.of(),
        List.of(),
        new MeasuringTime(0, 0, 0, 0));
  }

  @Test
  void halfOfTheClassesThreeTimesInARowIsACollapse() {
    assertThat(collapse.after(report("modes", 5))).isEmpty();
    assertThat(collapse.after(report("modes", 4))).isEmpty();
    assertThat(collapse.after(report("modes", 3))).contains("the images are of 3 of 10 classes");
  }

  @Test
  void aGoodMeasurementInBetweenStartsTheCountAnew() {
    collapse.after(report("modes", 1));
    collapse.after(report("modes", 1));
    collapse.after(report("modes", 6));

    assertThat(collapse.after(report("modes", 1))).isEmpty();
    assertThat(collapse.after(report("modes", 1))).isEmpty();
    assertThat(collapse.after(report("modes", 1))).isPresent();
  }

  @Test
  void pairsThatAreNearlyAlikeAreACollapse() {
    for (int i = 0; i < 2; i++) {
      assertThat(collapse.after(report("ms_ssim", 0.95))).isEmpty();
    }
    assertThat(collapse.after(report("ms_ssim", 0.95)))
        .contains("pairs of images have a structural similarity of 0.95");
    assertThat(new Collapse().after(report("ms_ssim", 0.5))).isEmpty();
  }
}
