package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class GeneratorBatcherTest {
  @TempDir private Path folder;

  private Generator open(GeneratorSnapshot snapshot) {
    return Generator.open(SavedModelExporter.export(snapshot, folder.resolve("tiny")));
  }

  private static GeneratorBatcher.Options options(int batch, int millis, int queue) {
    return new GeneratorBatcher.Options(batch, Duration.ofMillis(millis), queue, 2);
  }

  /** Equal but for one level: another size of batch may round otherwise. */
  private static void assertAlike(BufferedImage found, BufferedImage expected) {
    int[] a = levels(found);
    int[] b = levels(expected);
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.length; i++) {
      assertThat(Math.abs(a[i] - b[i])).isLessThanOrEqualTo(1);
    }
  }

  private static int[] levels(BufferedImage picture) {
    return picture
        .getRaster()
        .getPixels(0, 0, picture.getWidth(), picture.getHeight(), (int[]) null);
  }

  @Test
  void everyOfHundredCallersGetsItsOwnPicture() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(100);
    try (Generator generator = open(Snapshots.oneHotDcgan());
        GeneratorBatcher batcher = GeneratorBatcher.of(generator, options(16, 5, 1024))) {
      List<Callable<BufferedImage>> calls = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int seed = i;
        calls.add(() -> batcher.generate(seed, seed % 2).get());
      }
      List<Future<BufferedImage>> made = callers.invokeAll(calls);
      for (int i = 0; i < 400; i++) {
        assertAlike(made.get(i).get(), generator.generate(i, 1, i % 2).get(0));
      }
    } finally {
      callers.shutdown();
    }
  }

  @Test
  void withoutALabelTheClassesComeInTurn() throws Exception {
    try (Generator generator = open(Snapshots.oneHotDcgan());
        GeneratorBatcher batcher =
            GeneratorBatcher.of(generator, GeneratorBatcher.Options.defaults())) {
      assertAlike(batcher.generate(4).get(), generator.generate(4));
      float[] latent = {1, -1, 0, 2, 0.5f};
      assertAlike(
          batcher.decode(latent, 1).get(),
          generator.decode(new float[][] {latent}, new int[] {1}).get(0));
      assertAlike(batcher.decode(latent).get(), generator.decode(new float[][] {latent}).get(0));
    }
  }

  @Test
  void whatComesTogetherIsMadeTogether() throws Exception {
    try (Generator generator = open(Snapshots.greyDcgan());
        // A minute's patience: only a full batch ends it.
        GeneratorBatcher batcher = GeneratorBatcher.of(generator, options(4, 60_000, 100))) {
      List<CompletableFuture<BufferedImage>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(batcher.generate(i));
      }
      Thread.sleep(200);
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      futures.add(batcher.generate(3));
      for (CompletableFuture<BufferedImage> future : futures) {
        assertThat(future.get().getWidth()).isEqualTo(8);
      }
    }
  }

  @Test
  void aLoneCallerWaitsNoLongerThanTheDelay() throws Exception {
    try (Generator generator = open(Snapshots.greyDcgan());
        GeneratorBatcher batcher = GeneratorBatcher.of(generator, options(64, 50, 100))) {
      batcher.generate(0).get();
      long start = System.nanoTime();
      batcher.generate(1).get();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void moreThanMayWaitAreRefused() {
    try (Generator generator = open(Snapshots.greyDcgan());
        GeneratorBatcher batcher = GeneratorBatcher.of(generator, options(8, 60_000, 2))) {
      List<CompletableFuture<BufferedImage>> futures = new ArrayList<>();
      while (futures.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
        futures.add(batcher.generate(0));
        assertThat(futures).hasSizeLessThan(100_000);
      }
      assertThatThrownBy(futures.get(futures.size() - 1)::get)
          .hasCauseInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("2 pictures wait already");
    }
  }

  @Test
  void mistakesHarmOnlyTheirCaller() throws Exception {
    try (Generator generator = open(Snapshots.oneHotDcgan());
        GeneratorBatcher batcher = GeneratorBatcher.of(generator, options(8, 20, 100))) {
      CompletableFuture<BufferedImage> good = batcher.generate(1, 2);
      assertThatIllegalArgumentException().isThrownBy(() -> batcher.generate(1, 3));
      assertThatIllegalArgumentException().isThrownBy(() -> batcher.decode(new float[4]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batcher.decode(new float[] {0, 0, 0, 0, Float.NaN}, 0));
      assertAlike(good.get(), generator.generate(1, 1, 2).get(0));
    }
  }

  @Test
  void closingMakesWhatWasAskedForAndRefusesMore() throws Exception {
    try (Generator generator = open(Snapshots.greyDcgan())) {
      GeneratorBatcher batcher = GeneratorBatcher.of(generator, options(64, 60_000, 100));
      List<CompletableFuture<BufferedImage>> futures = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        futures.add(batcher.generate(i));
      }
      futures.get(3).cancel(false);
      batcher.close();
      batcher.close();
      for (int i = 0; i < 10; i++) {
        if (i != 3) {
          assertThat(futures.get(i).get().getWidth()).isEqualTo(8);
        }
      }
      assertThatIllegalStateException().isThrownBy(() -> batcher.generate(0));
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> options(0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> options(1025, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> options(1, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> options(1, 60_001, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> options(1, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GeneratorBatcher.Options(1, Duration.ZERO, 1, 0))
        .withMessageContaining("threads is 0");
  }
}
