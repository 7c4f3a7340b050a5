package dev.gantry.export;

import dev.gantry.export.ModelInfo.Signature;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.proto.GraphDef;

/**
 * A model about to be written.
 *
 * @param graph the network, its variables as constants
 * @param signatures what can be called, by name
 * @param requests what warms a server up
 * @param info what {@code gantry.json} holds, once it is known what became of the graph
 */
record ModelDraft(
    GraphDef graph,
    Map<String, Signature> signatures,
    List<WarmUpRequest> requests,
    Function<ModelInfo.SavedModel, byte[]> info) {}
