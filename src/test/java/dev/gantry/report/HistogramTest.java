package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

class HistogramTest {
  @Test
  void bucketsAreThoseOfTensorFlowsOwnOperation() throws Exception {
    Random random = new Random(7);
    float[] values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 8));
    }
    values[0] = 0;
    values[1] = -0f;
    values[2] = Float.MAX_VALUE;
    values[3] = -Float.MAX_VALUE;
    values[4] = Float.MIN_VALUE;

    HistogramProto ours = Histogram.of(values);

    HistogramProto theirs = byTensorFlow(values);
    assertThat(ours.getBucketLimitList()).isEqualTo(theirs.getBucketLimitList());
    assertThat(ours.getBucketList()).isEqualTo(theirs.getBucketList());
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOut() {
    HistogramProto histogram = Histogram.of(new float[] {1, Float.NaN, Float.POSITIVE_INFINITY, 3});

    assertThat(histogram.getNum()).isEqualTo(2);
    assertThat(histogram.getMin()).isEqualTo(1);
    assertThat(histogram.getMax()).isEqualTo(3);
    assertThat(histogram.getSumSquares()).isEqualTo(10);
  }

  @Test
  void nothingFiniteHasOneEmptyBucket() {
    HistogramProto histogram = Histogram.of(new float[] {Float.NaN});

    assertThat(histogram.getNum()).isZero();
    assertThat(histogram.getBucketList()).containsExactly(0.0);
  }

  private static HistogramProto byTensorFlow(float[] values) throws Exception {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      byte[] summary =
          tf.summary
              .histogramSummary(tf.constant("x"), tf.constant(values))
              .asTensor()
              .asBytes()
              .getObject();
      return Summary.parseFrom(summary).getValue(0).getHisto();
    }
  }
}
