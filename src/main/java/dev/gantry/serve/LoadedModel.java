package dev.gantry.serve;

import dev.gantry.error.UserException;
import dev.gantry.export.ModelInfo;
import dev.gantry.export.Trust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.family.TType;

/**
 * A version of a model in memory. Thread-safe.
 *
 * <p>Whoever uses it holds a lease: {@link #acquire} before, {@link #release} after. It is freed
 * once it was retired and no lease is left.
 */
final class LoadedModel {
  private static final String TAG = "serve";

  /** What every SavedModel with variables names so; it is no function to call. */
  private static final String INITIALIZER = "__saved_model_init_op";

  private final long version;
  private final Optional<ModelInfo> generator;
  private final SavedModelBundle bundle;
  private final Map<String, SignatureSpec> signatures;
  private final Map<String, Output<?>> outputs;
  private final CountDownLatch closed = new CountDownLatch(1);

  private int leases;
  private boolean retired;

  private LoadedModel(long version, Optional<ModelInfo> generator, SavedModelBundle bundle) {
    this.version = version;
    this.generator = generator;
    this.bundle = bundle;
    Map<String, SignatureSpec> specs = new TreeMap<>();
    definitions(bundle).forEach((name, def) -> specs.put(name, SignatureSpec.of(name, def)));
    this.signatures = Map.copyOf(specs);
    this.outputs = outputs(bundle, signatures.values());
  }

  private static Map<String, SignatureDef> definitions(SavedModelBundle bundle) {
    Map<String, SignatureDef> definitions =
        new TreeMap<>(bundle.metaGraphDef().getSignatureDefMap());
    definitions.remove(INITIALIZER);
    return definitions;
  }

  private static Map<String, Output<?>> outputs(
      SavedModelBundle bundle, Collection<SignatureSpec> signatures) {
    Map<String, Output<?>> outputs = new HashMap<>();
    for (SignatureSpec signature : signatures) {
      Stream.of(signature.inputs().values(), signature.outputs().values())
          .flatMap(Collection::stream)
          .map(TensorSpec::tensor)
          .forEach(tensor -> outputs.put(tensor, bundle.graph().outputOrThrow(tensor)));
    }
    return outputs;
  }

  /**
   * Loads a version, after checking that it is what was exported.
   *
   * @param trust what it may do
   * @throws UserException if it is not, or TensorFlow cannot load it
   */
  static LoadedModel load(VersionFolder folder, Trust trust) {
    Optional<ModelInfo> generator = folder.verify(trust);
    SavedModelBundle bundle = bundle(folder.path());
    try {
      return new LoadedModel(folder.number(), generator, bundle);
    } catch (RuntimeException e) {
      bundle.close();
      throw new UserException("%s cannot be served: %s".formatted(folder.path(), firstLine(e)), e);
    }
  }

  private static SavedModelBundle bundle(Path folder) {
    try {
      return SavedModelBundle.load(folder.toString(), TAG);
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new UserException(
          "TensorFlow cannot load %s (%s); export the model again".formatted(folder, firstLine(e)),
          e);
    }
  }

  static String firstLine(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
  }

  long version() {
    return version;
  }

  /** What the export says, where it makes pictures from latents. */
  Optional<ModelInfo> generator() {
    return generator;
  }

  /** Its signatures as TensorFlow describes them, in alphabetical order. */
  Map<String, SignatureDef> definitions() {
    return definitions(bundle);
  }

  /** Those that can be called. */
  Collection<SignatureSpec> signatures() {
    return signatures.values();
  }

  /**
   * A signature.
   *
   * @throws HttpFailure if there is none of that name
   */
  SignatureSpec signature(String name) {
    SignatureSpec signature = signatures.get(name);
    if (signature == null) {
      throw HttpFailure.badRequest(
          "Serving signature name: \"%s\" not found in signature def".formatted(name));
    }
    return signature;
  }

  /** Takes a lease; false if it is too late for that. */
  synchronized boolean acquire() {
    if (retired) {
      return false;
    }
    leases++;
    return true;
  }

  /** Gives a lease back. */
  void release() {
    boolean last;
    synchronized (this) {
      leases--;
      last = retired && leases == 0;
    }
    if (last) {
      close();
    }
  }

  /** From now on nobody takes a lease; the model is freed with the last one. */
  void retire() {
    boolean last;
    synchronized (this) {
      last = !retired && leases == 0;
      retired = true;
    }
    if (last) {
      close();
    }
  }

  private void close() {
    bundle.close();
    closed.countDown();
  }

  /** Whether it was retired and is freed. */
  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits until it is freed, which it is after the last call in flight. */
  void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Computes requests together; the caller holds a lease.
   *
   * @param requests the inputs of each; one only, unless the signature is {@link
   *     SignatureSpec#batched}
   * @return the outputs of each
   * @throws TensorFlowException if the model refuses one of them
   */
  List<NamedTensors> run(SignatureSpec signature, List<NamedTensors> requests) {
    NamedTensors all = runAll(signature, requests);
    if (requests.size() == 1) {
      return List.of(all);
    }
    requireRows(all, requests.stream().mapToInt(request -> rows(signature, request)).sum());
    List<NamedTensors> split = new ArrayList<>();
    int from = 0;
    for (NamedTensors request : requests) {
      int rows = rows(signature, request);
      split.add(all.rows(from, rows));
      from += rows;
    }
    return split;
  }

  private static int rows(SignatureSpec signature, NamedTensors request) {
    return request.get(signature.onlyInput().name()).rows();
  }

  /** A signature may promise a free first dimension, and not keep it. */
  private static void requireRows(NamedTensors outputs, int rows) {
    outputs
        .values()
        .forEach(
            (name, value) -> {
              if (value.rows() != rows) {
                throw new IllegalStateException(
                    "output %s has %d rows of %d inputs".formatted(name, value.rows(), rows));
              }
            });
  }

  private NamedTensors runAll(SignatureSpec signature, List<NamedTensors> requests) {
    Session.Runner runner = bundle.session().runner();
    signature.outputs().values().forEach(spec -> runner.fetch(output(spec)));
    List<TType> fed = new ArrayList<>();
    try {
      for (TensorSpec spec : signature.inputs().values()) {
        TType tensor =
            TensorValue.join(requests.stream().map(request -> request.get(spec.name())).toList());
        fed.add(tensor);
        runner.feed(output(spec), tensor);
      }
      try (Result result = runner.run()) {
        Map<String, TensorValue> values = new HashMap<>();
        int at = 0;
        for (TensorSpec spec : signature.outputs().values()) {
          values.put(spec.name(), TensorValue.of(result.get(at++), spec.type()));
        }
        return new NamedTensors(values);
      }
    } finally {
      fed.forEach(TType::close);
    }
  }

  private Output<?> output(TensorSpec spec) {
    return Objects.requireNonNull(outputs.get(spec.tensor()));
  }
}
