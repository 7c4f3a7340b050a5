package dev.gantry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gantry.doctor.Examination;
import dev.gantry.doctor.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what the machine has for training. */
@Command(
    name = "doctor",
    description = {
      "Says what this machine has for training: CPU, GPU, driver, libraries, and the devices that",
      "TensorFlow's session really has; and what is missing and how to get it.",
      "Ends with 0 where training can run on what there is, and with 3 where something is broken."
    })
final class DoctorCommand extends GantrySubcommand {
  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Report report = Examination.run(workspace().xlaTools());
    if (json) {
      out().println(new ObjectMapper().writeValueAsString(report));
    } else {
      out().print(DoctorTable.of(report));
    }
    return report.healthy() ? ExitCode.OK : ExitCode.RUN;
  }
}
