package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void gantry() {
    gantry = new Gantry(folder);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aServerThatIsToldToStopEndsWell() throws Exception {
    SavedModelExporter.export(Snapshots.greyDcgan(), gantry.path("tiny"));
    int port = freePort();
    URI ready = URI.create("http://127.0.0.1:%d/readyz".formatted(port));
    try (GantryProcess server =
        GantryProcess.start(gantry, "serve", "@tiny", "--port", Integer.toString(port))) {
      server.await(() -> code(ready) == 200);
      server.signal("TERM");
      assertThat(server.exitCode()).as(server.err()).isEqualTo(ExitCode.OK);
    }
  }

  private static int code(URI uri) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "@none, none is not there",
    "@ --port 70000, --port is 70000; it must be from 0 to 65535",
    "@ --max-body 5, --max-body is 5; it must be from 1024",
    "@ --max-queue 0, --max-queue is 0",
    "@ --batch-timeout-micros -1, --batch-timeout-micros is -1",
    "@ --drain-seconds NaN, --drain-seconds is NaN; it must be from 0 to 86400",
    "@ --label a/b=1, --label is \"a/b=1\"",
    "@ --label stable=new, 'new'",
    "@ --name tiny, is not an exported model",
    "@ --name a/b, give --name with 1 to 64 letters"
  })
  void mistakesAreSaidInOneLine(String arguments, String message) {
    Gantry.Result result = gantry.run(("serve " + arguments).split(" "));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).first().asString().startsWith("gantry: ").contains(message);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void everyOptionIsDescribed() {
    assertThat(gantry.run("serve", "--help").out())
        .contains("--max-batch", "--batch-timeout-micros", "--max-queue", "--label", "127.0.0.1");
  }
}
