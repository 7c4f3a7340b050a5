package dev.gantry.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Continues one file from one mirror over HTTP. */
final class MirrorClient implements AutoCloseable {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final HttpClient http;
  private final Duration patience;

  /** Ends bodies that stall: the client's own timeout covers only a reply's head. */
  private final ScheduledExecutorService watch;

  /**
   * @param patience how long to wait for a connection, a reply, and each part of its body
   */
  MirrorClient(Duration patience) {
    this.patience = patience;
    this.http =
        HttpClient.newBuilder().connectTimeout(patience).followRedirects(Redirect.NORMAL).build();
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "gantry-fetch-watch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Appends to {@code part} what it lacks of {@code uri}; starts over where the server cannot go on
   * in the middle.
   *
   * @param maxBytes of the whole file
   * @throws MirrorException if the reply is not the file
   * @throws IOException if the connection fails; {@code part} keeps what came
   */
  void download(URI uri, Path part, long maxBytes, LoadProgress progress)
      throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
        finishOrRestart(response, part, have);
      } else {
        append(response, body, new Target(part, start(response, have), maxBytes), progress);
      }
    }
  }

  /** There is nothing after what is there: it is the whole file, or it is of another one. */
  private static void finishOrRestart(HttpResponse<?> response, Path part, long have)
      throws IOException {
    if (!range(response).equals("bytes */" + have)) {
      Files.delete(part);
      throw new IOException("HTTP 416");
    }
  }

  /**
   * Where the file goes on.
   *
   * @param start bytes that are kept
   */
  private record Target(Path part, long start, long maxBytes) {}

  private static long start(HttpResponse<?> response, long have) throws MirrorException {
    int status = response.statusCode();
    if (status == OK) {
      return 0;
    }
    if (status != PARTIAL) {
      throw new MirrorException("HTTP " + status);
    }
    if (!range(response).startsWith("bytes " + have + "-")) {
      throw new MirrorException("it sent another part of the file (%s)".formatted(range(response)));
    }
    return have;
  }

  private static String range(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Range").orElse("");
  }

  private void append(
      HttpResponse<?> response, InputStream body, Target target, LoadProgress progress)
      throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = length < 0 ? 0 : target.start() + length;
    if (total > target.maxBytes()) {
      throw tooLarge(target);
    }
    try (var out =
        FileChannel.open(target.part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(target.start()).position(target.start());
      byte[] buffer = new byte[1 << 16];
      for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
        if (out.position() + count > target.maxBytes()) {
          throw tooLarge(target);
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        progress.update(out.position(), total);
      }
    }
  }

  private static MirrorException tooLarge(Target target) throws IOException {
    Files.deleteIfExists(target.part());
    return new MirrorException("it sends more than %d MiB".formatted(target.maxBytes() >> 20));
  }

  private int read(InputStream body, byte[] buffer) throws IOException {
    Future<?> alarm = watch.schedule(() -> close(body), patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return body.read(buffer);
    } finally {
      alarm.cancel(false);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The reader that waits on it hears of it.
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
