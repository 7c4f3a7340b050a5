package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine that behaves as badly as mirrors do. */
class DataFetcherTest {
  /** Enough for a machine that does much else: giving up early would ask twice. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration LITTLE_PATIENCE = Duration.ofMillis(700);

  @TempDir Path folder;
  private final byte[] content = new byte[100_000];
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/good", this::good);
    server.createContext("/truncating", this::truncating);
    server.createContext("/stalling", this::stalling);
    server.createContext("/wrong", exchange -> send(exchange, new byte[100]));
    server.createContext("/endless", exchange -> send(exchange, new byte[1 << 20]));
    server.createContext("/moved", this::moved);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void send(HttpExchange exchange, byte[] body) throws IOException {
    note(exchange);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void note(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
  }

  private void good(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, content);
      return;
    }
    note(exchange);
    int start = Integer.parseInt(range.replaceAll("\\D", ""));
    if (start >= content.length) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    exchange
        .getResponseHeaders()
        .set(
            "Content-Range", "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    exchange.sendResponseHeaders(206, content.length - start);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content, start, content.length - start);
    }
  }

  /** Sends 40,000 bytes and hangs up; goes on from a range. */
  private void truncating(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().getFirst("Range") != null) {
      good(exchange);
      return;
    }
    note(exchange);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, 40_000);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private void stalling(HttpExchange exchange) throws IOException {
    note(exchange);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, 1000);
    exchange.getResponseBody().flush();
    try {
      Thread.sleep(30_000);
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private void moved(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "/good");
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private Path fetch(String... mirrors) {
    return fetch(PATIENCE, mirrors);
  }

  private Path fetch(Duration patience, String... mirrors) {
    List<URI> uris = Arrays.stream(mirrors).map(this::uri).toList();
    var checksum =
        new Checksum(
            "SHA-256",
            Fingerprint.hex(Sha256.digest().digest(content)),
            Checksum.Form.AS_DOWNLOADED);
    var download = new Download("mnist/file", uris, checksum, 200_000);
    return new DataFetcher(source -> List.of(download), patience)
        .fetch("mnist", DataPaths.of(folder), LoadProgress.NONE)
        .resolve("file");
  }

  private URI uri(String mirror) {
    int port = server.getAddress().getPort();
    return URI.create(
        mirror.equals("dead") ? "http://127.0.0.1:1/" : "http://127.0.0.1:" + port + "/" + mirror);
  }

  private Path part() {
    return folder.resolve("fetched/mnist/file.part");
  }

  @Test
  void file_is_fetched_once() {
    assertThat(fetch("good")).hasBinaryContent(content);
    assertThat(fetch("good")).hasBinaryContent(content);

    assertThat(requests).containsExactly("/good");
    assertThat(part()).doesNotExist();
  }

  @Test
  void part_that_is_there_is_gone_on_from() {
    TestFiles.write(part(), Arrays.copyOf(content, 70_000));

    assertThat(fetch("good")).hasBinaryContent(content);

    assertThat(requests).containsExactly("/good bytes=70000-");
  }

  @Test
  void part_that_is_whole_is_kept() {
    TestFiles.write(part(), content);

    assertThat(fetch("good")).hasBinaryContent(content);
  }

  @Test
  void part_that_is_of_another_file_is_dropped() {
    TestFiles.write(part(), new byte[70_000]);

    assertThat(fetch("good")).hasBinaryContent(content);

    assertThat(requests).containsExactly("/good bytes=70000-", "/good");
  }

  @Test
  void truncated_reply_is_gone_on_from() {
    assertThat(fetch("truncating")).hasBinaryContent(content);

    assertThat(requests).hasSizeGreaterThanOrEqualTo(2);
    assertThat(requests.get(1)).startsWith("/truncating bytes=");
  }

  @Test
  void dead_missing_wrong_and_endless_mirrors_are_followed_by_the_next() {
    assertThat(fetch("dead", "no-such-page", "wrong", "endless", "good")).hasBinaryContent(content);
  }

  @Test
  void stalling_mirror_is_given_up() {
    assertThat(fetch(LITTLE_PATIENCE, "stalling", "good")).hasBinaryContent(content);
  }

  @Test
  void redirect_is_followed() {
    assertThat(fetch("moved")).hasBinaryContent(content);
  }

  @Test
  void wrong_checksum_everywhere_leaves_no_file() {
    assertThatThrownBy(() -> fetch("wrong", "no-such-page"))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("127.0.0.1: the file has another checksum")
        .hasMessageContaining("127.0.0.1: HTTP 404")
        .hasMessageNotContaining("\n");
    assertThat(folder.resolve("fetched/mnist/file")).doesNotExist();
    assertThat(part()).doesNotExist();
  }

  @Test
  void what_cannot_be_fetched_is_refused_with_the_names() {
    assertThatThrownBy(
            () -> new DataFetcher().fetch("imagenet", DataPaths.of(folder), LoadProgress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "\"imagenet\" cannot be fetched; expected one of mnist, fashion-mnist, cifar10");
  }

  @Test
  void cifar_archive_is_unpacked() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : CifarReader.files()) {
      files.put("cifar-10-batches-bin/" + name, new byte[3073]);
    }
    files.put("cifar-10-batches-bin/../../../outside", new byte[1]);
    byte[] archive = TestFiles.gzip(TestFiles.tar(files));
    server.createContext("/cifar", exchange -> send(exchange, archive));
    var checksum = Checksum.md5(Fingerprint.hex(Fingerprint.digest("MD5").digest(archive)));
    var download =
        new Download(DownloadCatalogue.CIFAR_ARCHIVE, List.of(uri("cifar")), checksum, 1 << 20);

    Path unpacked =
        new DataFetcher(source -> List.of(download), PATIENCE)
            .fetch("cifar10", DataPaths.of(folder), LoadProgress.NONE);

    assertThat(unpacked).isDirectory();
    try (var list = Files.list(unpacked)) {
      assertThat(list).hasSize(CifarReader.files().size());
    }
  }

  /** A file in an archive with others, the hash of the file alone being known. */
  private Path fetchPacked(String... mirrors) {
    var packed =
        new PackedFile(
            "graphs",
            "graph.pb",
            Fingerprint.hex(Sha256.digest().digest(content)),
            Arrays.stream(mirrors).map(this::uri).toList(),
            200_000);
    return new DataFetcher(source -> List.of(), PATIENCE)
        .fetch(packed, DataPaths.of(folder), LoadProgress.NONE);
  }

  private static byte[] packed(byte[] graph) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("LICENSE", new byte[3000]);
    files.put("./deep/graph.pb", graph);
    return TestFiles.gzip(TestFiles.tar(files));
  }

  @Test
  void packed_file_is_taken_out_of_its_archive_once() throws IOException {
    byte[] archive = packed(content);
    server.createContext("/packed", exchange -> send(exchange, archive));

    assertThat(fetchPacked("packed")).hasBinaryContent(content);
    assertThat(fetchPacked("packed")).hasBinaryContent(content);

    assertThat(requests).containsExactly("/packed");
    try (var list = Files.list(folder.resolve("fetched/graphs"))) {
      assertThat(list).containsExactly(folder.resolve("fetched/graphs/graph.pb"));
    }
  }

  @Test
  void packed_file_is_fetched_again_where_the_kept_one_is_damaged() {
    byte[] archive = packed(content);
    server.createContext("/packed", exchange -> send(exchange, archive));
    TestFiles.write(folder.resolve("fetched/graphs/graph.pb"), new byte[10]);

    assertThat(fetchPacked("packed")).hasBinaryContent(content);
  }

  @Test
  void archive_without_the_file_or_with_another_or_none_at_all_is_followed_by_the_next() {
    byte[] archive = packed(content);
    byte[] other = packed(new byte[10]);
    byte[] lacking = TestFiles.gzip(TestFiles.tar(Map.of("LICENSE", new byte[30])));
    server.createContext("/packed", exchange -> send(exchange, archive));
    server.createContext("/other", exchange -> send(exchange, other));
    server.createContext("/lacking", exchange -> send(exchange, lacking));

    assertThat(fetchPacked("other", "lacking", "wrong", "endless", "packed"))
        .hasBinaryContent(content);
    assertThatThrownBy(() -> fetchPackedAnew("other"))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("127.0.0.1: the file has another checksum")
        .hasMessageNotContaining("\n");
  }

  private Path fetchPackedAnew(String mirror) throws IOException {
    Files.delete(folder.resolve("fetched/graphs/graph.pb"));
    return fetchPacked(mirror);
  }

  @Test
  void checksum_of_uncompressed_content_does_not_depend_on_the_compression() throws IOException {
    Path file = TestFiles.write(folder.resolve("x.gz"), TestFiles.gzip(content));
    String hex = Fingerprint.hex(Sha256.digest().digest(content));

    assertThat(Checksum.sha256OfContent(hex).matches(file)).isTrue();
  }
}
