package dev.gantry.cli;

import dev.gantry.doctor.Driver;
import dev.gantry.doctor.Facts;
import dev.gantry.doctor.Finding;
import dev.gantry.doctor.Library;
import dev.gantry.doctor.Natives;
import dev.gantry.doctor.Report;
import dev.gantry.doctor.SessionFacts;
import dev.gantry.doctor.XlaTools;
import dev.gantry.machine.Processor;
import java.util.Locale;

/** A report for people: what there is, then what follows. */
final class DoctorTable {
  private final StringBuilder text = new StringBuilder();

  private DoctorTable() {}

  static String of(Report report) {
    DoctorTable table = new DoctorTable();
    table.facts(report.facts());
    table.text.append(System.lineSeparator());
    report.findings().forEach(table::finding);
    return table.text.toString();
  }

  private void facts(Facts facts) {
    Processor processor = facts.processor();
    line("system", facts.system());
    line("cpu", processor.model());
    line("cores", Integer.toString(processor.cores()));
    line("features", String.join(" ", processor.features()));
    line("memory", megabytes(facts.memoryBytes()));
    line("java", facts.java());
    facts.natives().stream().map(Natives::location).forEach(jar -> line("natives", jar));
    SessionFacts session = facts.session();
    line("tensorflow", session.tensorflow().isEmpty() ? "does not load" : session.tensorflow());
    session
        .devices()
        .forEach(device -> line("device", device.name() + ", " + megabytes(device.memoryBytes())));
    driver(facts.driver());
    facts.libraries().forEach(this::library);
    xla(facts.xla());
    line("cache", facts.cache().path() + ", " + megabytes(facts.cache().freeBytes()) + " free");
  }

  private void driver(Driver driver) {
    line("driver", driver.version().isEmpty() ? "none of NVIDIA's" : driver.version());
    for (Driver.Gpu gpu : driver.gpus()) {
      line(
          "gpu",
          "%s, %s, compute capability %s"
              .formatted(gpu.name(), megabytes(gpu.memoryBytes()), gpu.computeCapability()));
    }
  }

  private void library(Library library) {
    String found = library.problem().isEmpty() ? library.path() : "no";
    String version = library.version().isEmpty() ? "" : " (" + library.version() + ")";
    line("library", "%-17s %s%s".formatted(library.name(), found, version));
  }

  private void xla(XlaTools tools) {
    line("xla", "%-17s %s".formatted("libdevice", orNo(tools.libdevice())));
    line("xla", "%-17s %s".formatted("ptxas", orNo(tools.ptxas())));
  }

  private static String orNo(String path) {
    return path.isEmpty() ? "no" : path;
  }

  private void finding(Finding finding) {
    line(finding.level().name().toLowerCase(Locale.ROOT), finding.text());
    if (!finding.remedy().isEmpty()) {
      line("", finding.remedy());
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }

  private void line(String name, String value) {
    text.append("%-12s%s".formatted(name, value).stripTrailing()).append(System.lineSeparator());
  }
}
