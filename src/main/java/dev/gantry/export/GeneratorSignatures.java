package dev.gantry.export;

import dev.gantry.export.ModelInfo.Signature;
import dev.gantry.export.ModelInfo.Tensor;
import dev.gantry.model.Latents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

/** What can be called in an exported generator. */
final class GeneratorSignatures {
  static final String Z = "z";

  private static final List<String> NAMES = List.of(Signatures.DEFAULT, Signatures.PNG);

  private GeneratorSignatures() {}

  /**
   * By name: images as numbers, and as PNG files.
   *
   * @param latent length of a latent
   * @param classes names of the classes; empty where the generator is told none
   */
  static Map<String, Signature> of(int latent, List<String> classes, ModelInfo.Image image) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put(Z, new Tensor(Signatures.FLOAT, List.of(Signatures.ANY, (long) latent)));
    if (!classes.isEmpty()) {
      inputs.put(Signatures.LABEL, new Tensor(Signatures.INT64, List.of(Signatures.ANY)));
    }
    Tensor images = new Tensor(Signatures.FLOAT, image.batchShape());
    Tensor files = new Tensor(Signatures.STRING, List.of(Signatures.ANY));
    Map<String, Signature> signatures = new LinkedHashMap<>();
    signatures.put(Signatures.DEFAULT, new Signature(inputs, Map.of(Signatures.IMAGE, images)));
    signatures.put(Signatures.PNG, new Signature(inputs, Map.of(Signatures.IMAGE_BYTES, files)));
    return signatures;
  }

  /**
   * Every signature with every batch size.
   *
   * @param latent length of a latent
   * @param classes how many there are; 0 where the generator is told none
   */
  static List<WarmUpRequest> requests(int latent, int classes) {
    List<WarmUpRequest> requests = new ArrayList<>();
    for (String signature : NAMES) {
      for (int batch : WarmUpRequest.BATCHES) {
        Map<String, TensorProto> inputs = new LinkedHashMap<>();
        inputs.put(Z, WarmUpRequest.tensor(Latents.normal(0, batch, latent), batch, latent));
        if (classes > 0) {
          inputs.put(Signatures.LABEL, WarmUpRequest.labels(batch, classes));
        }
        requests.add(new WarmUpRequest(signature, inputs));
      }
    }
    return requests;
  }
}
