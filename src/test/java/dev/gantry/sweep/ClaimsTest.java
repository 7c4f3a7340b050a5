package dev.gantry.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.report.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
  private static final SweepState.Task TASK =
      new SweepState.Task(Trial.waiting(4, Map.of("seed", "1")), 0);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;

  private Claims here(Duration lease) {
    return new Claims(folder, Holder.here("here"), lease);
  }

  /** A worker of which nothing can be known but what it says. */
  private Claims elsewhere(Duration lease) {
    Holder holder = Holder.here("there");
    return new Claims(
        folder,
        new Holder("there-1", "another machine", holder.process(), Holder.Id.NONE, 0),
        lease);
  }

  @Test
  void ofManyAtOnceOneGetsTheTrial() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> takers =
          IntStream.range(0, 8)
              .mapToObj(i -> (Callable<Boolean>) () -> elsewhere(LONG).take(TASK).isPresent())
              .toList();
      int taken = 0;
      for (Future<Boolean> each : threads.invokeAll(takers)) {
        taken += each.get() ? 1 : 0;
      }
      assertThat(taken).isOne();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aTrialThatIsReleasedCanBeTakenAgain() {
    Claims.Claim claim = elsewhere(LONG).take(TASK).orElseThrow();
    claim.release();
    assertThat(here(LONG).take(TASK)).isPresent();
  }

  @Test
  void aWorkerThatSaysNothingForALeaseLosesItsTrialAndLearnsOfIt() throws Exception {
    Claims.Claim lost = elsewhere(LONG).take(TASK).orElseThrow();
    Claims waiting = here(SHORT);
    assertThat(waiting.take(TASK)).isEmpty();
    Thread.sleep(100);

    assertThat(waiting.take(TASK)).isPresent();
    assertThat(lost.isLost()).isTrue();
    assertThat(elsewhere(LONG).take(TASK)).isEmpty();
  }

  @Test
  void aWorkerThatSpeaksKeepsItsTrial() throws Exception {
    Claims.Claim kept = elsewhere(SHORT).take(TASK).orElseThrow();
    Claims waiting = here(Duration.ofMillis(200));
    for (int i = 0; i < 10; i++) {
      Thread.sleep(40);
      assertThat(kept.beat()).isTrue();
      assertThat(waiting.take(TASK)).isEmpty();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aWorkerOfThisMachineThatDiedLosesItsTrialAtOnceAndItsChildEnds() throws Exception {
    Process worker = new ProcessBuilder("sleep", "60").start();
    Process child = new ProcessBuilder("sleep", "60").start();
    Holder self = Holder.here("here");
    Holder dead =
        new Holder(
            "here-0",
            self.machine(),
            Holder.Id.of(worker.toHandle()),
            Holder.Id.of(child.toHandle()),
            3);
    Files.writeString(folder.resolve("00004-0.000000"), Json.pretty(dead));
    assertThat(here(LONG).take(TASK)).isEmpty();
    worker.destroyForcibly().waitFor();

    Optional<Claims.Claim> claim = here(LONG).take(TASK);

    assertThat(claim).isPresent();
    assertThat(child.isAlive()).isFalse();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("00004-0.000001"));
    }
  }
}
