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
    assertThat(collapse.after(report("modes", 5), 0.5)).isEmpty();
    assertThat(collapse.after(report("modes", 4), 0.5)).isEmpty();
    assertThat(collapse.after(report("modes", 3), 0.5))
        .contains("the images are of 3 of 10 classes");
  }

  @Test
  void aGoodMeasurementInBetweenStartsTheCountAnew() {
    collapse.after(report("modes", 1), 0.5);
    collapse.after(report("modes", 1), 0.5);
    collapse.after(report("modes", 6), 0.5);

    assertThat(collapse.after(report("modes", 1), 0.5)).isEmpty();
    assertThat(collapse.after(report("modes", 1), 0.5)).isEmpty();
    assertThat(collapse.after(report("modes", 1), 0.5)).isPresent();
  }

  @Test
  void pairsThatAreNearlyAlikeAreACollapse() {
    for (int i = 0; i < 2; i++) {
      assertThat(collapse.after(report("ms_ssim", 0.95), 0.5)).isEmpty();
    }
    assertThat(collapse.after(report("ms_ssim", 0.95), 0.5))
        .contains("pairs of images have a structural similarity of 0.95");
    assertThat(new Collapse().after(report("ms_ssim", 0.5), 0.5)).isEmpty();
  }

  @Test
  void aGeneratorThatNeverStoodHasNotCollapsedInTheFirstQuarter() {
    for (double done : new double[] {0.05, 0.1, 0.15, 0.2, 0.25, 0.3}) {
      assertThat(collapse.after(report("modes", 1), done)).isEmpty();
    }
    assertThat(collapse.after(report("modes", 1), 0.35)).isPresent();
  }

  @Test
  void oneThatStoodOnceMayCollapseAtAnyTime() {
    collapse.after(report("modes", 9), 0.01);
    collapse.after(report("modes", 1), 0.02);
    collapse.after(report("modes", 1), 0.03);
    assertThat(collapse.after(report("modes", 1), 0.04)).isPresent();
  }
}
