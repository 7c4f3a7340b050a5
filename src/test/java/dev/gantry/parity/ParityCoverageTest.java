package dev.gantry.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.augment.DiffAugment;
import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.loss.Objective;
import dev.gantry.loss.Penalty;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.DiscriminatorLabels;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.GeneratorLabels;
import dev.gantry.nn.Normalization;
import dev.gantry.optim.OptimizerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever can be configured to train otherwise is held against PyTorch by some case. */
class ParityCoverageTest {
  private static final List<RunConfig> CONFIGS = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    for (ParityCase each : ParityCase.all()) {
      CONFIGS.add(RunConfigReader.read(each.config(), List.of()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Objective.class,
        Penalty.class,
        GeneratorArchitecture.class,
        DiscriminatorArchitecture.class,
        GeneratorLabels.class,
        DiscriminatorLabels.class,
        OptimizerConfig.class
      })
  void everyMemberOfAFamilyHasACase(Class<?> family) {
    assertThat(CONFIGS.stream().flatMap(ParityCoverageTest::choices).map(Object::getClass))
        .containsAll(Stream.of(family.getPermittedSubclasses()).collect(Collectors.toList()));
  }

  @Test
  void everyNormalizationHasACase() {
    assertThat(
            all(
                config ->
                    List.of(
                        config.model().generator().normalization(),
                        config.model().discriminator().normalization())))
        .contains(Normalization.values());
  }

  @Test
  void everyChangeOfDiffAugmentHasACase() {
    assertThat(all(config -> config.augment().diff())).contains(DiffAugment.values());
  }

  private static <T> Stream<T> all(Function<RunConfig, List<T>> choices) {
    return CONFIGS.stream().map(choices).flatMap(List::stream);
  }

  private static Stream<Object> choices(RunConfig config) {
    return Stream.of(
        config.objective(),
        config.penalty(),
        config.model().generator(),
        config.model().discriminator(),
        config.conditioning().generator(),
        config.conditioning().discriminator(),
        config.optimizer().generator(),
        config.optimizer().discriminator());
  }
}
