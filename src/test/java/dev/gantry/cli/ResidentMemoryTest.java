package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.report.Stats;
import dev.gantry.report.StatsLog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
  @TempDir Path folder;

  @Test
  void fiveThousandIterationsLeaveMemoryWithinTwoPercent() throws Exception {
    Gantry gantry = new Gantry(folder);
    // All of the heap is there from the start, so that what grows is a leak.
    List<String> heap = List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch");
    try (GantryProcess run =
        GantryProcess.start(
            gantry,
            List.of(),
            heap,
            "train",
            "@tiny.yaml",
            "--run",
            "@run",
            "--no-export",
            "--set",
            "training.kimg=28",
            "--set",
            "report={tick-kimg: 4, picture-kimg: 1000}",
            "--set",
            "checkpoint.every-kimg=1000")) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    }
    List<Stats> ticks = StatsLog.read(gantry.path("run/stats.jsonl"));
    double warm = ticks.get(1).residentBytes();
    assertThat(ticks.subList(2, 7))
        .allSatisfy(
            tick -> assertThat((double) tick.residentBytes()).isBetween(warm * 0.98, warm * 1.02));
  }
}
