package dev.gantry.serve;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request and its reply, from the first to the last byte. Thread-safe. */
final class Exchange {
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final ServerState state;
  private final long begin = System.nanoTime();
  private final AtomicLong memory = new AtomicLong();
  private final AtomicBoolean replied = new AtomicBoolean();

  private volatile String kind = "other";
  private volatile boolean reading;

  private Exchange(Request request, Response response, Callback callback, ServerState state) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.state = state;
  }

  static Exchange begin(Request request, Response response, Callback callback, ServerState state) {
    Exchange exchange = new Exchange(request, response, callback, state);
    state.inFlight().begin();
    // While the model computes, nothing moves on the connection, and that is no fault.
    request.addIdleTimeoutListener(timeout -> exchange.reading || exchange.replied.get());
    return exchange;
  }

  Request request() {
    return request;
  }

  String method() {
    return request.getMethod();
  }

  /** As it was sent: nothing decoded. */
  String path() {
    return request.getHttpURI().getPath();
  }

  /** Says what it counts as in the metrics. */
  void setKind(String kind) {
    this.kind = kind;
  }

  /** Says whether the client has to send now. */
  void setReading(boolean reading) {
    this.reading = reading;
  }

  /**
   * Takes memory that is given back after the reply.
   *
   * @throws HttpFailure if it is not left
   */
  void take(long bytes) {
    state.memory().take(bytes);
    memory.addAndGet(bytes);
  }

  /** Answers; only the first answer counts. */
  void reply(Reply reply) {
    if (!replied.compareAndSet(false, true)) {
      return;
    }
    Reply sent = affordable(reply);
    response.setStatus(sent.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, sent.type());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, sent.content().length);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    sent.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    if (state.draining() || reading) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(
        true, ByteBuffer.wrap(sent.content()), Callback.from(callback, () -> end(sent.status())));
  }

  private Reply affordable(Reply reply) {
    try {
      take(reply.content().length);
      return reply;
    } catch (HttpFailure e) {
      return Reply.failure(e);
    }
  }

  private void end(int status) {
    state.memory().give(memory.getAndSet(0));
    state.metrics().answered(kind, status, System.nanoTime() - begin);
    state.inFlight().end();
  }
}
