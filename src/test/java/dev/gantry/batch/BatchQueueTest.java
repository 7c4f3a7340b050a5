package dev.gantry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchQueueTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private record Computed(String key, List<Integer> requests) {}

  private final BlockingQueue<Computed> computed = new LinkedBlockingQueue<>();
  private final List<BatchQueue<String, Integer>> started = new ArrayList<>();

  private BatchQueue<String, Integer> start(int rows, Duration patience, int most, int threads) {
    return start(
        new BatchOptions(rows, patience, most, threads),
        (key, requests) -> computed.add(new Computed(key, List.copyOf(requests))));
  }

  private BatchQueue<String, Integer> start(
      BatchOptions options, BatchQueue.Work<String, Integer> work) {
    BatchQueue<String, Integer> queue = BatchQueue.start("test", options, work);
    started.add(queue);
    return queue;
  }

  @AfterEach
  void close() throws Exception {
    for (BatchQueue<String, Integer> queue : started) {
      queue.close();
      assertThat(queue.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }
  }

  private @Nullable Computed next() throws InterruptedException {
    return computed.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void requestsOfAKeyAreJoinedUntilTheirRowsFillABatch() throws Exception {
    BatchQueue<String, Integer> queue = start(5, LONG, 100, 1);
    queue.offer("a", 1, 2);
    queue.offer("b", 2, 1);
    queue.offer("a", 3, 2);
    assertThat(computed.poll(100, TimeUnit.MILLISECONDS)).isNull();
    assertThat(queue.waiting()).isEqualTo(3);
    queue.offer("a", 4, 1);
    assertThat(next()).isEqualTo(new Computed("a", List.of(1, 3, 4)));
    assertThat(queue.waiting()).isEqualTo(1);
  }

  @Test
  void aBatchIsNotOverfilledUnlessOneRequestIsLarger() throws Exception {
    BatchQueue<String, Integer> queue = start(4, LONG, 100, 1);
    queue.offer("a", 1, 3);
    queue.offer("a", 2, 3);
    assertThat(next()).isEqualTo(new Computed("a", List.of(1)));
    queue.offer("b", 3, 9);
    assertThat(next()).isEqualTo(new Computed("b", List.of(3)));
    queue.close();
    assertThat(next()).isEqualTo(new Computed("a", List.of(2)));
  }

  @Test
  void patienceEnds() throws Exception {
    BatchQueue<String, Integer> queue = start(5, Duration.ofMillis(50), 100, 2);
    long begin = System.nanoTime();
    queue.offer("a", 1, 1);
    assertThat(next()).isEqualTo(new Computed("a", List.of(1)));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(49));
  }

  @Test
  void whatIsTooManyOrTooLateIsRefused() throws Exception {
    BatchQueue<String, Integer> queue = start(5, LONG, 2, 1);
    assertThat(queue.offer("a", 1, 1)).isEqualTo(BatchQueue.Admission.TAKEN);
    assertThat(queue.offer("b", 2, 1)).isEqualTo(BatchQueue.Admission.TAKEN);
    assertThat(queue.offer("a", 3, 1)).isEqualTo(BatchQueue.Admission.FULL);
    queue.close();
    assertThat(queue.offer("a", 4, 1)).isEqualTo(BatchQueue.Admission.CLOSED);
    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder(new Computed("a", List.of(1)), new Computed("b", List.of(2)));
  }

  @Test
  void threadsWorkSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    BatchQueue<String, Integer> queue =
        start(
            new BatchOptions(1, Duration.ZERO, 10, 2),
            (key, requests) -> {
              both.countDown();
              try {
                both.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              computed.add(new Computed(key, requests));
            });
    queue.offer("a", 1, 1);
    queue.offer("a", 2, 1);
    assertThat(List.of(next(), next())).hasSize(2);
  }

  @Test
  void workThatFailsLeavesTheThreadsAtWork() throws Exception {
    BatchQueue<String, Integer> queue =
        start(
            new BatchOptions(1, Duration.ZERO, 10, 1),
            (key, requests) -> {
              if (key.equals("bad")) {
                throw new StackOverflowError("deliberate");
              }
              computed.add(new Computed(key, requests));
            });
    queue.offer("bad", 1, 1);
    queue.offer("good", 2, 1);
    assertThat(next()).isEqualTo(new Computed("good", List.of(2)));
  }
}
