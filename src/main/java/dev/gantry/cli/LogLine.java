package dev.gantry.cli;

import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A log record in one line: its level unless that is INFO, its message, what was thrown. */
final class LogLine extends Formatter {
  @Override
  public String format(LogRecord record) {
    Level level = record.getLevel();
    String prefix = level.equals(Level.INFO) ? "" : level.getName().toLowerCase(Locale.ROOT) + ": ";
    Throwable thrown = record.getThrown();
    return prefix + formatMessage(record) + (thrown == null ? "" : ": " + thrown);
  }
}
