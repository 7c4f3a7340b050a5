package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.testing.GpuKernels;
import dev.gantry.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;

/**
 * Whether a run's operations can all run on a GPU: TensorFlow runs those that it has no kernel for
 * on the CPU, in silence, and copies what they read and make. Needs TensorFlow's library for GPUs,
 * but no GPU: {@code mvn -Pgpu test -Dtest=GpuPlacementTest}.
 */
@ExtendWith(LeakCheck.class)
class GpuPlacementTest {
  /** Labels are int32, of which TensorFlow has no variables on GPUs: some bytes an image. */
  private static final Set<String> LABELS =
      Set.of("VarHandleOp DT_INT32", "ResourceGather DT_INT32");

  /** Checkpoints are files, which the CPU reads and writes. */
  private static final String ARCHIVE = "archive/";

  private final GpuKernels kernels = new GpuKernels();

  static Stream<RunConfig> runs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("configs"))) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      return Stream.concat(
          TinyRecipes.all(), all.stream().map(file -> RunConfigReader.read(file, List.of())));
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyOperationOfARunCanRunOnAGpu(RunConfig config) {
    assumeTrue(GpuKernels.areHere(), "TensorFlow's library for GPUs is not on the class path");
    try (TrainingGraph graph = TrainingGraph.build(config, config.training().dSteps(), 8)) {
      Set<String> onCpu =
          kernels
              .withoutKernel(graph.graph().toGraphDef())
              .filter(node -> !node.getName().startsWith(ARCHIVE))
              .map(GpuPlacementTest::kind)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(LABELS).containsAll(onCpu);
    }
  }

  private static String kind(NodeDef node) {
    String type =
        Stream.of("T", "dtype", "Tparams")
            .filter(node::containsAttr)
            .map(name -> node.getAttrOrThrow(name).getType().name())
            .findFirst()
            .orElse("");
    return node.getOp() + " " + type;
  }
}
