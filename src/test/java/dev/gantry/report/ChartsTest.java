package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.error.RunException;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final int BLUE = 0xff0072b2;
  private static final int ORANGE = 0xffd55e00;

  @BeforeAll
  static void needsFonts() {
    try {
      Charts.of(List.of());
    } catch (RunException e) {
      Assumptions.abort(e.getMessage());
    }
  }

  @Test
  void runHasItsFourCharts() {
    List<Charts.Chart> charts = Charts.of(stats(200, i -> Math.sin(i / 10.0)));

    assertThat(charts)
        .extracting(Charts.Chart::name)
        .containsExactly("losses", "discriminator", "gradients", "speed");
    for (Charts.Chart chart : charts) {
      assertThat(chart.image().getWidth()).isEqualTo(1280);
      assertThat(chart.image().getHeight()).isEqualTo(640);
      assertThat(pixels(chart.image(), BLUE)).isGreaterThan(500);
    }
    assertThat(pixels(charts.get(0).image(), ORANGE)).isGreaterThan(500);
  }

  @Test
  void moreLinesThanPointsAreDrawnAsMeans() {
    assertThat(Charts.of(stats(25_001, i -> i % 2))).hasSize(4);
  }

  @Test
  void valuesThatAreNotFiniteLeaveTheOthersDrawn() {
    List<Charts.Chart> charts = Charts.of(stats(100, i -> i < 50 ? 1 : Double.NaN));

    assertThat(pixels(charts.get(0).image(), BLUE)).isGreaterThan(100);
  }

  @Test
  void chartWithoutTwoPointsIsLeftOut() {
    assertThat(Charts.of(stats(1, i -> 1))).isEmpty();
    assertThat(Charts.of(stats(9, i -> Double.POSITIVE_INFINITY)))
        .extracting(Charts.Chart::name)
        .containsExactly("losses", "discriminator", "gradients", "speed");
  }

  @Test
  void gradientsOverManyDecadesAreDrawnOnALogarithmicAxis() {
    assertThat(Charts.of(stats(50, i -> Math.pow(10, -i / 5.0)))).hasSize(4);
  }

  private static List<Stats> stats(int lines, LongToDoubleFunction d) {
    return LongStream.range(1, lines + 1)
        .mapToObj(
            i ->
                new Stats(
                    i,
                    i * 1000,
                    i,
                    d.applyAsDouble(i),
                    2,
                    0.7,
                    0.3,
                    0,
                    d.applyAsDouble(i),
                    1,
                    430,
                    i,
                    2e-4,
                    2e-4,
                    0,
                    Map.of(),
                    0))
        .toList();
  }

  private static int pixels(BufferedImage image, int color) {
    int count = 0;
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      count += image.getRGB(i % image.getWidth(), i / image.getWidth()) == color ? 1 : 0;
    }
    return count;
  }
}
