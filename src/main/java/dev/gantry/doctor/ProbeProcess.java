package dev.gantry.doctor;

import dev.gantry.io.IoFailure;
import dev.gantry.machine.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a {@link Probe} and reads what it found, however it ended. */
final class ProbeProcess {
  /** What is probed. */
  static final String SESSION = "session";

  static final String LIBRARIES = "libraries";

  /** What lines begin with. */
  static final String TENSORFLOW = "tensorflow";

  static final String DEVICE = "device";
  static final String CONVOLVED = "convolved";
  static final String PROBLEM = "problem";
  static final String OPENING = "opening";
  static final String OPENED = "opened";
  static final String FAILED = "failed";

  /** The first start unpacks gigabytes, perhaps to a disk of the network's. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int LOG_LINES = 40;
  private static final int JEP_472 = 24;

  private final String classPath;

  /**
   * @param classPath of the other JVM
   */
  ProbeProcess(String classPath) {
    this.classPath = classPath;
  }

  SessionFacts session() {
    Found found = probe(SESSION);
    return session(found.lines(), found.ended());
  }

  List<Library> libraries() {
    Found found = probe(LIBRARIES);
    return libraries(found.lines(), found.ended());
  }

  private record Found(List<String> lines, Subprocess.Ended ended) {}

  private Found probe(String what) {
    try {
      Path file = Files.createTempFile("gantry-doctor-", ".tsv");
      try {
        ProcessBuilder builder = new ProcessBuilder(command(what, file));
        // What TensorFlow says of missing libraries is a warning and some of it information.
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "0");
        Subprocess.Ended ended = Subprocess.run(builder, PATIENCE);
        return new Found(Files.readAllLines(file), ended);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw IoFailure.writing(Path.of(System.getProperty("java.io.tmpdir", ".")), e);
    }
  }

  private List<String> command(String what, Path file) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    // A crash is told in a line; its files would stay in the working directory.
    words.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    if (Runtime.version().feature() >= JEP_472) {
      words.add("--enable-native-access=ALL-UNNAMED");
    }
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.bytedeco."))
        .map(name -> "-D" + name + "=" + System.getProperty(name))
        .forEach(words::add);
    words.addAll(List.of("-cp", classPath, Probe.class.getName(), what, file.toString()));
    return words;
  }

  static SessionFacts session(List<String> lines, Subprocess.Ended ended) {
    String tensorflow = "";
    String convolved = "";
    String problem = "";
    List<SessionFacts.Device> devices = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      switch (fields[0]) {
        case TENSORFLOW -> tensorflow = fields[1];
        case CONVOLVED -> convolved = fields[1];
        case PROBLEM -> problem = fields[1];
        case DEVICE ->
            devices.add(new SessionFacts.Device(fields[1], fields[2], Long.parseLong(fields[3])));
        default -> throw new IllegalStateException(line);
      }
    }
    if (convolved.isEmpty() && problem.isEmpty()) {
      problem = ending(ended);
    }
    return new SessionFacts(tensorflow, devices, convolved, problem, log(ended));
  }

  static List<Library> libraries(List<String> lines, Subprocess.Ended ended) {
    Map<String, Library> found = new LinkedHashMap<>();
    String before = "not tried";
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      switch (fields[0]) {
        case OPENING -> found.put(fields[1], Library.failed(fields[1], ending(ended)));
        case OPENED -> found.put(fields[1], Library.opened(fields[1], fields[2]));
        case FAILED -> found.put(fields[1], Library.failed(fields[1], fields[2]));
        case PROBLEM -> before = fields[1];
        default -> throw new IllegalStateException(line);
      }
    }
    String untried = before;
    return Library.NAMES.stream()
        .map(name -> found.getOrDefault(name, Library.failed(name, untried)))
        .toList();
  }

  private static String ending(Subprocess.Ended ended) {
    String last = ended.output().strip().lines().reduce((a, b) -> b).orElse("it said nothing");
    return ended.exitCode() < 0
        ? "stopped after %d minutes".formatted(PATIENCE.toMinutes())
        : "the JVM ended with %d (%s)".formatted(ended.exitCode(), last);
  }

  private static List<String> log(Subprocess.Ended ended) {
    try (Stream<String> lines = ended.output().lines()) {
      return lines.filter(line -> !line.isBlank()).limit(LOG_LINES).toList();
    }
  }
}
