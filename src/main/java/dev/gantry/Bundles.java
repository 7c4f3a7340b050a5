package dev.gantry;

import dev.gantry.cuda.CudaLibraries;
import dev.gantry.error.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Loads SavedModels, and finds in them what {@code gantry.json} says is there. */
final class Bundles {
  /** The signature that is called where none is named. */
  static final String DEFAULT = "serving_default";

  private static final String TAG = "serve";

  /**
   * Operations are started by the thread that calls: a generator has no two to run side by side,
   * and handing each to another thread takes a fifth of the time of a single picture.
   */
  private static final ConfigProto CALLERS_THREAD =
      ConfigProto.newBuilder().setInterOpParallelismThreads(-1).build();

  private Bundles() {}

  /**
   * Loads a model; the caller closes it.
   *
   * @throws UserException if TensorFlow cannot
   * @throws dev.gantry.error.RunException if CUDA's libraries are there and do not load
   */
  static SavedModelBundle load(Path model) {
    CudaLibraries.load();
    try {
      return SavedModelBundle.loader(model.toString())
          .withTags(TAG)
          .withConfigProto(CALLERS_THREAD)
          .load();
    } catch (TensorFlowException | IllegalArgumentException e) {
      // TensorFlow Java has INVALID_ARGUMENT among the latter.
      throw new UserException(
          "TensorFlow cannot load %s (%s); export the model again"
              .formatted(model, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /**
   * A signature.
   *
   * @throws UserException if there is none of that name
   */
  static SignatureDef signature(Path model, SavedModelBundle bundle, String name) {
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefMap().get(name);
    if (signature == null) {
      throw new UserException(
          "%s has no signature %s; export the model again".formatted(model, name));
    }
    return signature;
  }

  /**
   * The name in the graph of an input or output.
   *
   * @throws UserException if it is not of that shape, or not there
   */
  static String tensor(Path model, Map<String, TensorInfo> tensors, String name, List<Long> shape) {
    TensorInfo tensor = tensors.getOrDefault(name, TensorInfo.getDefaultInstance());
    List<Long> found =
        tensor.getTensorShape().getDimList().stream()
            .map(dimension -> dimension.getSize())
            .toList();
    if (!found.equals(shape)) {
      throw new UserException(
          "%s has %s of shape %s, its gantry.json says %s; export the model again"
              .formatted(model, name, found, shape));
    }
    return tensor.getName();
  }
}
