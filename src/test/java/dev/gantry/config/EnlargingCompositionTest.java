package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import dev.gantry.loss.Content;
import dev.gantry.testing.Families;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes and does not go together with a generator that enlarges images. */
class EnlargingCompositionTest {
  static List<Content> contents() {
    return Families.defaults(Content.class).stream().filter(content -> !content.isNone()).toList();
  }

  private static RunConfig read(String... settings) {
    List<String> all = new ArrayList<>(List.of("model.generator=srgan", "content=pixels"));
    all.addAll(List.of(settings));
    return RunConfigReader.parse("{}", "x.yaml", all);
  }

  @ParameterizedTest
  @MethodSource("contents")
  void everyContentIsReadByItsNameAndWrittenSoThatItReadsBackEqual(Content content) {
    RunConfig config = read("content=" + ConfigNames.member(Content.class, content.getClass()));
    assertThat(config.content()).isEqualTo(content);
    assertThat(RunConfigReader.parse(RunConfigWriter.write(config), "written", List.of()))
        .isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "content=none|content is none, so nothing would hold",
        "model.generator=dcgan|makes them from latents; use srgan, or content: none",
        "data.size=30|data.size 30 is not a multiple of model.generator.scale 4",
        "model.generator.scale=3|scale is 3; it must be 2, 4, 8 or 16",
        "training.generator-batch=8|training.generator-batch is 8, but model.generator makes"
            + " images",
        "content.classifier=x|unknown key",
      })
  void whatCannotGoTogetherIsRefusedWithTheReason(String setting, String message) {
    assertThatThrownBy(() -> read(setting))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void labelsAreRefused() {
    assertThatThrownBy(
            () -> read("conditioning.generator=concat", "conditioning.discriminator=channel"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("conditioning.generator has labels");
  }

  @Test
  void pretrainingTakesWholeIterations() {
    assertThat(read("content.pretrain-kimg=1", "training.batch=128").pretrainSteps()).isEqualTo(8);
    assertThat(read().pretrainSteps()).isZero();
  }
}
