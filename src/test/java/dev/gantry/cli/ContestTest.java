package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.cli.Contest.Contestant;
import dev.gantry.cli.Contest.Ratio;
import dev.gantry.cli.Contest.Side;
import dev.gantry.nn.Precision;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static Contestant of(String name, Side side, Precision precision, Double... millis) {
    Iterator<Double> next = List.of(millis).iterator();
    return new Contestant(name, side, precision, next::next);
  }

  private final Contestant ours =
      of("Gantry float32", Side.GANTRY, Precision.FLOAT32, 100.0, 200.0, 110.0);
  private final Contestant half =
      of("Gantry bfloat16", Side.GANTRY, Precision.BFLOAT16, 50.0, 90.0, 60.0);
  private final Contestant plain =
      of("PyTorch float32", Side.PYTORCH, Precision.FLOAT32, 150.0, 260.0, 176.0);
  private final Contestant last =
      of("PyTorch channels last", Side.PYTORCH, Precision.FLOAT32, 140.0, 300.0, 143.0);

  private Contest contest() {
    Contest contest = new Contest(List.of(ours, half, plain, last));
    for (int i = 0; i < 3; i++) {
      contest.round();
    }
    return contest;
  }

  /** 150 / 100, 260 / 200 and 176 / 110. */
  @Test
  void aRatioIsToldRoundByRound() {
    assertThat(contest().ratio(ours, plain)).isEqualTo(new Ratio(1.5, 1.3, 1.6));
  }

  @Test
  void theQuickestOfASideIsThatByItsMedian() {
    Contest contest = contest();
    assertThat(contest.quickest(Side.PYTORCH, any -> true)).isEqualTo(last);
    assertThat(contest.quickest(Side.GANTRY, any -> true)).isEqualTo(half);
    assertThat(contest.quickest(Side.GANTRY, Precision.FLOAT32::equals)).isEqualTo(ours);
  }

  @Test
  void theTableComparesWithPyTorchAsItComesAndWithItsQuickest() {
    String table = new ContestTable(contest(), 64).text();
    assertThat(table)
        .contains(
            "| Gantry float32 | 110.0 | 582 | 1.50 (1.30 to 1.60) |",
            "| PyTorch float32 | 176.0 | 364 | 1.00 |",
            "float32, each side's quickest: 1.40 (1.30 to 1.50)",
            "best precision, each side's quickest: 2.80 (2.38 to 3.33)");
  }

  @Test
  void jsonHasEveryRound() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    new ContestTable(contest(), 64).put(node);
    assertThat(node.get("rounds").intValue()).isEqualTo(3);
    assertThat(node.get("contestants").get(1).get("rounds_ms").toString())
        .isEqualTo("[50.0,90.0,60.0]");
    assertThat(node.get("float32").get("ratio").doubleValue()).isEqualTo(1.4);
  }
}
