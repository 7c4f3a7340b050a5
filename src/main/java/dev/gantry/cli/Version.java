package dev.gantry.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the jar's manifest, and of the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      Build.current().line(),
      "Java %s, %s %s"
          .formatted(
              Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch"))
    };
  }
}
