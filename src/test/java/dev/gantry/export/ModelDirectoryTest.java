package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class ModelDirectoryTest {
  @TempDir private Path folder;
  private Path model;
  private Path version;

  @BeforeEach
  void export() {
    model = folder.resolve("tiny");
    version = SavedModelExporter.export(Snapshots.colourMlp(), model);
  }

  @Test
  void highestVersionWinsByNumber() {
    SavedModelExporter.export(Snapshots.colourMlp(), model, 9);
    SavedModelExporter.export(Snapshots.colourMlp(), model, 10);

    assertThat(ModelDirectory.open(model).path()).isEqualTo(model.resolve("10"));
  }

  @Test
  void versionFolderIsTakenAsItIs() {
    SavedModelExporter.export(Snapshots.colourMlp(), model);

    assertThat(ModelDirectory.open(version).path()).isEqualTo(version);
  }

  @Test
  void renamedVersionFolderIsTakenToo() throws IOException {
    Path renamed = Files.move(version, folder.resolve("best"));

    assertThat(ModelDirectory.open(renamed).path()).isEqualTo(renamed);
  }

  @Test
  void absentFolderIsSaidToBeAbsent() {
    assertRefused(folder.resolve("none")).hasMessageContaining("none is not there; give");
  }

  @Test
  void fileIsNoModel() throws IOException {
    assertRefused(Files.createFile(folder.resolve("x"))).hasMessageContaining("x is not a folder");
  }

  @Test
  void folderOfModelsIsNoModel() {
    assertRefused(folder).hasMessageContaining("is not an exported model");
  }

  @Test
  void highestVersionWithoutModelIsNotPassedOver() throws IOException {
    Files.createDirectory(model.resolve("2"));

    assertRefused(model).hasMessageContaining("2, the highest version, has no saved_model.pb");
  }

  @Test
  void missingInfoIsNamed() throws IOException {
    Files.delete(version.resolve("gantry.json"));

    assertRefused(model).hasMessageContaining("gantry.json is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\" : 1|\"format\" : 2|has format 2, this version of Gantry reads up to 1",
        "\"format\" : 1|\"format\" : \"1\"|names no format",
        "\"format\" : 1|\"format\" : 0|names no format",
        "\"size\" : 5|\"size\" : -5|latent.size is -5; it must be from 1 to 8192",
        "\"size\" : 5|\"size\" : 5.5|5.5",
        "\"height\" : 8|\"height\" : 1000000|image.height is 1000000",
        "\"channels\" : 3|\"channels\" : 4|image.channels is 4",
        "\"latent\" :|\"lament\" :|latent is missing",
        "\"image\" : {|\"image\" : null, \"old\" : {|image is missing",
        "\"labels\" : [ ]|\"labels\" : 5|line ",
        "\"labels\" : [ ]|\"labels\" : [ null ]|labels has a class without a name",
        "\"labels\" : [ ]|\"labels\" : [ \"a\", \"\" ]|labels has a class without a name",
        "\"format\" : 1|\"format\" : 1, \"format\" : 1|Duplicate field 'format'",
        "standard-normal|uniform|latent.distribution is \"uniform\"",
        "\"format\" : 1|format : 1|line 2",
      })
  void wrongInfoIsToldWithItsReason(String right, String wrong, String reason) throws IOException {
    Path file = version.resolve("gantry.json");
    String text = Files.readString(file);
    assertThat(text).contains(right);
    Files.writeString(file, text.replaceFirst(Pattern.quote(right), wrong));

    assertRefused(model).hasMessageContaining("gantry.json").hasMessageContaining(reason);
  }

  @Test
  void infoCutShortIsRefused() throws IOException {
    Path file = version.resolve("gantry.json");
    byte[] bytes = Files.readAllBytes(file);

    for (int length = 0; length < bytes.length - 1; length += 97) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertRefused(model).hasMessageContaining("gantry.json is not what an export writes");
    }
  }

  @Test
  void hugeInfoIsNotRead() throws IOException {
    Files.write(version.resolve("gantry.json"), new byte[(1 << 22) + 1]);

    assertRefused(model).hasMessageContaining("it has 4194305 bytes");
  }

  @Test
  void unknownKeysOfALaterGantryAreIgnored() throws IOException {
    Path file = version.resolve("gantry.json");
    Files.writeString(
        file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 1, \"new\" : []"));

    assertThat(ModelDirectory.open(model).info().latent().size()).isEqualTo(5);
  }

  @Test
  void configurationOfTheRunIsReadBack() {
    assertThat(ModelDirectory.open(model).runConfig()).isEqualTo(Snapshots.colourMlp().config());
  }

  @Test
  void wholeModelIsVerified() {
    ModelDirectory.open(model).verify(Trust.CALCULATION);
  }

  @Test
  void modelCutShortIsDamaged() throws IOException {
    Path file = version.resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    assertThatThrownBy(() -> ModelDirectory.open(model).verify(Trust.CALCULATION))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "saved_model.pb is damaged: it has %d bytes, the export wrote %d"
                .formatted(bytes.length - 1, bytes.length));
  }

  @Test
  void flippedBitIsDamage() throws IOException {
    Path file = version.resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> ModelDirectory.open(model).verify(Trust.CALCULATION))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("its SHA-256 is not the one in gantry.json");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path path) {
    return assertThatThrownBy(() -> ModelDirectory.open(path))
        .isInstanceOf(UserException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
