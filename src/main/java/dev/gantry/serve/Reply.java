package dev.gantry.serve;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client gets.
 *
 * @param status code of HTTP
 * @param type of the content
 * @param content in bytes
 * @param headers besides the type and the length
 */
record Reply(int status, String type, byte[] content, Map<String, String> headers) {
  private static final String JSON = "application/json";
  private static final String RETRY_SECONDS = "1";

  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply json(byte[] content) {
    return new Reply(200, JSON, content, Map.of());
  }

  static Reply failure(HttpFailure failure) {
    Map<String, String> headers =
        switch (failure.status()) {
          case 503 -> Map.of("Retry-After", RETRY_SECONDS);
          case 405 -> Map.of("Allow", "GET, HEAD");
          default -> Map.of();
        };
    return new Reply(failure.status(), JSON, ModelJson.error(failure.line()), headers);
  }

  static Reply text(int status, String line) {
    return new Reply(
        status,
        "text/plain;charset=utf-8",
        (line + "\n").getBytes(StandardCharsets.UTF_8),
        Map.of());
  }
}
