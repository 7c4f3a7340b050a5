package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.StepStats;

class TimelineTest {
  private static NodeExecStats node(String label, long all, long start, long end) {
    return NodeExecStats.newBuilder()
        .setNodeName(label.split(" ", 2)[0])
        .setTimelineLabel(label)
        .setAllStartNanos(all)
        .setOpStartRelNanos(start)
        .setOpEndRelNanos(end)
        .build();
  }

  private static StepStats stats(NodeExecStats... nodes) {
    DeviceStepStats device =
        DeviceStepStats.newBuilder().setDevice("CPU:0").addAllNodeStats(List.of(nodes)).build();
    return StepStats.newBuilder().addDevStats(device).build();
  }

  @Test
  void timesAreToldFromTheFirstOperationOfAllRuns() {
    Timeline timeline =
        Timeline.of(
            List.of(
                stats(node("b = MatMul(x, y)", 2000, 10, 60)),
                stats(node("a = _MklNativeConv2D(x, k)", 1000, 0, 100))));
    assertThat(timeline.runs())
        .containsExactly(
            new OperationRun("a", "_MklNativeConv2D", "", "CPU:0", 0, 100),
            new OperationRun("b", "MatMul", "", "CPU:0", 1010, 1060));
    assertThat(timeline.spanNanos()).isEqualTo(1060);
  }

  @Test
  void timeInWhichSeveralRanCountsOnce() {
    Timeline timeline =
        Timeline.of(
            List.of(
                stats(
                    node("a = Conv2D(x)", 1, 0, 100),
                    node("b = Conv2D(x)", 1, 50, 80),
                    node("c = Conv2D(x)", 1, 90, 150),
                    node("d = Relu(x)", 1, 150, 190),
                    node("e = Conv2D(x)", 1, 200, 210))));
    assertThat(timeline.busyNanos(run -> run.kind() == OperationKind.CONVOLUTION)).isEqualTo(160);
    assertThat(timeline.busyNanos(run -> true)).isEqualTo(200);
    assertThat(timeline.busyNanos(run -> false)).isZero();
  }

  @Test
  void aLabelThatIsNoCallIsTheType() {
    Timeline timeline = Timeline.of(List.of(stats(node("edge_12_recv", 1, 0, 1))));
    assertThat(timeline.runs().get(0).type()).isEqualTo("edge_12_recv");
  }

  @Test
  void nothingRanInNoTime() {
    assertThat(Timeline.of(List.of()).spanNanos()).isZero();
  }
}
