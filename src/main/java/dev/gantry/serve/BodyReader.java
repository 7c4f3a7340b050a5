package dev.gantry.serve;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a body without holding a thread while the client is slow. Its memory grows with what
 * arrives, not with what the head announces.
 */
final class BodyReader implements Runnable {
  private static final int FIRST_CAPACITY = 4096;

  private final Exchange exchange;
  private final RequestLimits limits;
  private final Request request;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();

  private byte[] buffer = new byte[0];
  private int count;

  private BodyReader(Exchange exchange, RequestLimits limits) {
    this.exchange = exchange;
    this.limits = limits;
    this.request = exchange.request();
  }

  /** Reads a body; fails with an {@link HttpFailure} if it is too large or too slow. */
  static CompletionStage<byte[]> read(Exchange exchange, RequestLimits limits) {
    BodyReader reader = new BodyReader(exchange, limits);
    if (reader.request.getLength() > limits.maxBody()) {
      throw reader.tooLarge();
    }
    exchange.setReading(true);
    Scheduler.Task timeout =
        reader
            .request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> reader.body.completeExceptionally(reader.tooSlow()),
                limits.bodyTime().toMillis(),
                TimeUnit.MILLISECONDS);
    reader.run();
    return reader.body.whenComplete((bytes, thrown) -> timeout.cancel());
  }

  private HttpFailure tooLarge() {
    return new HttpFailure(
        413, "The body is larger than %,d bytes; send less".formatted(limits.maxBody()));
  }

  private HttpFailure tooSlow() {
    return new HttpFailure(408, "The body did not arrive in time; send it again");
  }

  @Override
  public void run() {
    try {
      while (!body.isDone()) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          body.completeExceptionally(failure(chunk.getFailure()));
          return;
        }
        boolean last = chunk.isLast();
        add(chunk);
        if (last) {
          exchange.setReading(false);
          body.complete(Arrays.copyOf(buffer, count));
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      body.completeExceptionally(e);
    }
  }

  private HttpFailure failure(Throwable thrown) {
    return thrown instanceof TimeoutException
        ? tooSlow()
        : HttpFailure.badRequest("The body could not be read to its end");
  }

  private void add(Content.Chunk chunk) {
    try {
      ByteBuffer bytes = chunk.getByteBuffer();
      int needed = bytes.remaining();
      if (needed > limits.maxBody() - count) {
        throw tooLarge();
      }
      if (needed > buffer.length - count) {
        grow(count + needed);
      }
      bytes.get(buffer, count, needed);
      count += needed;
    } finally {
      chunk.release();
    }
  }

  private void grow(int needed) {
    int capacity =
        Math.min(limits.maxBody(), Math.max(needed, Math.max(FIRST_CAPACITY, 2 * buffer.length)));
    exchange.take(capacity - buffer.length);
    buffer = Arrays.copyOf(buffer, capacity);
  }
}
