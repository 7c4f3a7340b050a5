package dev.gantry.serve;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests. Thread-safe; no thread waits for a client or for the model. */
final class RequestHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
  private static final String API = "/v1/";

  /** The page loads nothing from elsewhere, and nobody else shows it in a frame. */
  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-cache");

  private final ServerState state;
  private final RequestLimits limits;
  private final ModelVersions versions;
  private final Batcher batcher;
  private final LatentExplorer explorer;
  private final PredictRequestReader reader;
  private final ExplorerPage page = new ExplorerPage();

  RequestHandler(
      ServerState state,
      RequestLimits limits,
      ModelVersions versions,
      Batcher batcher,
      LatentExplorer explorer) {
    this.state = state;
    this.limits = limits;
    this.versions = versions;
    this.batcher = batcher;
    this.explorer = explorer;
    this.reader = new PredictRequestReader(limits);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = Exchange.begin(request, response, callback, state);
    try {
      if (exchange.path().startsWith(API)) {
        callModel(exchange);
      } else {
        exchange.reply(get(exchange));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      exchange.reply(failure(e));
    }
    return true;
  }

  private Reply get(Exchange exchange) {
    String path = exchange.path();
    Reply reply =
        switch (path) {
          case "/healthz" -> kind(exchange, "health", Reply.text(200, "ok"));
          case "/readyz" -> kind(exchange, "health", ready());
          case "/metrics" -> kind(exchange, "metrics", metrics());
          case "/gantry/model" -> kind(exchange, "explorer", Reply.json(explorer.model()));
          case "/gantry/latent" ->
              kind(exchange, "explorer", Reply.json(explorer.latent(seed(exchange.request()))));
          default -> kind(exchange, "page", page(path));
        };
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw new HttpFailure(405, "%s is not for %s; use GET".formatted(path, exchange.method()));
    }
    return reply;
  }

  private static Reply kind(Exchange exchange, String kind, Reply reply) {
    exchange.setKind(kind);
    return reply;
  }

  private Reply ready() {
    if (state.draining()) {
      return Reply.text(503, "draining");
    }
    return versions.served().isEmpty() ? Reply.text(503, "no version") : Reply.text(200, "ready");
  }

  private Reply metrics() {
    return new Reply(
        200,
        state.metrics().contentType(),
        state.metrics().text(),
        Map.of("Cache-Control", "no-store"));
  }

  private Reply page(String path) {
    ExplorerPage.File file =
        page.at(path)
            .orElseThrow(
                () ->
                    HttpFailure.notFound(
                        "There is nothing at %s; the API is at /v1/models/%s"
                            .formatted(path, versions.name())));
    return new Reply(200, file.type(), file.content(), PAGE_HEADERS);
  }

  private static long seed(Request request) {
    Fields.Field seed = Request.extractQueryParameters(request).get("seed");
    try {
      if (seed != null) {
        return Long.parseLong(seed.getValue());
      }
    } catch (NumberFormatException e) {
      throw HttpFailure.badRequest(
          "seed is \"%s\"; it must be a whole number of 64 bits".formatted(seed.getValue()));
    }
    throw HttpFailure.badRequest("there is no seed; ask for /gantry/latent?seed=1");
  }

  private void callModel(Exchange exchange) {
    Route route = Route.of(exchange.method(), exchange.path());
    exchange.setKind(route.action().word());
    if (state.draining()) {
      throw HttpFailure.unavailable("The server is going down; ask another");
    }
    switch (route.action()) {
      case STATUS -> exchange.reply(Reply.json(status(route)));
      case METADATA -> exchange.reply(Reply.json(metadata(route)));
      case PREDICT -> predict(exchange, route);
      case CLASSIFY -> throw wrongMethod("classification", "classify", route);
      case REGRESS -> throw wrongMethod("regression", "regress", route);
    }
  }

  private HttpFailure wrongMethod(String what, String method, Route route) {
    acquire(route).release();
    return HttpFailure.badRequest(
        "Expected %s signature method_name to be tensorflow/serving/%s. Was: tensorflow/serving/predict"
            .formatted(what, method));
  }

  private byte[] status(Route route) {
    Map<Long, VersionStatus> all = versions.statuses();
    OptionalLong version = version(route);
    if (!route.model().equals(versions.name())) {
      throw HttpFailure.notFound("Could not find any versions of model " + route.model());
    }
    if (version.isEmpty()) {
      return ModelJson.status(all);
    }
    VersionStatus one = all.get(version.getAsLong());
    if (one == null) {
      throw HttpFailure.notFound(
          "Could not find version %d of model %s".formatted(version.getAsLong(), route.model()));
    }
    return ModelJson.status(Map.of(version.getAsLong(), one));
  }

  private byte[] metadata(Route route) {
    LoadedModel model = acquire(route);
    try {
      return ModelJson.metadata(versions.name(), model);
    } finally {
      model.release();
    }
  }

  private OptionalLong version(Route route) {
    if (route.model().equals(versions.name()) && route.label().isPresent()) {
      return OptionalLong.of(versions.labelled(route.label().get()));
    }
    return route.version();
  }

  private LoadedModel acquire(Route route) {
    if (!route.model().equals(versions.name())) {
      throw HttpFailure.notFound(
          route.version().isPresent()
              ? "Servable not found for request: Specific(%s, %d)"
                  .formatted(route.model(), route.version().getAsLong())
              : "Servable not found for request: Latest(%s)".formatted(route.model()));
    }
    return versions.acquire(version(route));
  }

  private void predict(Exchange exchange, Route route) {
    // Before the body arrives, which may take long, and after it, when it may be another version.
    acquire(route).release();
    if (exchange.request().getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      throw new HttpFailure(415, "The body has a Content-Encoding; send it as it is");
    }
    Executor threads = getServer().getThreadPool();
    BodyReader.read(exchange, limits)
        .thenComposeAsync(body -> compute(route, body), threads)
        .whenComplete((reply, thrown) -> exchange.reply(thrown == null ? reply : failure(thrown)));
  }

  private CompletionStage<Reply> compute(Route route, byte[] body) {
    LoadedModel model = acquire(route);
    PredictRequest request;
    CompletionStage<NamedTensors> outputs;
    try {
      request = reader.read(body, model::signature);
      outputs = batcher.submit(model, request);
    } catch (RuntimeException | OutOfMemoryError e) {
      model.release();
      throw e;
    }
    return outputs
        .whenComplete((computed, thrown) -> model.release())
        .thenApplyAsync(
            computed -> Reply.json(ModelJson.prediction(request, computed)),
            getServer().getThreadPool());
  }

  private static Reply failure(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof HttpFailure failure) {
      return Reply.failure(failure);
    }
    if (cause instanceof OutOfMemoryError) {
      return Reply.failure(
          HttpFailure.unavailable("The request needs more memory than there is now"));
    }
    LOG.error("a request could not be answered", cause);
    return Reply.failure(
        new HttpFailure(500, "The request could not be answered; the server's log says why"));
  }
}
