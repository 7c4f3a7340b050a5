package dev.gantry.features;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * A graph with the nodes of the published one at both ends, batches of one written into it in the
 * same places, and one 1×1 convolution of two channels between. It is of as old a version, since
 * {@code BatchNormWithGlobalNormalization} is no longer in later ones.
 */
final class TinyInception {
  private static final int SIZE = 299;
  private static final int STRIDE = 13;
  private static final int SIDE = SIZE / STRIDE;

  /** Of the convolution, [colour, channel]. */
  static final float[] KERNEL = {0.5f, -1, 0.25f, 0.5f, -0.125f, 2};

  static final float[] MEAN = {0.1f, -0.2f};
  static final float[] VARIANCE = {0.5f, 2};
  static final float[] BETA = {0.3f, 0.4f};
  static final float EPSILON = 0.001f;

  /** Of the classes, [channel, class]. */
  static final float[] WEIGHTS = {1, -2, 0.5f, 2, 1, -1};

  static final int CHANNELS = 2;
  static final int CLASSES = 3;

  private final GraphDef.Builder graph =
      GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(8));

  private TinyInception() {}

  static GraphDef graph() {
    TinyInception tiny = new TinyInception();
    tiny.input();
    tiny.body();
    tiny.output();
    return tiny.graph.build();
  }

  private void input() {
    constant("DecodeJpeg/contents", DataType.DT_STRING, ByteString.EMPTY);
    add("DecodeJpeg", "DecodeJpeg", List.of("DecodeJpeg/contents")).putAttr("channels", number(3));
    typed(add("Cast", "Cast", List.of("DecodeJpeg")), "SrcT", DataType.DT_UINT8)
        .putAttr("DstT", type(DataType.DT_FLOAT));
    ints("ExpandDims/dim", new int[] {0}, new long[0]);
    floatNode("ExpandDims", "ExpandDims", "Cast", "ExpandDims/dim");
    ints("ResizeBilinear/size", new int[] {SIZE, SIZE}, new long[] {2});
    floatNode("ResizeBilinear", "ResizeBilinear", "ExpandDims", "ResizeBilinear/size")
        .putAttr("_output_shapes", shapes(1, SIZE, SIZE, 3));
    floats("Sub/y", new float[] {128});
    floatNode("Sub", "Sub", "ResizeBilinear", "Sub/y");
    floats("Mul/y", new float[] {0.0078125f});
    floatNode("Mul", "Mul", "Sub", "Mul/y").putAttr("_output_shapes", shapes(1, SIZE, SIZE, 3));
  }

  private void body() {
    floats("conv/conv2d_params", KERNEL, 1, 1, 3, CHANNELS);
    floatNode("conv/Conv2D", "Conv2D", "Mul", "conv/conv2d_params")
        .putAttr("strides", numbers(1, STRIDE, STRIDE, 1))
        .putAttr("padding", text("VALID"));
    floats("conv/batchnorm/moving_mean", MEAN, CHANNELS);
    floats("conv/batchnorm/moving_variance", VARIANCE, CHANNELS);
    floats("conv/batchnorm/beta", BETA, CHANNELS);
    floats("conv/batchnorm/gamma", new float[] {1, 1}, CHANNELS);
    floatNode(
            "conv/batchnorm",
            "BatchNormWithGlobalNormalization",
            "conv/Conv2D",
            "conv/batchnorm/moving_mean",
            "conv/batchnorm/moving_variance",
            "conv/batchnorm/beta",
            "conv/batchnorm/gamma")
        .putAttr("variance_epsilon", AttrValue.newBuilder().setF(EPSILON).build())
        .putAttr("scale_after_normalization", AttrValue.newBuilder().setB(false).build());
    floatNode("conv", "Relu", "conv/batchnorm", "^conv/conv2d_params");
    int values = SIDE * SIDE * CHANNELS;
    ints("flat/shape", new int[] {1, values}, new long[] {2});
    floatNode("flat", "Reshape", "conv:0", "flat/shape").putAttr("Tshape", type(DataType.DT_INT32));
    ints("image/shape", new int[] {1, SIDE, SIDE, CHANNELS}, new long[] {4});
    floatNode("image", "Reshape", "flat", "image/shape")
        .putAttr("Tshape", type(DataType.DT_INT32))
        .putAttr("_output_shapes", shapes(1, SIDE, SIDE, CHANNELS));
  }

  private void output() {
    floatNode("pool_3", "AvgPool", "image")
        .putAttr("ksize", numbers(1, SIDE, SIDE, 1))
        .putAttr("strides", numbers(1, 1, 1, 1))
        .putAttr("padding", text("VALID"))
        .putAttr("_output_shapes", shapes(1, 1, 1, CHANNELS));
    ints("pool_3/_reshape/shape", new int[] {1, CHANNELS}, new long[] {2});
    floatNode("pool_3/_reshape", "Reshape", "pool_3", "pool_3/_reshape/shape")
        .putAttr("Tshape", type(DataType.DT_INT32));
    floats("softmax/weights", WEIGHTS, CHANNELS, CLASSES);
    floats("softmax/biases", new float[] {5, 6, 7}, CLASSES);
    floatNode("softmax/logits/MatMul", "MatMul", "pool_3/_reshape", "softmax/weights");
    floatNode("softmax/logits", "BiasAdd", "softmax/logits/MatMul", "softmax/biases");
    floatNode("softmax", "Softmax", "softmax/logits");
  }

  private NodeDef.Builder add(String name, String op, List<String> inputs) {
    return graph.addNodeBuilder().setName(name).setOp(op).addAllInput(inputs);
  }

  private NodeDef.Builder floatNode(String name, String op, String... inputs) {
    return typed(add(name, op, Arrays.asList(inputs)), "T", DataType.DT_FLOAT);
  }

  private static NodeDef.Builder typed(NodeDef.Builder node, String name, DataType type) {
    return node.putAttr(name, type(type));
  }

  private void ints(String name, int[] values, long[] shape) {
    ByteBuffer bytes = little(values.length);
    bytes.asIntBuffer().put(values);
    constant(name, DataType.DT_INT32, ByteString.copyFrom(bytes), shape);
  }

  private void floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = little(values.length);
    bytes.asFloatBuffer().put(values);
    constant(name, DataType.DT_FLOAT, ByteString.copyFrom(bytes), shape);
  }

  private static ByteBuffer little(int values) {
    return ByteBuffer.allocate(4 * values).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void constant(String name, DataType type, ByteString content, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(type).setTensorShape(of(shape));
    if (type == DataType.DT_STRING) {
      tensor.addStringVal(content);
    } else {
      tensor.setTensorContent(content);
    }
    typed(add(name, "Const", List.of()), "dtype", type)
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build());
  }

  private static TensorShapeProto of(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return shape.build();
  }

  private static AttrValue shapes(long... sizes) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addShape(of(sizes)))
        .build();
  }

  private static AttrValue numbers(long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
