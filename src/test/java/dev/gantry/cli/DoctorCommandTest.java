package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;

/** On whatever machine this is: the native library that the tests run on works here. */
class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void peopleAreToldWhatThereIsAndWhatFollows() {
    Gantry.Result result = new Gantry(folder).run("doctor");
    assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains(
            "tensorflow  " + TensorFlow.version(), "/device:CPU:0", "library     libcudnn.so.9")
        .contains("ok          TensorFlow " + TensorFlow.version() + " computes on ")
        .doesNotContain("problem");
  }

  @Test
  void programsGetOneLineOfJson() throws Exception {
    Gantry.Result result = new Gantry(folder).run("doctor", "--json");
    assertThat(result.out()).hasLineCount(1);
    JsonNode facts = new ObjectMapper().readTree(result.out()).get("facts");
    assertThat(facts.at("/session/convolved").textValue()).isIn("CPU:0", "GPU:0");
    assertThat(facts.at("/natives")).hasSize(1);
    assertThat(facts.at("/libraries")).hasSize(10);
    assertThat(facts.at("/processor/cores").intValue())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }
}
