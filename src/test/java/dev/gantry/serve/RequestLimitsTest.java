package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for too much, too slowly, or in no language. */
@ExtendWith(LeakCheck.class)
class RequestLimitsTest {
  private static final int MAX_BODY = 4096;
  private static final int MALFORMED = 1000;
  private static final String HEAD =
      "POST /v1/models/tiny:predict HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n";
  private static final String GOOD = "{\"inputs\": [%s]}".formatted(ServedModel.z(1));

  @TempDir static Path folder;
  private static ServedModel served;

  @BeforeAll
  static void serve() {
    ServedModel.Options options =
        new ServedModel.Options(ServedModel.export(Snapshots.greyDcgan(), folder));
    options.limits =
        new RequestLimits(MAX_BODY, 4, 1 << 10, Duration.ofMillis(700), Duration.ofSeconds(5));
    served = options.start();
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @AfterEach
  void theServerStillAnswers() throws Exception {
    assertThat(served.predict(GOOD).code()).isEqualTo(200);
    assertThat(served.get("/readyz").code()).isEqualTo(200);
  }

  private static Socket connect() throws IOException {
    URI uri = served.server.uri();
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends bytes, and reads until the server closes the connection. */
  private static String exchange(String... parts) throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(parts[0].getBytes(StandardCharsets.ISO_8859_1));
      for (int i = 1; i < parts.length && socket.getInputStream().available() == 0; i++) {
        Thread.sleep(100);
        socket.getOutputStream().write(parts[i].getBytes(StandardCharsets.ISO_8859_1));
      }
      return reply(socket.getInputStream());
    }
  }

  /** The reply, up to the end of its JSON object. */
  private static String reply(InputStream in) throws IOException {
    StringBuilder reply = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      reply.append((char) b);
      if (b == '}') {
        break;
      }
    }
    return reply.toString();
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    assertThat(exchange(HEAD + "Content-Length: 999999999999\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("larger than 4,096 bytes");
  }

  @Test
  void aBodyOfUnknownLengthIsRefusedWhenItIsTooLarge() throws Exception {
    String chunk = "800\r\n" + " ".repeat(2048) + "\r\n";
    assertThat(exchange(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(3)))
        .startsWith("HTTP/1.1 413");
    String body = "%x\r\n%s\r\n0\r\n\r\n".formatted(GOOD.length(), GOOD);
    assertThat(exchange(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + body))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void aBodyThatDoesNotArriveIsGivenUp() throws Exception {
    assertThat(exchange(HEAD + "Content-Length: 100\r\n\r\n{\"inputs\""))
        .startsWith("HTTP/1.1 408")
        .contains("did not arrive in time");
  }

  @Test
  void aBodyThatDripsIsGivenUp() throws Exception {
    String[] parts = new String[30];
    Arrays.fill(parts, " ");
    parts[0] = HEAD + "Content-Length: 100\r\n\r\n{";
    assertThat(exchange(parts)).startsWith("HTTP/1.1 408");
  }

  @Test
  void aClientThatHangsUpHarmsNobody() throws Exception {
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write((HEAD + "Content-Length: 100\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
    }
    while (served.metric("gantry_in_flight_requests") > 1) {
      Thread.sleep(5);
    }
  }

  @Test
  void headsThatAreTooLongOrMalformedAreRefused() throws Exception {
    assertThat(
            exchange(
                "GET /healthz HTTP/1.1\r\nHost: here\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("{\"error\":\"");
    assertThat(exchange("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 414");
    assertThat(exchange("no HTTP at all\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(exchange("GET /healthz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  @Test
  void compressedBodiesAreRefused() throws Exception {
    assertThat(exchange(HEAD + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 415");
  }

  @Test
  void deepNestingAndLongNumbersAreRefused() throws Exception {
    assertThat(served.predict("{\"instances\":" + "[".repeat(2000)).error())
        .contains("JSON Parse error: Document nesting depth");
    assertThat(served.predict("{\"x\":" + "{\"x\":".repeat(600)).code()).isEqualTo(400);
    assertThat(served.predict("{\"inputs\":[[" + "1".repeat(3000) + "]]}").error())
        .contains("JSON Parse error: Number value length");
    assertThat(served.predict("{\"inputs\":[[1e" + "9".repeat(100) + "]]}").code()).isEqualTo(400);
  }

  @Test
  void tooManyRowsAreRefused() throws Exception {
    assertThat(
            served.predict("{\"inputs\":[%s]}".formatted("[1,2,3,4,5],".repeat(4) + "[1]")).error())
        .isEqualTo("input z has more than 4 rows; send fewer in one request");
  }

  @Test
  void aThousandMalformedRequestsGetAReasonEachInOneLine() throws Exception {
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; refused < MALFORMED; i++) {
      String body = mutated(random);
      ServedModel.Answer answer = served.predict(body);
      // A change may leave it valid.
      if (answer.code() != 200) {
        refused++;
        assertThat(answer.code()).as(body).isIn(400, 413);
        assertThat(answer.error()).as(body).isNotEmpty().doesNotContain("\n", "Exception", "\tat");
        assertThat(answer.error().length()).isLessThan(500);
      }
      assertThat(i).isLessThan(3 * MALFORMED);
    }
  }

  private static String mutated(Random random) {
    String[] scraps = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"",
      "null",
      "NaN",
      "1e999",
      "-",
      "\\u0000",
      "\u0000",
      "{\"b64\":\"*\"}",
      "[[[[[[",
      "99999999999999999999",
      "\"z\":",
      "true",
      "\ud800",
      "é",
      "0x1",
      "1.",
      "//",
      "\"inputs\":"
    };
    StringBuilder body = new StringBuilder(GOOD);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(body.length());
      switch (random.nextInt(3)) {
        case 0 -> body.insert(at, scraps[random.nextInt(scraps.length)]);
        case 1 -> body.delete(at, Math.min(body.length() - 1, at + 1 + random.nextInt(20)));
        default -> body.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return body.toString();
  }
}
