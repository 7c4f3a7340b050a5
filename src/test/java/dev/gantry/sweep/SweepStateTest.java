package dev.gantry.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.report.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepStateTest {
  @TempDir Path folder;

  private static final Trial.Course COURSE = new Trial.Course(1, 2);

  /** Nine trials; the metric of trial i in the first rung is that of the list. */
  private static SweepState halving(String metric) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      trials.add(Trial.waiting(i, Map.of("seed", Integer.toString(i))));
    }
    return new SweepState(
        SweepState.FORMAT,
        "tiny",
        "halving",
        1,
        metric,
        List.of("training.batch=8"),
        Map.of("seed", "[0, 1, 2, 3, 4, 5, 6, 7, 8]"),
        Slots.sharing(2, 5),
        new SuccessiveHalving(9, 3, 1, 9).rungs(9, 9),
        trials);
  }

  private static SweepState end(SweepState state, int trial, double metric) {
    return state.with(trial, each -> each.finished(metric, COURSE));
  }

  private static List<String> tasks(SweepState state) {
    return state.tasks().stream().map(task -> task.trial().number() + "@" + task.rung()).toList();
  }

  @Test
  void theBestThirdIsPromotedOnceAllHaveEndedTheirRung() {
    double[] metrics = {5, 3, 8, 1, 9, 2, 7, 6, 4};
    SweepState state = halving("fcd");
    for (int i = 0; i < 8; i++) {
      state = end(state, i, metrics[i]);
    }
    assertThat(tasks(state)).containsExactly("8@0");
    state = end(state, 8, metrics[8]);
    assertThat(tasks(state)).containsExactly("3@1", "5@1", "1@1");

    state = end(end(end(state, 3, 2.5), 5, 0.5), 1, 0.7);
    assertThat(tasks(state)).containsExactly("5@2");
    state = end(state, 5, 0.4);
    assertThat(state.isOver()).isTrue();
    assertThat(state.ranked().stream().map(Trial::number))
        .containsExactly(5, 1, 3, 8, 0, 7, 6, 2, 4);
  }

  @Test
  void whereHighIsGoodTheHighestArePromoted() {
    SweepState state = halving("d_loss:max");
    for (int i = 0; i < 9; i++) {
      state = end(state, i, i);
    }
    assertThat(tasks(state)).containsExactly("8@1", "7@1", "6@1");
  }

  @Test
  void failedTrialsAreNeverPromotedAndHoldNothingUp() {
    SweepState state = halving("fcd");
    for (int i = 0; i < 7; i++) {
      state = state.with(i, each -> each.failed("diverged", COURSE));
    }
    assertThat(tasks(state)).containsExactly("7@0", "8@0");
    state = end(end(state, 7, 3), 8, 2);
    assertThat(tasks(state)).containsExactly("8@1", "7@1");
    state = state.with(8, each -> each.failed("killed", COURSE));
    state = end(state, 7, 1);
    assertThat(tasks(state)).containsExactly("7@2");
    assertThat(state.best().orElseThrow().number()).isEqualTo(7);
    assertThat(state.count(Trial.Status.FAILED)).isEqualTo(8);
  }

  @Test
  void aSweepOfFailuresIsOverAndWaitsAgainWhereRetried() {
    SweepState state = halving("fcd");
    for (int i = 0; i < 9; i++) {
      state = state.with(i, each -> each.failed("diverged", COURSE));
    }
    assertThat(state.isOver()).isTrue();
    assertThat(state.best()).isEmpty();
    assertThat(state.retried().tasks()).hasSize(9);
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    SweepState state = end(halving("fcd"), 2, 1.25).with(3, each -> each.running("here-1"));
    assertThat(Json.read(Json.pretty(state), SweepState.class)).contains(state);
  }

  @Test
  void aSweepOfAnEarlierVersionIsReadWithoutSlotsAndIsTheSame() throws Exception {
    SweepState state = end(halving("fcd"), 2, 1.25);
    String earlier = Json.pretty(state).replaceFirst("\"slots\" : \\{[^}]*\\},", "");
    assertThat(earlier).doesNotContain("slots");
    Files.writeString(folder.resolve("sweep.json"), earlier);

    SweepState read = Sweep.open(folder).state();

    assertThat(read).isEqualTo(state.with(Slots.UNKNOWN));
    assertThat(read.isSame(halving("fcd"))).isTrue();
    assertThat(read.isSame(halving("kid"))).isFalse();
  }

  @Test
  void coresAreSharedEvenlyAndEveryTrialHasOne() {
    assertThat(Slots.sharing(2, 5)).isEqualTo(new Slots(2, 2));
    assertThat(Slots.sharing(3, 2)).isEqualTo(new Slots(3, 1));
    assertThat(Slots.sharing(1, 4096)).isEqualTo(new Slots(1, 1024));
  }

  @Test
  void labelsAreTheEndsThatTellKeysApart() {
    assertThat(
            Labels.of(
                List.of(
                    "optimizer.generator.learning-rate",
                    "optimizer.discriminator.learning-rate",
                    "training.batch",
                    "optimizer.generator.beta1+optimizer.discriminator.beta1",
                    "seed")))
        .containsExactly(
            "generator.learning-rate", "discriminator.learning-rate", "batch", "beta1", "seed");
  }
}
