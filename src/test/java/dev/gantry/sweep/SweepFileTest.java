package dev.gantry.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.RunConfigReader;
import dev.gantry.error.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SweepFileTest {
  private static final String CONFIG =
      """
      name: tiny
      metrics: {compute: [frechet, modes]}
      """;

  private static SweepState state(String yaml) {
    return SweepFile.parse(yaml, "sweep.yaml").orElseThrow().plan(CONFIG, "config.yaml").state();
  }

  static List<Path> examples() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("configs/sweeps"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsASweepOfItsConfiguration(Path file) throws Exception {
    SweepFile sweep = SweepFile.parse(Files.readString(file), file.toString()).orElseThrow();
    Path config = file.resolveSibling(sweep.settings().config());
    SweepState state = sweep.plan(RunConfigReader.text(config), config.toString()).state();
    assertThat(state.trials()).hasSizeGreaterThan(1);
  }

  @Test
  void aFileSaysWhatIsVaried() {
    SweepState state =
        state(
            """
            config: config.yaml
            strategy: halving
            trials: 4
            eta: 2
            min-kimg: 5
            metric: modes
            set: [training.batch=16]
            vary:
              optimizer.generator.learning-rate: log:1e-5..1e-3
              objective: [non-saturating, {type: minimax}]
              seed+data.size: [16, 32]
            """);

    assertThat(state.rungs()).startsWith(new Rung(4, 5), new Rung(2, 10));
    assertThat(state.metric()).isEqualTo("modes:max");
    assertThat(state.settings()).containsExactly("training.batch=16");
    assertThat(state.vary())
        .containsExactly(
            Map.entry("optimizer.generator.learning-rate", "log:0.00001..0.001"),
            Map.entry("objective", "[non-saturating, {type: minimax}]"),
            Map.entry("seed+data.size", "[16, 32]"));
    assertThat(state.parameters()).hasSize(3);
    assertThat(TrialCommand.settings(List.of(), Map.of("seed+data.size", "16")))
        .containsExactly("seed=16", "data.size=16");
  }

  @Test
  void withoutAMetricTheFirstThatIsMeasuredCounts() {
    assertThat(state("vary: {seed: [1, 2]}").metric()).isEqualTo("fcd:min");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vary: {seed: [1]}\\n"
            + "metrik: fcd | sweep.yaml:2:1: unknown key \"metrik\" of a sweep; did you mean"
            + " \"metric\"?",
        "vary:\\n"
            + "  training.bach: [1, 2] | sweep.yaml:2:3: unknown key \"bach\" in training; did you"
            + " mean \"batch\"?",
        "vary:\\n  training.batch: [] | sweep.yaml:2:3: training.batch has an empty list",
        "vary:\\n  training.batch: 16 | sweep.yaml:2:3: training.batch is 16; it must be a list",
        "vary:\\n  training.batch: [16, 16] | sweep.yaml:2:3: training.batch has a value twice",
        "vary:\\n"
            + "  training.batch: [16, many] | sweep.yaml:2:3: training.batch is \"many\"; it must"
            + " be an integer",
        "vary:\\n"
            + "  seed: int:9..3 | sweep.yaml:2:3: seed has the range 9..3; the first number must be"
            + " below the second",
        "vary:\\n  seed: log:0..3 | a logarithmic one must begin above 0",
        "vary:\\n  seed: lg:1..3 | unknown scale \"lg\"; did you mean \"log\"?",
        "vary:\\n  seed: log:a..3 | seed has a range to or from \"a\", which is no number",
        "vary: {seed: [1]}\\n"
            + "metric: fid | sweep.yaml:2:1: the metric fid is not measured by the configuration",
        "vary: {seed: [1]}\\n"
            + "metric: fdc | sweep.yaml:2:1: unknown metric \"fdc\"; did you mean \"fcd\"?",
        "vary: {seed: [1]}\\n"
            + "metric: d_loss | whether a low d_loss is good is not known; write d_loss:min",
        "vary: {seed: [1]}\\n"
            + "strategy: gird | sweep.yaml:2:11: unknown strategy \"gird\"; did you mean \"grid\"?",
        "vary: {seed: [1]}\\n"
            + "trials: 5 | sweep.yaml:2:9: trials is 5, but a grid has a trial for each"
            + " combination",
        "vary: {seed: [1, 2], seed+data.size: [1, 2]} | seed is varied twice",
        "vary: {training.kimg: [1, 2]}\\n"
            + "strategy: halving\\n"
            + "max-kimg: 9 | training.kimg cannot be varied with the strategy halving",
        "strategy: grid | nothing is varied",
        "vary: 5 | sweep.yaml:1:1: vary is 5; it must be a mapping",
      })
  void aMistakeIsToldWithItsPlace(String yaml, String message) {
    assertThatThrownBy(() -> state(yaml.replace("\\n", "\n")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aCombinationThatCannotBeIsLeftToFailAsATrial() {
    // 15 pixels do not halve for dcgan, but mlp takes any size.
    SweepState state =
        state(
            """
            vary:
              model.generator.type+model.discriminator.type: [dcgan, mlp]
              data.size: [28, 15]
            """);
    assertThat(state.trials()).hasSize(4);
  }

  @Test
  void aConfigurationIsNoSweepFile() {
    assertThat(SweepFile.parse(CONFIG, "config.yaml")).isEmpty();
  }

  @Test
  void theCommandLineReplacesWhatTheFileSays() {
    SweepFile file =
        SweepFile.parse(
                "vary: {seed: [1, 2]}\nset: [training.batch=8, training.d-steps=2]", "sweep.yaml")
            .orElseThrow()
            .with("--seed 5", "seed", "5")
            .withSettings(List.of("training.batch=16"))
            .withParameters(List.of(ParameterReader.parse("seed=3,4,5")));
    SweepState state = file.plan(CONFIG, "config.yaml").state();

    assertThat(state.seed()).isEqualTo(5);
    assertThat(state.settings()).containsExactly("training.d-steps=2", "training.batch=16");
    assertThat(state.trials()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1,2|[1, 2]",
        "a=[1, 2]|[1, 2]",
        "a=[1,2],[3]|[[1, 2], [3]]",
        "a={type: mlp, hidden: [1, 2]},dcgan|[{type: mlp, hidden: [1, 2]}, dcgan]",
        "a=\"1\",true|[\"1\", true]",
        "a=lin:-1..2.5|lin:-1..2.5",
      })
  void valuesOfTheCommandLineAreYaml(String text, String read) {
    Parameter parameter = ParameterReader.parse(text);
    assertThat(parameter.text()).isEqualTo(read);
    assertThat(ParameterReader.parse("again", "a", parameter.text()).text()).isEqualTo(read);
  }
}
