package dev.gantry.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * TensorFlow's native library on the class path.
 *
 * @param platform what it is for, such as {@code linux-x86_64-gpu}; Maven's classifier
 * @param location of the jar or folder
 */
public record Natives(String platform, String location) {
  private static final String FOLDER = "org/tensorflow/internal/c_api/";
  private static final String GPU = "-gpu";

  boolean gpu() {
    return platform.endsWith(GPU);
  }

  /** Those for this machine that a class loader finds. */
  static List<Natives> on(ClassLoader classPath) {
    String platform = Loader.getPlatform();
    List<Natives> found = new ArrayList<>();
    for (String each : List.of(platform, platform + GPU)) {
      String resource = FOLDER + each + "/" + System.mapLibraryName("jnitensorflow");
      for (URL url : resources(classPath, resource)) {
        found.add(new Natives(each, location(url, resource)));
      }
    }
    return found;
  }

  private static List<URL> resources(ClassLoader classPath, String name) {
    try {
      return Collections.list(classPath.getResources(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String location(URL url, String resource) {
    String text = url.toString();
    return text.substring(0, text.length() - resource.length())
        .replaceFirst("^jar:", "")
        .replaceFirst("^file:", "")
        .replaceFirst("!/$", "");
  }
}
