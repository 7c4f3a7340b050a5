package dev.gantry.export;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * What a graph does, before it is given to TensorFlow: a SavedModel is a program, and may read and
 * write files, or call other machines. Networks only calculate, so that anything else is refused;
 * what they may do is listed, because what they may not grows with TensorFlow.
 */
final class GraphAudit {
  /** Operations whose outputs depend on their inputs alone, and touch nothing else. */
  private static final Set<String> HARMLESS =
      Set.of(
          // Values and what holds them together. Assert ends a run; it prints nothing.
          "Const",
          "Placeholder",
          "PlaceholderWithDefault",
          "Identity",
          "IdentityN",
          "NoOp",
          "Assert",
          "StopGradient",
          "Fill",
          "ZerosLike",
          "OnesLike",
          "Range",
          "Cast",
          "Bitcast",
          // Shapes.
          "Shape",
          "ShapeN",
          "Size",
          "Rank",
          "Reshape",
          "ExpandDims",
          "Squeeze",
          "Transpose",
          "Concat",
          "ConcatV2",
          "ConcatOffset",
          "Split",
          "SplitV",
          "Pack",
          "Unpack",
          "Slice",
          "StridedSlice",
          "Pad",
          "PadV2",
          "MirrorPad",
          "Tile",
          "BroadcastTo",
          "BroadcastArgs",
          "Gather",
          "GatherV2",
          "GatherNd",
          "OneHot",
          "Reverse",
          "ReverseV2",
          "Roll",
          "SpaceToDepth",
          "DepthToSpace",
          "SpaceToBatchND",
          "BatchToSpaceND",
          "Where",
          "Select",
          "SelectV2",
          "TopKV2",
          "ArgMax",
          "ArgMin",
          // Arithmetic.
          "Add",
          "AddV2",
          "AddN",
          "Sub",
          "Mul",
          "MulNoNan",
          "Div",
          "DivNoNan",
          "RealDiv",
          "FloorDiv",
          "TruncateDiv",
          "FloorMod",
          "Mod",
          "Neg",
          "Abs",
          "Sign",
          "Square",
          "Sqrt",
          "Rsqrt",
          "Reciprocal",
          "Inv",
          "Pow",
          "Exp",
          "Expm1",
          "Log",
          "Log1p",
          "Sin",
          "Cos",
          "Erf",
          "Erfinv",
          "Ndtri",
          "Floor",
          "Ceil",
          "Round",
          "Rint",
          "Minimum",
          "Maximum",
          "ClipByValue",
          "SquaredDifference",
          "Equal",
          "NotEqual",
          "Less",
          "LessEqual",
          "Greater",
          "GreaterEqual",
          "LogicalAnd",
          "LogicalOr",
          "LogicalNot",
          "IsFinite",
          "IsNan",
          "IsInf",
          "Sum",
          "Mean",
          "Prod",
          "Max",
          "Min",
          "All",
          "Any",
          "Cumsum",
          "L2Loss",
          // Layers.
          "MatMul",
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Einsum",
          "Conv2D",
          "Conv2DBackpropInput",
          "DepthwiseConv2dNative",
          "BiasAdd",
          "BiasAddV1",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "LRN",
          "AvgPool",
          "MaxPool",
          "Relu",
          "Relu6",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Tanh",
          "Sigmoid",
          "Softplus",
          "Softsign",
          "Softmax",
          "LogSoftmax",
          "_FusedConv2D",
          "_FusedMatMul",
          // Images and random numbers.
          "EncodePng",
          "EncodeJpeg",
          "DecodePng",
          "DecodeJpeg",
          "DecodeImage",
          "ResizeBilinear",
          "ResizeBicubic",
          "ResizeArea",
          "ResizeNearestNeighbor",
          "StatelessRandomNormal",
          "StatelessRandomNormalV2",
          "StatelessRandomUniform",
          "StatelessRandomUniformV2",
          "StatelessTruncatedNormal",
          "StatelessTruncatedNormalV2");

  private GraphAudit() {}

  /**
   * Reads a model and looks at every operation, those of its functions too.
   *
   * @param file {@code saved_model.pb}
   * @throws UserException if one is not known to be harmless, or the file is no SavedModel
   */
  static void check(Path file) {
    foreign(read(file))
        .ifPresent(
            node -> {
              throw new UserException(
                  "%s has the operation %s (%s), which networks that Gantry exports do not need and which may reach files or other machines; if you trust whoever made it, open it as trusted (--trust-model)"
                      .formatted(file, node.getName(), node.getOp()));
            });
  }

  private static SavedModel read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return SavedModel.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new UserException(
          "%s is no SavedModel; export or copy the model again".formatted(file), e);
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }

  private static Optional<NodeDef> foreign(SavedModel model) {
    return model.getMetaGraphsList().stream()
        .flatMap(GraphAudit::nodes)
        .filter(node -> !HARMLESS.contains(node.getOp()))
        .findFirst();
  }

  private static Stream<NodeDef> nodes(MetaGraphDef meta) {
    Stream<NodeDef> own = meta.getGraphDef().getNodeList().stream();
    Stream<List<NodeDef>> functions =
        meta.getGraphDef().getLibrary().getFunctionList().stream()
            .map(function -> function.getNodeDefList());
    return Stream.concat(own, functions.flatMap(List::stream));
  }
}
