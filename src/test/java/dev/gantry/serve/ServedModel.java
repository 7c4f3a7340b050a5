package dev.gantry.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gantry.batch.BatchOptions;
import dev.gantry.export.NetworkSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.Trust;
import dev.gantry.model.Latents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A server of a tiny model, at any free port, and a client. */
final class ServedModel implements AutoCloseable {
  static final String NAME = "tiny";
  static final int LATENT = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  final ModelServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ServedModel(ModelServer server) {
    this.server = server;
  }

  /** Exports a model as the next version in a folder; returns the folder of all versions. */
  static Path export(NetworkSnapshot snapshot, Path folder) {
    Path model = folder.resolve(NAME);
    SavedModelExporter.export(snapshot, model);
    return model;
  }

  /** What differs from the defaults is set by the test. */
  static final class Options {
    private final Path model;
    VersionOptions versions =
        new VersionOptions(false, Duration.ofMillis(50), Map.of(), Trust.CALCULATION);
    RequestLimits limits = RequestLimits.defaults();
    BatchOptions batches = BatchOptions.defaults();

    Options(Path model) {
      this.model = model;
    }

    ServedModel start() {
      return start((latentSize, images, seed) -> List.of());
    }

    ServedModel start(DirectionSource directions) {
      return new ServedModel(
          ModelServer.start(
              new ServerOptions(model, NAME, ServerOptions.LOOPBACK, 0, versions, limits, batches),
              directions));
    }
  }

  static ServedModel start(NetworkSnapshot snapshot, Path folder) {
    return new Options(export(snapshot, folder)).start();
  }

  /** A reply: its code, its JSON, and its headers. */
  record Answer(HttpResponse<String> response) {
    int code() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() throws IOException {
      return JSON.readTree(response.body());
    }

    /** The reason, if the body is an object with nothing else. */
    String error() throws IOException {
      JsonNode json = json();
      return json.size() == 1 ? json.path("error").asText() : "no error: " + json;
    }
  }

  Answer get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.uri().resolve(path)).build();
    return new Answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  Answer send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return new Answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  Answer predict(String body) throws Exception {
    return post(":predict", body);
  }

  /** Posts to a path after the model's name. */
  Answer post(String path, String body) throws Exception {
    return new Answer(client.send(request(path, body), HttpResponse.BodyHandlers.ofString()));
  }

  CompletableFuture<Answer> predictLater(String body) {
    return client
        .sendAsync(request(":predict", body), HttpResponse.BodyHandlers.ofString())
        .thenApply(Answer::new);
  }

  private HttpRequest request(String path, String body) {
    URI uri = server.uri().resolve("/v1/models/" + NAME + path);
    return HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
  }

  /** The latent of a seed as a JSON list. */
  static String z(long seed) {
    return Arrays.toString(Latents.normal(seed, 1, LATENT));
  }

  /** The value of a metric without labels. */
  double metric(String name) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    server.close();
  }
}
