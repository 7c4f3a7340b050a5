package dev.gantry.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gantry.model.Latents;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;

/**
 * The explorer's page with what it asks of a server, over a model that is no network: so that the
 * page can be tried without one, and with a server that fails when it is told to.
 */
final class ExplorerFixture implements AutoCloseable {
  private static final Map<String, String> PAGE =
      Map.of(
          "/", "index.html text/html",
          "/explorer.js", "explorer.js text/javascript",
          "/explorer.css", "explorer.css text/css");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fewer than the page wants at a time. */
  private static final int MAX_ROWS = 5;

  /** Makes pictures. */
  interface Painter {
    BufferedImage paint(float[] z, int label);
  }

  /**
   * What is served.
   *
   * @param latent size
   * @param classes names; empty where there are none
   * @param size height, width and channels of a picture
   * @param directions of latent space
   */
  record Model(
      String name,
      int latent,
      List<String> classes,
      int[] size,
      List<PrincipalDirections.Direction> directions,
      Painter painter) {}

  /** One row of a request for pictures. */
  record Row(float[] z, int label) {}

  private final Model model;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final ConcurrentLinkedQueue<Row> rows = new ConcurrentLinkedQueue<>();
  private final AtomicInteger flying = new AtomicInteger();
  private final AtomicInteger mostFlying = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean generator = true;
  private volatile boolean pending;
  private volatile int delayMillis;

  ExplorerFixture(Model model) throws IOException {
    this(model, 0);
  }

  /** At this port; 0 for any that is free. */
  ExplorerFixture(Model model, int port) throws IOException {
    this.model = model;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    server.setExecutor(threads);
    server.createContext("/", this::page);
    server.createContext("/gantry/model", this::model);
    server.createContext("/gantry/latent", this::latent);
    server.createContext("/v1/models/%s:predict".formatted(model.name()), this::predict);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
  }

  /** From now on every question is refused with 503, or answered again. */
  void failing(boolean now) {
    failing = now;
  }

  /** From now on the model is no generator, or is one again. */
  void generator(boolean now) {
    generator = now;
  }

  /** Whether the directions are still being found. */
  void pending(boolean now) {
    pending = now;
  }

  /** How long each request for pictures takes. */
  void delay(int millis) {
    delayMillis = millis;
  }

  /** Rows that were asked for so far, in order. */
  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The most requests for pictures that were in flight together. */
  int mostFlying() {
    return mostFlying.get();
  }

  private void page(HttpExchange exchange) throws IOException {
    String[] found = PAGE.getOrDefault(exchange.getRequestURI().getPath(), "").split(" ", -1);
    if (found.length < 2) {
      answer(exchange, 404, error("no such page"));
      return;
    }
    try (InputStream resource =
        PrincipalDirections.class.getResourceAsStream("explorer/" + found[0])) {
      send(exchange, 200, found[1] + "; charset=utf-8", resource.readAllBytes());
    }
  }

  private void model(HttpExchange exchange) throws IOException {
    if (failing) {
      answer(exchange, 503, error("the queue is full"));
    } else if (generator) {
      answer(exchange, 200, description());
    } else {
      answer(exchange, 404, error("the model enlarges pictures and takes no latents"));
    }
  }

  private ObjectNode description() {
    ObjectNode body = JSON.createObjectNode();
    body.put("name", model.name()).put("version", 3).put("latent", model.latent());
    body.set("classes", JSON.valueToTree(model.classes()));
    body.putObject("image")
        .put("height", model.size()[0])
        .put("width", model.size()[1])
        .put("channels", model.size()[2]);
    body.put("signature", "png").put("max_rows", MAX_ROWS);
    if (pending) {
      body.put("pending", true).putArray("directions");
    } else {
      body.set("directions", JSON.valueToTree(model.directions()));
    }
    return body;
  }

  private void latent(HttpExchange exchange) throws IOException {
    if (failing) {
      answer(exchange, 503, error("the queue is full"));
      return;
    }
    long seed = Long.parseLong(exchange.getRequestURI().getQuery().replace("seed=", ""));
    ObjectNode body = JSON.createObjectNode();
    body.set("z", JSON.valueToTree(Latents.normal(seed, 1, model.latent())));
    answer(exchange, 200, body);
  }

  private void predict(HttpExchange exchange) throws IOException {
    mostFlying.accumulateAndGet(flying.incrementAndGet(), Math::max);
    try {
      JsonNode asked = JSON.readTree(exchange.getRequestBody());
      Thread.sleep(delayMillis);
      if (failing) {
        answer(exchange, 503, error("the queue is full"));
      } else if (asked.get("instances").size() > MAX_ROWS) {
        answer(exchange, 400, error("more rows than %d".formatted(MAX_ROWS)));
      } else {
        answer(exchange, 200, predictions(asked));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      flying.decrementAndGet();
    }
  }

  private ObjectNode predictions(JsonNode asked) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    for (JsonNode instance : asked.get("instances")) {
      float[] z = JSON.convertValue(instance.get("z"), float[].class);
      int label = instance.path("label").asInt(-1);
      rows.add(new Row(z, label));
      body.withArray("/predictions").addObject().put("b64", png(model.painter().paint(z, label)));
    }
    return body;
  }

  private static String png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static ObjectNode error(String message) {
    return JSON.createObjectNode().put("error", message);
  }

  private static void answer(HttpExchange exchange, int status, ObjectNode body)
      throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    send(exchange, status, "application/json", bytes);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
