package dev.gantry.doctor;

import java.util.List;

/**
 * What a machine has, and what follows from it. Immutable, so thread-safe.
 *
 * @param facts what was found
 * @param findings what follows
 */
public record Report(Facts facts, List<Finding> findings) {
  /** Copies the findings. */
  public Report {
    findings = List.copyOf(findings);
  }

  static Report of(Facts facts) {
    return new Report(facts, Diagnosis.of(facts));
  }

  /** Whether nothing is broken. */
  public boolean healthy() {
    return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
  }
}
