package dev.gantry.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LibraryTest {
  private static final Pattern NAME = Pattern.compile("\"(lib[^\"]+\\.so\\.\\d+)\"");

  /** It runs on machines where no Gantry is yet, and so has a list of its own. */
  @Test
  void theScriptThatSetsUpAMachineLooksForTheSameLibraries() throws Exception {
    Matcher names = NAME.matcher(Files.readString(Path.of("scripts", "gpu", "join.py")));
    List<String> script = names.results().map(name -> name.group(1)).toList();
    assertThat(script).containsExactlyInAnyOrderElementsOf(Library.NAMES);
  }
}
