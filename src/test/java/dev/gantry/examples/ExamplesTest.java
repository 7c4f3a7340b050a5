package dev.gantry.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ExamplesTest {
  @TempDir private Path folder;

  private static String printed(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void manyCallersGetTheirPictures() {
    Path model = SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("tiny"));

    assertThat(printed(() -> ServeManyCallers.main(new String[] {model.toString()})))
        .isEqualTo("100 pictures");
  }

  @Test
  void theBestPictureHasASeed() {
    Path model = SavedModelExporter.export(Snapshots.colourMlp(), folder.resolve("tiny"));
    Path judge = SavedModelExporter.export(Snapshots.dcganDiscriminator(), folder.resolve("judge"));

    assertThat(printed(() -> RankPictures.main(new String[] {model.toString(), judge.toString()})))
        .matches("seed ([0-9]|[12][0-9]|3[01])");
  }
}
