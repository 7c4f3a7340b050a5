package dev.gantry.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What this Gantry was built from, as the manifest of its jar says.
 *
 * @param version of Gantry; {@code development} where it runs from no jar
 * @param commit in hexadecimal; empty where it was built outside a git checkout
 */
record Build(String version, String commit) {
  private static final Build UNKNOWN = new Build("development", "");

  /** This one. */
  static Build current() {
    try {
      Path jar = Path.of(Build.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(jar) ? of(jar) : UNKNOWN;
    } catch (IOException | URISyntaxException e) {
      return UNKNOWN;
    }
  }

  private static Build of(Path jar) throws IOException {
    try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
      @Nullable Manifest manifest = in.getManifest();
      return manifest == null ? UNKNOWN : of(manifest.getMainAttributes());
    }
  }

  static Build of(Attributes manifest) {
    @Nullable String version = manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    @Nullable String commit = manifest.getValue("Git-Commit");
    // Outside a git checkout Maven leaves the name of the property there.
    boolean known = commit != null && commit.matches("[0-9a-f]{7,64}");
    return new Build(version == null ? UNKNOWN.version : version, known ? commit : "");
  }

  /** In one line, with the commit as git shortens it. */
  String line() {
    return "gantry " + version + (commit.isEmpty() ? "" : " (" + commit.substring(0, 7) + ")");
  }
}
