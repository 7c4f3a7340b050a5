package dev.gantry.doctor;

import dev.gantry.cuda.CudaLibraries;
import dev.gantry.error.RunException;
import dev.gantry.graph.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Tries TensorFlow's native library, in a JVM of its own: a broken driver or library ends it. What
 * it finds goes to a file line by line, fields parted by tabs, so that what came before the end is
 * kept.
 */
public final class Probe {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private final Path found;

  private Probe(Path found) {
    this.found = found;
  }

  /**
   * Probes.
   *
   * @param args {@code session} or {@code libraries}, and the file to write
   */
  public static void main(String[] args) throws IOException {
    Probe probe = new Probe(Path.of(args[1]));
    try {
      CudaLibraries.load();
      if (args[0].equals(ProbeProcess.SESSION)) {
        probe.session();
      } else {
        probe.libraries();
      }
    } catch (RunException | LinkageError | TensorFlowException | IllegalArgumentException e) {
      // "Cannot assign a device" comes as the last.
      probe.write(ProbeProcess.PROBLEM, String.valueOf(e.getMessage()));
    }
  }

  private void session() throws IOException {
    write(ProbeProcess.TENSORFLOW, TensorFlow.version());
    List<SessionFacts.Device> devices = devices();
    for (SessionFacts.Device device : devices) {
      write(ProbeProcess.DEVICE, device.name(), device.type(), Long.toString(device.memoryBytes()));
    }
    boolean gpu = devices.stream().anyMatch(each -> each.type().equals(SessionFacts.Device.GPU));
    convolve(gpu ? DeviceType.GPU : DeviceType.CPU);
    write(ProbeProcess.CONVOLVED, gpu ? "GPU:0" : "CPU:0");
  }

  /** The class for graphs has no such question. */
  @SuppressWarnings("try") // the scope frees what is made while it is open
  private static List<SessionFacts.Device> devices() {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      byte[] config = SessionOptions.shared().toByteArray();
      tensorflow.TF_SetConfig(options, new BytePointer(config), config.length, status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList list = tensorflow.TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      List<SessionFacts.Device> devices =
          Stream.iterate(0, i -> i + 1)
              .limit(tensorflow.TF_DeviceListCount(list))
              .map(i -> device(list, i, status))
              .toList();
      tensorflow.TF_DeleteDeviceList(list);
      return devices;
    }
  }

  private static SessionFacts.Device device(TF_DeviceList list, int index, TF_Status status) {
    return new SessionFacts.Device(
        tensorflow.TF_DeviceListName(list, index, status).getString(),
        tensorflow.TF_DeviceListType(list, index, status).getString(),
        tensorflow.TF_DeviceListMemoryBytes(list, index, status));
  }

  /** On that device and no other: nothing is said of a library that is found only when called. */
  private static void convolve(DeviceType type) {
    try (Graph graph = new Graph()) {
      Ops tf =
          Ops.create(graph)
              .withDevice(DeviceSpec.newBuilder().deviceType(type).deviceIndex(0).build());
      Operand<TFloat32> image = tf.fill(tf.constant(new int[] {2, 8, 8, 4}), tf.constant(1f));
      Operand<TFloat32> kernel = tf.fill(tf.constant(new int[] {3, 3, 4, 8}), tf.constant(1f));
      Operand<TFloat32> sum =
          tf.reduceSum(
              tf.nn.conv2d(image, kernel, List.of(1L, 1L, 1L, 1L), "SAME"), // [2, 8, 8, 8]
              tf.constant(new int[] {0, 1, 2, 3})); // []
      Output<?>[] seed = {tf.constant(1f).asOutput()};
      Output<?>[] gradient =
          graph.addGradients(
              "gradient",
              new Output<?>[] {sum.asOutput()},
              new Output<?>[] {kernel.asOutput()},
              seed);
      try (Session session = new Session(graph, SessionOptions.shared());
          Result result = session.runner().fetch(gradient[0]).run()) {
        Shape shape = result.get(0).shape();
        if (!shape.equals(Shape.of(3, 3, 4, 8))) {
          throw new RunException("the gradient of a kernel has shape " + shape);
        }
      }
    }
  }

  /** TensorFlow opens each itself, as it does when it looks for GPUs. */
  private void libraries() throws IOException {
    for (String name : Library.NAMES) {
      write(ProbeProcess.OPENING, name);
      String problem = open(name);
      if (problem.isEmpty()) {
        write(ProbeProcess.OPENED, name, path(name));
      } else {
        write(ProbeProcess.FAILED, name, problem);
      }
    }
  }

  /**
   * {@code TensorFlow.loadLibrary} goes on to read the library's operations, and fails where it has
   * none ("Cannot parse OpList protocol buffer", TensorFlow Java 1.1.0).
   *
   * @return why it could not be opened; empty where it was
   */
  @SuppressWarnings("try") // the scope frees what is made while it is open
  private static String open(String name) {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      // Its handle is never freed: that would close the library.
      tensorflow.TF_LoadLibrary(name, status);
      return tensorflow.TF_GetCode(status) == tensorflow.TF_OK
          ? ""
          : tensorflow.TF_Message(status).getString();
    }
  }

  /** The file that was opened; empty where the system does not tell. */
  private static String path(String library) throws IOException {
    if (!Files.isReadable(MAPS)) {
      return "";
    }
    String stem = library.substring(0, library.indexOf(".so"));
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .filter(line -> line.contains("/" + stem + ".so"))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst()
          .orElse("");
    }
  }

  private void write(String... fields) throws IOException {
    String line =
        Stream.of(fields)
            .map(each -> each.replaceAll("\\s+", " "))
            .collect(Collectors.joining("\t"));
    Files.writeString(found, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
