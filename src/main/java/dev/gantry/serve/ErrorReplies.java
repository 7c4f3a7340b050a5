package dev.gantry.serve;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses, such as a malformed head, in the same form as all other errors. */
final class ErrorReplies extends ErrorHandler {
  private final ServerMetrics metrics;

  ErrorReplies(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    // What was thrown is for the log: its words may be of the server's inside.
    String line = code < 500 && message != null ? message : "The request could not be answered";
    Reply reply = Reply.failure(new HttpFailure(code, line));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    metrics.answered("other", code, 0);
    response.write(true, ByteBuffer.wrap(reply.content()), callback);
  }
}
