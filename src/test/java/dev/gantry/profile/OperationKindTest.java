package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationKindTest {
  @ParameterizedTest
  @CsvSource({
    "Conv2D, CONVOLUTION",
    "_MklNativeFusedConv2D, CONVOLUTION",
    "_MklNativeConv2DBackpropFilter, CONVOLUTION",
    "DepthwiseConv2dNativeBackpropInput, CONVOLUTION",
    "_MklMatMul, PRODUCT",
    "_MklNativeFusedBatchNormGradV3, NORM",
    "_FusedBatchNormEx, NORM",
    "LeakyReluGrad, ACTIVATION",
    "Relu, ACTIVATION",
    "Tanh, ACTIVATION",
    "ResourceApplyAdam, UPDATE",
    "StatelessRandomNormal, INPUT",
    "Reshape, OTHER",
    "edge_12_recv, OTHER",
  })
  void theNameTellsTheKind(String type, OperationKind kind) {
    assertThat(OperationKind.of(type)).isEqualTo(kind);
  }
}
