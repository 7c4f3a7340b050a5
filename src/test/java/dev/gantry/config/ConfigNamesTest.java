package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.loss.Objective;
import dev.gantry.loss.Penalty;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.nn.Activation;
import dev.gantry.optim.OptimizerConfig;
import dev.gantry.optim.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigNamesTest {
  @ParameterizedTest
  @CsvSource({
    "kimg, kimg",
    "dSteps, d-steps",
    "halfLifeKimg, half-life-kimg",
    "beta1, beta1",
    "NonSaturating, non-saturating"
  })
  void camelCaseBecomesKebabCase(String camel, String kebab) {
    assertThat(ConfigNames.kebab(camel)).isEqualTo(kebab);
  }

  @Test
  void enumConstantsAreInKebabCase() {
    assertThat(ConfigNames.constant(Activation.LEAKY_RELU)).isEqualTo("leaky-relu");
  }

  @Test
  void membersLoseTheFamilysWord() {
    assertThat(ConfigNames.member(GeneratorArchitecture.class, DcganGenerator.class))
        .isEqualTo("dcgan");
    assertThat(ConfigNames.member(DiscriminatorArchitecture.class, DcganDiscriminator.class))
        .isEqualTo("dcgan");
    assertThat(ConfigNames.members(Objective.class)).containsKeys("non-saturating", "minimax");
    assertThat(ConfigNames.members(Penalty.class))
        .containsOnlyKeys("none", "gradient-penalty", "dragan", "r1", "r2", "r1-and-r2");
    assertThat(ConfigNames.members(OptimizerConfig.class)).containsKeys("adam", "rmsprop");
    assertThat(ConfigNames.members(Schedule.class)).containsKeys("constant", "linear", "cosine");
  }

  @Test
  void everyMemberOfEveryFamilyIsReadByItsNameAlone() {
    for (String node :
        List.of(
            "model.generator",
            "model.discriminator",
            "objective",
            "optimizer.generator",
            "optimizer.generator.schedule")) {
      for (String name : ConfigNames.members(family(node)).keySet()) {
        RunConfig config =
            RunConfigReader.parse(companion(node + "=" + name), "{}", List.of(node + "=" + name));
        assertThat(RunConfigReader.parse(RunConfigWriter.write(config), "written", List.of()))
            .isEqualTo(config);
      }
    }
  }

  /** What cannot stand without another choice, with that. */
  private static String companion(String setting) {
    return setting.equals("model.generator=srgan") ? "content: pixels" : "{}";
  }

  private static Class<?> family(String node) {
    return switch (node) {
      case "model.generator" -> GeneratorArchitecture.class;
      case "model.discriminator" -> DiscriminatorArchitecture.class;
      case "objective" -> Objective.class;
      case "optimizer.generator" -> OptimizerConfig.class;
      default -> Schedule.class;
    };
  }
}
