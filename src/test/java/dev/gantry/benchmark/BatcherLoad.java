package dev.gantry.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.Generator;
import dev.gantry.GeneratorBatcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Pictures a second of a {@link GeneratorBatcher} under load, and how long each is waited for:
 * {@code BatcherLoad MODEL SECONDS}, SECONDS for each load.
 *
 * <p>In a closed loop every caller asks for a picture, waits for it, and asks for the next. In an
 * open loop pictures are asked for at random moments (a Poisson process) whether earlier ones have
 * come or not, at a part of the most that a closed loop got; a wait counts from the moment at which
 * it was due, so that a late start does not hide it. Prints a line of JSON for each load.
 */
public final class BatcherLoad {
  private static final int[] CALLERS = {8, 64, 256};
  private static final double[] PARTS = {0.5, 0.8};
  private static final double WARM_UP_SECONDS = 3;

  private final GeneratorBatcher batcher;
  private final double seconds;

  private BatcherLoad(GeneratorBatcher batcher, double seconds) {
    this.batcher = batcher;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    GeneratorBatcher.Options options = GeneratorBatcher.Options.defaults();
    try (Generator generator = Generator.open(Path.of(args[0]));
        GeneratorBatcher batcher = GeneratorBatcher.of(generator, options)) {
      new BatcherLoad(batcher, WARM_UP_SECONDS).closed(CALLERS[1]);
      BatcherLoad load = new BatcherLoad(batcher, Double.parseDouble(args[1]));
      double most = 0;
      for (int callers : CALLERS) {
        Waits waits = load.closed(callers);
        most = Math.max(most, waits.perSecond());
        print(waits, options, json -> json.put("callers", callers));
      }
      for (double part : PARTS) {
        double rate = part * most;
        print(load.open(rate), options, json -> json.put("part", part).put("rate", rate));
      }
    }
  }

  private interface Description {
    ObjectNode of(ObjectNode json);
  }

  private static void print(
      Waits waits, GeneratorBatcher.Options options, Description description) {
    ObjectNode json = description.of(new ObjectMapper().createObjectNode());
    json.put("max_batch", options.maxBatch());
    json.put("max_delay_ms", options.maxDelay().toMillis());
    json.put("images_per_second", waits.perSecond());
    json.put("p50_ms", waits.percentile(50));
    json.put("p99_ms", waits.percentile(99));
    json.put("refused", waits.refused());
    json.put("busy_cores", waits.busyCores());
    System.out.println(json);
  }

  private Waits closed(int callers) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      ProcessorTime processors = new ProcessorTime();
      long start = System.nanoTime();
      List<Callable<long[]>> loops = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        long first = i;
        loops.add(() -> loop(first, callers, start + nanos(seconds)));
      }
      LongStream all = LongStream.empty();
      for (Future<long[]> waits : threads.invokeAll(loops)) {
        all = LongStream.concat(all, Arrays.stream(waits.get()));
      }
      long taken = System.nanoTime() - start;
      return new Waits(all.sorted().toArray(), 0, taken, processors.seconds());
    } finally {
      threads.shutdown();
    }
  }

  /** Nanoseconds that each picture of one caller was waited for. */
  private long[] loop(long first, int step, long end) {
    LongStream.Builder waits = LongStream.builder();
    long start = System.nanoTime();
    for (long seed = first; start < end; seed += step) {
      batcher.generate(seed).join();
      long done = System.nanoTime();
      waits.add(done - start);
      start = done;
    }
    return waits.build().toArray();
  }

  private Waits open(double rate) {
    Random random = new Random(1);
    List<CompletableFuture<Long>> asked = new ArrayList<>();
    ProcessorTime processors = new ProcessorTime();
    long start = System.nanoTime();
    double due = 0;
    while (due < seconds) {
      long moment = start + nanos(due);
      waitUntil(moment);
      asked.add(
          batcher
              .generate(asked.size())
              .handle((picture, refused) -> refused == null ? System.nanoTime() - moment : -1));
      due -= Math.log(1 - random.nextDouble()) / rate;
    }
    long[] waits = asked.stream().mapToLong(CompletableFuture::join).toArray();
    long taken = System.nanoTime() - start;
    long[] made = Arrays.stream(waits).filter(wait -> wait >= 0).sorted().toArray();
    return new Waits(made, waits.length - made.length, taken, processors.seconds());
  }

  private static void waitUntil(long moment) {
    for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }

  /**
   * What a load gave.
   *
   * @param nanos how long each picture was waited for, ascending
   * @param refused pictures that too many waited for already
   * @param taken nanoseconds from the first that was asked for to the last that was made
   * @param processors seconds on processors meanwhile
   */
  private record Waits(long[] nanos, int refused, long taken, double processors) {
    double busyCores() {
      return processors / (taken / 1e9);
    }

    double perSecond() {
      return nanos.length / (taken / 1e9);
    }

    /** Milliseconds that so many of a hundred are made within: the nearest rank. */
    double percentile(int share) {
      int rank = (int) Math.ceil(share / 100.0 * nanos.length);
      return nanos[Math.max(0, rank - 1)] / 1e6;
    }
  }
}
