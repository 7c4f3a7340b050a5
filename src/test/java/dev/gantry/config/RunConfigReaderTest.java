package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.TrainingConfig.Device;
import dev.gantry.data.DataConfig.Resize;
import dev.gantry.error.UserException;
import dev.gantry.loss.Minimax;
import dev.gantry.loss.Objective;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.MlpGenerator;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Precision;
import dev.gantry.optim.Adam;
import dev.gantry.optim.RmsProp;
import dev.gantry.optim.Schedule;
import dev.gantry.testing.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigReaderTest {
  private static RunConfig read(String yaml, String... settings) {
    return RunConfigReader.parse(yaml, "x.yaml", List.of(settings));
  }

  /** The one line that a text and settings are refused with. */
  private static String refused(String yaml, String... settings) {
    try {
      return "accepted: " + read(yaml, settings);
    } catch (UserException e) {
      assertThat(e.getMessage()).doesNotContainPattern("\\v").hasSizeLessThan(600);
      return String.valueOf(e.getMessage());
    }
  }

  @Nested
  class Values {
    @Test
    void anEmptyMappingIsTheDefaults() {
      assertThat(read("{}")).isEqualTo(RunConfig.defaults());
    }

    @Test
    void everyKindOfValueIsRead() {
      RunConfig config =
          read(
              """
              name: my.run-1
              seed: -9_000_000_000
              data: {source: 'pictures/of cats.zip', size: 64, channels: 3, resize: bicubic}
              model:
                latent: 64
                generator: {widths: [32, 64, 128, 256], activation: leaky-relu}
              average: {half-life-kimg: 2, ramp-up: .5}
              training:
                kimg: 1e3
                d-steps: 2
                precision: bfloat16
                device: cpu
              """);
      assertThat(config.name()).isEqualTo("my.run-1");
      assertThat(config.seed()).isEqualTo(-9_000_000_000L);
      assertThat(config.data().source()).isEqualTo("pictures/of cats.zip");
      assertThat(config.data().resize()).isEqualTo(Resize.BICUBIC);
      assertThat(config.model().generator())
          .isEqualTo(
              Options.with(
                  DcganGenerator.defaults(),
                  "widths",
                  List.of(32, 64, 128, 256),
                  "activation",
                  Activation.LEAKY_RELU));
      assertThat(config.average().halfLifeKimg()).isEqualTo(2);
      assertThat(config.average().rampUp()).isEqualTo(0.5);
      assertThat(config.training())
          .isEqualTo(
              Options.with(
                  TrainingConfig.defaults(),
                  "dSteps",
                  2,
                  "precision",
                  Precision.BFLOAT16,
                  "device",
                  Device.CPU));
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreNoMistake() {
      assertThat(read("\uFEFFname: a\r\nseed: 2\r\n").seed()).isEqualTo(2);
    }
  }

  @Nested
  class Types {
    @Test
    void withoutATypeTheDefaultsIsMeant() {
      assertThat(read("model: {discriminator: {dense: 2048}}").model().discriminator())
          .isEqualTo(Options.with(DcganDiscriminator.defaults(), "dense", 2048));
    }

    @Test
    void anotherTypeBringsItsOwnDefaults() {
      assertThat(read("model: {generator: {type: mlp, hidden: [7]}}").model().generator())
          .isEqualTo(new MlpGenerator(List.of(7), MlpGenerator.defaults().activation()));
      assertThat(read("optimizer: {generator: {type: rmsprop}}").optimizer().generator())
          .isEqualTo(RmsProp.defaults());
    }

    @Test
    void theTypeMayComeLast() {
      assertThat(read("objective: {real-target: 0.9, type: minimax}").objective())
          .isEqualTo(new Minimax(0.9));
    }

    @Test
    void aTypeAloneIsShortForItsDefaults() {
      RunConfig config =
          read(
              """
              objective: minimax
              model: {generator: mlp}
              optimizer: {discriminator: {schedule: cosine}}
              """);
      assertThat(config.objective()).isEqualTo(Minimax.defaults());
      assertThat(config.model().generator()).isEqualTo(MlpGenerator.defaults());
      assertThat(config.optimizer().discriminator().schedule())
          .isEqualTo(Schedule.Cosine.defaults());
      assertThat(config.optimizer().generator()).isEqualTo(Adam.defaults());
    }
  }

  @Nested
  class Settings {
    @Test
    void aSettingOverridesTheFile() {
      assertThat(read("training: {batch: 32, kimg: 7}", "training.batch=16").training())
          .satisfies(
              training -> {
                assertThat(training.batch()).isEqualTo(16);
                assertThat(training.kimg()).isEqualTo(7);
              });
    }

    @Test
    void theLastSettingOfAKeyHolds() {
      assertThat(read("{}", "seed=1", "seed=2").seed()).isEqualTo(2);
    }

    @Test
    void listsAndMappingsCanBeSet() {
      RunConfig config =
          read(
              "{}",
              "model.generator.widths=[32, 64]",
              "optimizer.generator={type: rmsprop, decay: 0.5}");
      assertThat(config.model().generator())
          .isEqualTo(Options.with(DcganGenerator.defaults(), "widths", List.of(32, 64)));
      assertThat(((RmsProp) config.optimizer().generator()).decay()).isEqualTo(0.5);
    }

    @Test
    void aSettingReachesIntoATypeWrittenShort() {
      assertThat(read("objective: minimax", "objective.real-target=0.9").objective())
          .isEqualTo(new Minimax(0.9));
    }

    @Test
    void theTypeAloneReplacesWhatTheFileHas() {
      assertThat(read("model: {generator: {width: 8}}", "model.generator=mlp").model().generator())
          .isEqualTo(MlpGenerator.defaults());
    }

    @Test
    void anEqualsSignMayBePartOfTheValue() {
      assertThat(read("{}", "data.source=a=b").data().source()).isEqualTo("a=b");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "training.batchsize=3|--set training.batchsize=3: unknown key \"batchsize\" in training;"
              + " did you mean \"batch\"? (keys: kimg, batch, d-steps, generator-batch, precision,"
              + " xla, iterations-per-call, device, threads)",
          "training.batch=x|--set training.batch=x: training.batch is \"x\"; it must be an integer,"
              + " such as 64",
          "training.batch=1|--set training.batch=1: batch is 1; it must be from 2 to 65536",
          "training.batch=|--set training.batch=: training.batch has no value; give one or remove"
              + " the key",
          "training.batch.x=1|--set training.batch.x=1: training.batch is a mapping; it must be an"
              + " integer, such as 64",
          "training=5|--set training=5: training is 5; it must be a mapping of kimg, batch,"
              + " d-steps, generator-batch, precision, xla, iterations-per-call, device, threads",
          "training.batch|--set training.batch: not a setting; write key.path=value, such as"
              + " training.batch=64",
          "=5|--set =5: not a setting; write key.path=value, such as training.batch=64",
          "a..b=5|--set a..b=5: not a setting; write key.path=value, such as training.batch=64",
          "name=[1|--set name=[1: not valid YAML: expected ',' or ']', but got <stream end> while"
              + " parsing a flow sequence",
        })
    void aMistakeInASettingNamesTheSetting(String setting, String message) {
      assertThat(refused("{}", setting)).isEqualTo(message);
    }
  }

  @Nested
  class Mistakes {
    @Test
    void anUnknownKeyHasItsPlaceTheNearestNameAndTheNames() {
      assertThat(refused("training:\n  kimg: 5\n  batchsize: 3\n"))
          .isEqualTo(
              "x.yaml:3:3: unknown key \"batchsize\" in training; did you mean \"batch\"? (keys:"
                  + " kimg, batch, d-steps, generator-batch, precision, xla, iterations-per-call,"
                  + " device, threads)");
      assertThat(refused("optimiser: {}"))
          .startsWith("x.yaml:1:1: unknown key \"optimiser\"; did you mean \"optimizer\"? (keys: ");
    }

    @Test
    void aKeyOfAnotherTypeIsUnknown() {
      assertThat(refused("model:\n  generator:\n    type: mlp\n    width: 3"))
          .isEqualTo(
              "x.yaml:4:5: unknown key \"width\" in model.generator of type mlp"
                  + " (keys: type, hidden, activation)");
    }

    @Test
    void aKeyWrittenTooHighIsSentToItsPlace() {
      assertThat(refused("batch: 64")).contains("; did you mean training.batch? (keys: ");
      assertThat(refused("optimizer: {beta1: 0}"))
          .contains(
              "; did you mean optimizer.generator.beta1 or optimizer.discriminator.beta1? (keys: ");
    }

    @Test
    void aCheckAcrossRecordsHasThePlaceOfTheKeyThatItNames() {
      assertThat(refused("data:\n  size: 31\n")).startsWith("x.yaml:2:9: data.size 31 ");
      assertThat(refused("{}", "data.size=31")).startsWith("--set data.size=31: data.size 31 ");
    }

    @Test
    void aDuplicateKeyHasBothPlaces() {
      assertThat(refused("seed: 1\nname: a\nseed: 2"))
          .isEqualTo("x.yaml:3:1: duplicate key \"seed\", first at x.yaml:1:1; remove one");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{training: {batch: 2.5}}|x.yaml:1:20: training.batch is 2.5; it must be an integer, such"
              + " as 64",
          "{training: {batch: 1e3}}|x.yaml:1:20: training.batch is 1e3; it must be an integer, such"
              + " as 64",
          "{training: {batch: '64'}}|x.yaml:1:20: training.batch is \"64\"; it must be an integer,"
              + " such as 64",
          "{training: {batch: 010}}|x.yaml:1:20: training.batch is 010; it must be an integer, such"
              + " as 64",
          "{training: {batch: 0x40}}|x.yaml:1:20: training.batch is 0x40; it must be an integer,"
              + " such as 64",
          "{training: {batch: [64]}}|x.yaml:1:20: training.batch is a list; it must be an integer,"
              + " such as 64",
          "{training: {batch: 99999999999}}|x.yaml:1:20: training.batch is 99999999999; it must be"
              + " an integer from -2147483648 to 2147483647",
          "{training: {batch: true}}|x.yaml:1:20: training.batch is true; it must be an integer,"
              + " such as 64",
          "{training: {kimg: many}}|x.yaml:1:19: training.kimg is \"many\"; it must be a number,"
              + " such as 0.5",
          "{training: {kimg: .inf}}|x.yaml:1:19: training.kimg is .inf; it must be a number, such"
              + " as 0.5",
          "{training: {kimg: 1e999}}|x.yaml:1:19: training.kimg is 1e999; it must be a number, such"
              + " as 0.5",
          "{training: {kimg: 0x10}}|x.yaml:1:19: training.kimg is 0x10; it must be a number, such"
              + " as 0.5",
          "name: 2024|x.yaml:1:7: name is 2024, which YAML takes for a number; write \"2024\" in"
              + " quotes",
          "name: no|x.yaml:1:7: name is no, which YAML takes for true or false; write \"no\" in"
              + " quotes",
          "name: [a]|x.yaml:1:7: name is a list; it must be text",
          "training: 5|x.yaml:1:11: training is 5; it must be a mapping of kimg, batch, d-steps,"
              + " generator-batch, precision, xla, iterations-per-call, device, threads",
          "model: {generator: {widths: 64}}|x.yaml:1:29: model.generator.widths is 64; it must be a"
              + " list, such as [64, 128]",
          "model: {generator: {widths: [64, x]}}|x.yaml:1:34: model.generator.widths[1] is \"x\";"
              + " it must be an integer, such as 64",
          "objective: 5|x.yaml:1:12: objective is 5; it must be one of OBJECTIVES, or a mapping",
        })
    void nothingIsCoerced(String yaml, String message) {
      assertThat(refused(yaml)).isEqualTo(message.replace("OBJECTIVES", names(Objective.class)));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "data: {resize: areaa}|x.yaml:1:16: unknown data.resize \"areaa\"; did you mean \"area\"?"
              + " (values: area, bicubic)",
          "data: {resize: AREA}|x.yaml:1:16: unknown data.resize \"AREA\"; did you mean \"area\"?"
              + " (values: area, bicubic)",
          "data: {resize: 5}|x.yaml:1:16: data.resize is 5; it must be one of area, bicubic",
          "model: {generator: dgcan}|x.yaml:1:20: unknown model.generator \"dgcan\"; did you mean"
              + " \"dcgan\"? (types: GENERATORS)",
          "model: {generator: {type: dgcan}}|x.yaml:1:27: unknown model.generator.type \"dgcan\";"
              + " did you mean \"dcgan\"? (types: GENERATORS)",
          "model: {generator: {type: }}|x.yaml:1:26: model.generator.type is nothing; it must be"
              + " one of GENERATORS",
          "objective: adversarial|x.yaml:1:12: unknown objective \"adversarial\" (types:"
              + " OBJECTIVES)",
        })
    void anUnknownChoiceHasTheNearestAndAllNames(String yaml, String message) {
      assertThat(refused(yaml))
          .isEqualTo(
              message
                  .replace("GENERATORS", names(GeneratorArchitecture.class))
                  .replace("OBJECTIVES", names(Objective.class)));
    }

    private static String names(Class<?> family) {
      return String.join(", ", ConfigNames.members(family).keySet());
    }

    @Test
    void noValueIsRefused() {
      assertThat(refused("training:\n  batch:\n"))
          .isEqualTo("x.yaml:2:9: training.batch has no value; give one or remove the key");
      assertThat(refused("model: ~")).contains("model has no value");
    }

    @Test
    void aFailedCheckHasThePlaceOfItsKey() {
      assertThat(refused("training:\n  kimg: 5\n  batch: 1\n"))
          .isEqualTo("x.yaml:3:10: batch is 1; it must be from 2 to 65536");
      assertThat(refused("optimizer:\n  generator: {beta1: 2}\n"))
          .startsWith("x.yaml:2:22: beta1 is 2.0;");
      assertThat(refused("name: a/b")).startsWith("x.yaml:1:7: name is \"a/b\"; it must be");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "'a: [1,\n"
              + "'|x.yaml:2:1: not valid YAML: expected the node content, but found '<stream end>'"
              + " while parsing a flow node",
          "'a: {b: 1\n"
              + "c: 2'|x.yaml:2:2: not valid YAML: expected ',' or '}', but got : while parsing a"
              + " flow mapping",
          "a: b: c|x.yaml:1:5: not valid YAML: mapping values are not allowed here",
        })
    void brokenYamlHasItsPlace(String yaml, String message) {
      assertThat(refused(yaml)).isEqualTo(message);
    }

    @Test
    void aTabForIndentationIsNamed() {
      assertThat(refused("a:\n\tb: 1")).startsWith("x.yaml:2:1: not valid YAML: ").contains("TAB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n\n", "# only a comment\n"})
    void nothingWrittenIsRefused(String yaml) {
      assertThat(refused(yaml)).isEqualTo("x.yaml is empty; write {} to run the defaults");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just words", "[1, 2]", "5"})
    void whatIsNoMappingIsRefused(String yaml) {
      assertThat(refused(yaml)).contains("a configuration is a mapping of keys to values");
    }

    @Test
    void aSecondDocumentIsRefused() {
      assertThat(refused("seed: 1\n---\nseed: 2"))
          .isEqualTo("x.yaml:3:1: a second YAML document begins; write one document a file");
    }

    @Test
    void anAliasBombIsRefusedAtItsFirstAlias() {
      StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol]\n");
      for (int i = 1; i < 60; i++) {
        bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
      }
      assertThat(refused(bomb.toString()))
          .isEqualTo("x.yaml:2:10: an alias (*name) is not supported; write the value out");
    }

    @Test
    void aTagIsRefused() {
      assertThat(refused("data: !!java.net.URL [x]")).contains("a tag (!name) is not supported");
    }

    @Test
    void deepNestingIsRefusedAtOnce() {
      assertThat(refused("a: " + "[".repeat(500_000))).contains("nested deeper than 16 levels");
      assertThat(refused("{a: ".repeat(100_000))).contains("nested deeper than 16 levels");
      assertThat(refused("{}", "a.".repeat(100_000) + "b=1")).contains("no key is so deep");
    }

    @Test
    void aVeryLongKeyOrValueIsShownShortened() {
      assertThat(refused("k".repeat(900) + ": 1")).contains("kkk...\"");
      assertThat(refused("training: {batch: " + "9".repeat(5000) + "}")).contains("999...");
    }
  }

  @Nested
  class FileMistakes {
    @TempDir Path folder;

    private String refusedFile(Path file) {
      try {
        return "accepted: " + RunConfigReader.read(file, List.of());
      } catch (UserException e) {
        return String.valueOf(e.getMessage());
      }
    }

    @Test
    void aFileIsReadAndNamedInMessages() throws IOException {
      Path file = Files.writeString(folder.resolve("run.yaml"), "seed: 5\n");
      assertThat(RunConfigReader.read(file, List.of("seed=6")).seed()).isEqualTo(6);
      Files.writeString(file, "sead: 5\n");
      assertThat(refusedFile(file)).startsWith(file + ":1:1: unknown key \"sead\"");
    }

    @Test
    void aMissingFileIsMatchedWithItsNeighbours() throws IOException {
      Path real = Files.writeString(folder.resolve("quickstart.yaml"), "{}");
      Path typed = folder.resolve("quikstart.yml");
      assertThat(refusedFile(typed))
          .isEqualTo(typed + ": no such file; did you mean " + real + "?");
      assertThat(refusedFile(folder.resolve("no/where.yaml"))).endsWith(": no such file");
    }

    @Test
    void aFolderIsNoFile() {
      assertThat(refusedFile(folder))
          .isEqualTo(folder + " is a folder; give a configuration file in it");
    }

    @Test
    void aHugeFileIsNotReadWhole() throws IOException {
      Path file = Files.write(folder.resolve("huge.yaml"), new byte[(1 << 20) + 1]);
      assertThat(refusedFile(file)).contains("is larger than 1 MiB");
    }

    @Test
    void aBinaryFileIsNoText() throws IOException {
      Path file = Files.write(folder.resolve("picture.yaml"), new byte[] {(byte) 0xff, 0, 1});
      assertThat(refusedFile(file)).contains("is not text in UTF-8");
      Files.write(file, "a: \u0007".getBytes(StandardCharsets.UTF_8));
      assertThat(refusedFile(file)).contains("not valid YAML: special characters");
    }
  }

  /** Any text is a configuration or a mistake of the user's, never a failure of the reader's. */
  @Property(tries = 1000)
  void anyTextIsReadOrRefused(
      @ForAll
          @StringLength(max = 60)
          @Chars({
            '{', '}', '[', ']', ':', ' ', '\n', '-', '&', '*', '!', '"', '\'', '#', '|', '>', '%',
            '@', '`', ',', '?', '~', '=', '.', '\t', '0', '1', 'a', 'e', '_', '\\', '\u0000',
            '\ud800', 'é', '<'
          })
          String text) {
    assertThat(refused(text)).isNotEmpty();
    assertThat(refused("model: {generator: " + text)).isNotEmpty();
    assertThat(refused("data:\n  source: " + text)).isNotEmpty();
    assertThat(refused("{}", "data.source=" + text)).isNotEmpty();
    assertThat(refused("{}", text)).isNotEmpty();
  }
}
