package dev.gantry.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategyTest {
  private static final int DRAWS = 4000;

  private static Choice choice(String name, String... values) {
    return new Choice("here", name, List.of(values));
  }

  private static Range range(Scale scale, double low, double high) {
    return new Range("here", "x", scale, low, high);
  }

  @Test
  void aGridIsTheCartesianProductInOrder() {
    List<Parameter> parameters =
        List.of(choice("a", "1", "2"), choice("b", "x", "y", "z"), choice("c", "p", "q"));

    List<Map<String, String>> product = new ArrayList<>();
    for (String a : List.of("1", "2")) {
      for (String b : List.of("x", "y", "z")) {
        for (String c : List.of("p", "q")) {
          product.add(Map.of("a", a, "b", b, "c", c));
        }
      }
    }
    assertThat(new Grid().trials(parameters, 1)).containsExactlyElementsOf(product);
    assertThat(new Grid().rungs(12, 400)).containsExactly(new Rung(12, 0));
  }

  @Test
  void aGridThatIsTooLargeIsRefusedBeforeItIsMade() {
    String[] many = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);
    List<Parameter> parameters =
        List.of(choice("a", many), choice("b", many), choice("c", many), choice("d", many));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grid().trials(parameters, 1))
        .withMessageContaining("more than 10,000 combinations");
  }

  @Test
  void aGridOfARangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grid().trials(List.of(range(Scale.LINEAR, 0, 1)), 1))
        .withMessageContaining("x is a range, of which there is no grid");
  }

  @Test
  void theSameSeedGivesTheSameTrialsAndMoreOfThemBeginAlike() {
    List<Parameter> parameters =
        List.of(range(Scale.LOGARITHMIC, 1e-5, 1e-1), choice("b", "x", "y"));
    List<Map<String, String>> ten = new RandomSearch(10).trials(parameters, 7);

    assertThat(new RandomSearch(10).trials(parameters, 7)).isEqualTo(ten);
    assertThat(new RandomSearch(20).trials(parameters, 7).subList(0, 10)).isEqualTo(ten);
    assertThat(new RandomSearch(10).trials(parameters, 8)).isNotEqualTo(ten);
    assertThat(new SuccessiveHalving(10, 3, 1, 0).trials(parameters, 7)).isEqualTo(ten);
  }

  @Test
  void noTrialIsDrawnTwiceAndFewCombinationsGiveFewTrials() {
    List<Parameter> parameters = List.of(choice("a", "1", "2"), choice("b", "x", "y", "z"));
    assertThat(new RandomSearch(50).trials(parameters, 1))
        .containsExactlyInAnyOrderElementsOf(new Grid().trials(parameters, 1));
  }

  @ParameterizedTest
  @CsvSource({"LOGARITHMIC, 0.00001, 0.1", "LINEAR, -2, 6"})
  void drawsHaveTheirDistributionByKolmogorovAndSmirnov(Scale scale, double low, double high) {
    Range range = range(scale, low, high);
    Random random = new Random(3);
    double[] drawn =
        IntStream.range(0, DRAWS)
            .mapToDouble(i -> Double.parseDouble(range.draw(random)))
            .sorted()
            .toArray();

    DoubleUnaryOperator share =
        scale == Scale.LINEAR
            ? x -> (x - low) / (high - low)
            : x -> Math.log(x / low) / Math.log(high / low);
    double distance = 0;
    for (int i = 0; i < DRAWS; i++) {
      double expected = share.applyAsDouble(drawn[i]);
      distance =
          Math.max(distance, Math.max(expected - (double) i / DRAWS, (i + 1.0) / DRAWS - expected));
    }
    // 1.63 / √n is the critical distance at 1 %; rounding to four digits adds less than 0.001.
    assertThat(distance).isLessThan(1.63 / Math.sqrt(DRAWS) + 0.001);
    assertThat(drawn[0]).isBetween(low, low + 0.01 * (high - low));
    assertThat(drawn[DRAWS - 1]).isBetween(high - 0.02 * (high - low), high);
  }

  @Test
  void integersAreDrawnEquallyOftenWithBothEnds() {
    Range range = range(Scale.INTEGER, -1, 3);
    Random random = new Random(5);
    int[] counts = new int[5];
    for (int i = 0; i < DRAWS; i++) {
      counts[Integer.parseInt(range.draw(random)) + 1]++;
    }
    // χ² with 4 degrees of freedom is below 13.28 in 99 % of cases.
    double expected = DRAWS / 5.0;
    assertThat(Arrays.stream(counts).mapToDouble(n -> (n - expected) * (n - expected)).sum())
        .isLessThan(13.28 * expected);
  }

  @Test
  void drawsAreReadableNumbersWithoutAnExponent() {
    Range range = range(Scale.LOGARITHMIC, 1e-9, 1e-6);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(range.draw(random)).matches("0\\.0+[1-9]\\d{0,3}");
    }
  }

  @Test
  void rungsAreThoseOfHyperbandsTable() {
    // Li et al., JMLR 18 (2018), table 1, R = 81 and η = 3, brackets s = 4 to 1.
    assertThat(new SuccessiveHalving(81, 3, 1, 81).rungs(81, 400))
        .containsExactly(
            new Rung(81, 1), new Rung(27, 3), new Rung(9, 9), new Rung(3, 27), new Rung(1, 81));
    assertThat(new SuccessiveHalving(27, 3, 3, 81).rungs(27, 400))
        .containsExactly(new Rung(27, 3), new Rung(9, 9), new Rung(3, 27), new Rung(1, 81));
    assertThat(new SuccessiveHalving(9, 3, 9, 81).rungs(9, 400))
        .containsExactly(new Rung(9, 9), new Rung(3, 27), new Rung(1, 81));
    assertThat(new SuccessiveHalving(6, 3, 27, 81).rungs(6, 400))
        .containsExactly(new Rung(6, 27), new Rung(2, 81));
  }

  @Test
  void rungsWithEta2AreHalvesAndCostTheSame() {
    List<Rung> rungs = new SuccessiveHalving(8, 2, 5, 0).rungs(8, 40);
    assertThat(rungs)
        .containsExactly(new Rung(8, 5), new Rung(4, 10), new Rung(2, 20), new Rung(1, 40));
    assertThat(rungs).allSatisfy(rung -> assertThat(rung.trials() * rung.kimg()).isEqualTo(40));
  }

  @Test
  void theLastRungIsTheWholeBudgetWhateverThePowers() {
    assertThat(new SuccessiveHalving(4, 3, 10, 0).rungs(4, 400))
        .containsExactly(new Rung(4, 10), new Rung(1, 400));
    assertThat(new SuccessiveHalving(9, 3, 0, 0).rungs(9, 90).get(0).kimg())
        .isCloseTo(10, within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SuccessiveHalving(9, 3, 400, 0).rungs(9, 400))
        .withMessageContaining("min-kimg is 400.0");
  }
}
