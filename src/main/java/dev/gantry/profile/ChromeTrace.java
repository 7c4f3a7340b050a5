package dev.gantry.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.io.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A timeline as a file that {@code ui.perfetto.dev} and {@code chrome://tracing} show: the JSON
 * object form of Google's Trace Event Format, complete events, times in microseconds.
 */
public final class ChromeTrace {
  private static final double NANOS_A_MICRO = 1e3;

  private ChromeTrace() {}

  /**
   * Writes a timeline.
   *
   * @param work what its operations compute, told with each
   * @throws dev.gantry.error.UserException if the file cannot be written
   */
  public static void write(Timeline timeline, Work work, Path file) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ArrayNode events = root.putArray("traceEvents");
    Map<String, List<Long>> lanes = new LinkedHashMap<>();
    for (OperationRun run : timeline.runs()) {
      List<Long> ends = lanes.computeIfAbsent(run.device(), device -> new ArrayList<>());
      int process = new ArrayList<>(lanes.keySet()).indexOf(run.device());
      add(events.addObject(), run, work, process, lane(ends, run));
    }
    int process = 0;
    for (String device : lanes.keySet()) {
      ObjectNode named = events.addObject();
      named.put("name", "process_name").put("ph", "M").put("pid", process++);
      named.putObject("args").put("name", device);
    }
    root.put("displayTimeUnit", "ms");
    AtomicFile.write(file, out -> out.write(mapper.writeValueAsBytes(root)));
  }

  /** The first line of the picture on which nothing else runs; TensorFlow names no threads. */
  private static int lane(List<Long> ends, OperationRun run) {
    for (int i = 0; i < ends.size(); i++) {
      if (ends.get(i) <= run.startNanos()) {
        ends.set(i, run.endNanos());
        return i;
      }
    }
    ends.add(run.endNanos());
    return ends.size() - 1;
  }

  private static void add(ObjectNode event, OperationRun run, Work work, int process, int lane) {
    event.put("name", run.type()).put("cat", run.kind().title()).put("ph", "X");
    event.put("pid", process).put("tid", lane);
    event.put("ts", run.startNanos() / NANOS_A_MICRO).put("dur", run.nanos() / NANOS_A_MICRO);
    ObjectNode more = event.putObject("args");
    more.put("operation", run.name()).put("output", run.output());
    if (work.flops(run.name()) > 0) {
      more.put("GFLOP", work.flops(run.name()) / 1e9);
    }
  }
}
