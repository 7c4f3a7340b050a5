package dev.gantry.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardTest {
  @TempDir Path folder;

  private static SweepState state() {
    SweepState state =
        new SweepState(
            SweepState.FORMAT,
            "tiny",
            "grid",
            1,
            "fcd:min",
            List.of(),
            Map.of("objective", "[non-saturating, {type: minimax}]"),
            Slots.UNKNOWN,
            List.of(new Rung(3, 0)),
            List.of(
                Trial.waiting(0, Map.of("objective", "non-saturating")),
                Trial.waiting(1, Map.of("objective", "{type: minimax}")),
                Trial.waiting(2, Map.of("objective", "non-saturating"))));
    return state
        .with(0, trial -> trial.finished(2.5, new Trial.Course(20, 61)))
        .with(1, trial -> trial.failed("no \"number\", <b>\nafter 7", new Trial.Course(3, 9)))
        .with(2, trial -> trial.finished(1.25, new Trial.Course(20, 60.04)));
  }

  @Test
  void theTableHasTheBestFirstAndQuotesAsRfc4180Says() throws Exception {
    new Leaderboard(new SweepFolder(folder)).write(state());
    assertThat(folder.resolve("leaderboard.csv"))
        .hasContent(
            """
            rank,trial,status,fcd,kimg,seconds,objective,run,reason
            1,2,finished,1.25,20.0,60.0,non-saturating,trials/00002,
            2,0,finished,2.5,20.0,61.0,non-saturating,trials/00000,
            ,1,failed,,3.0,9.0,{type: minimax},trials/00001,"no ""number"", <b>
            after 7"
            """);
  }

  @Test
  void thePageHasNoScriptAndNothingOfTheTrialsAsMarkup() throws Exception {
    new Leaderboard(new SweepFolder(folder)).write(state());
    assertThat(Files.readString(folder.resolve("leaderboard.html")))
        .contains("&lt;b&gt;", "<h2>fcd against what is varied</h2>", "best fcd (low is good)")
        .doesNotContain("<b>", "<script");
  }
}
