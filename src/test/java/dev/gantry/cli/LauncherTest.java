package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/gantry}, with a java and a Maven that only write down how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Path home;
  private Path jdk;
  private Path script;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void sourceFolder() throws IOException {
    home = folder.resolve("my gantry");
    script = home.resolve("scripts/gantry");
    Files.createDirectories(script.getParent());
    Files.copy(Path.of("scripts/gantry"), script);
    executable(script, Files.readString(script));
    source("pom.xml");
    source("src/main/java/A.java");

    Path maven = folder.resolve("maven bin/mvn");
    executable(
        maven,
        """
        #!/bin/sh
        echo "$@" >>'%s'
        mkdir -p target/lib && : >target/lib/x.jar && : >target/gantry-1.jar
        """
            .formatted(builds()));
    jdk = folder.resolve("a jdk");
    executable(jdk.resolve("bin/java"), "#!/bin/sh\nfor each; do echo \"[$each]\"; done\nexit 7\n");
    javaVersion("17.0.15");
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("PATH", maven.getParent() + ":/usr/bin:/bin");
  }

  @Test
  void theFirstUseBuildsThenRunsWithTheArgumentsAsTheyAre() throws Exception {
    Result result = gantry("train", "two words", "$x *");
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.err()).startsWith("gantry: building");
    assertThat(result.out())
        .contains(
            "[-Djava.awt.headless=true]\n",
            "[-Dorg.bytedeco.javacpp.maxPhysicalBytes=0]\n",
            "["
                + home.toRealPath()
                + "/target/gantry-1.jar:"
                + home.toRealPath()
                + "/target/lib/*]")
        .endsWith("[dev.gantry.cli.Main]\n[train]\n[two words]\n[$x *]\n");
  }

  @Test
  void aSecondUseIsQuietAndBuildsNothing() throws Exception {
    gantry();
    assertThat(gantry().err()).isEmpty();
    assertThat(builds()).content().hasLineCount(1);
  }

  @Test
  void aChangedSourceIsBuiltAgain() throws Exception {
    gantry();
    Files.setLastModifiedTime(
        home.resolve("src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(60)));
    gantry();
    assertThat(builds()).content().hasLineCount(2);
  }

  @Test
  void argumentsOfTheBuildAreRememberedAndEmptyTheLibraries() throws Exception {
    gantry();
    Path old = Files.writeString(home.resolve("target/lib/old.jar"), "");
    environment.put("GANTRY_MAVEN_ARGS", "-Pgpu");
    gantry();
    assertThat(old).doesNotExist();
    environment.remove("GANTRY_MAVEN_ARGS");
    gantry();
    assertThat(Files.readAllLines(builds())).hasSize(2).last().asString().endsWith("-Pgpu package");
  }

  @Test
  void aFailedBuildIsTriedAgain() throws Exception {
    executable(folder.resolve("maven bin/mvn"), "#!/bin/sh\nexit 1\n");
    Result result = gantry();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("the build failed");
    assertThat(gantry().err()).contains("the build failed");
  }

  @Test
  void itRunsThroughASymbolicLinkFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("my gantry/scripts"));
    script = Files.createSymbolicLink(folder.resolve("g"), link.resolve("gantry"));
    assertThat(gantry("x").out()).endsWith("[x]\n");
  }

  @ParameterizedTest
  @CsvSource({"17.0.15, false", "22.0.1, false", "24, true", "25-ea, true"})
  void laterJdksGetTheFlagsThatKeepThemQuiet(String version, boolean flags) throws Exception {
    javaVersion(version);
    String out = gantry().out();
    assertThat(out.contains("[--enable-native-access=ALL-UNNAMED]")).isEqualTo(flags);
    assertThat(out.contains("[--sun-misc-unsafe-memory-access=allow]")).isEqualTo(flags);
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_402", "11.0.2", "16"})
  void anOlderJavaIsRefused(String version) throws Exception {
    javaVersion(version);
    Result result = gantry();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err())
        .isEqualTo(
            "gantry: %s/bin/java is Java %s; set JAVA_HOME to a JDK 17 or later\n"
                .formatted(jdk, version));
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    environment.put("JAVA_HOME", "/nowhere");
    assertThat(gantry().err()).startsWith("gantry: JAVA_HOME is /nowhere, which has no bin/java");
  }

  @Test
  void optionsForTheJvmComeBeforeTheClass() throws Exception {
    environment.put("GANTRY_JAVA_OPTS", "-Xmx8g -Dx=y");
    assertThat(gantry().out()).contains("[-Xmx8g]\n[-Dx=y]\n[-cp]\n");
  }

  private Path builds() {
    return folder.resolve("builds");
  }

  private void javaVersion(String version) throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  /** A file older than anything that a build makes. */
  private void source(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    try (Stream<Path> all = Files.walk(home)) {
      for (Path each : all.toList()) {
        Files.setLastModifiedTime(each, FileTime.from(Instant.now().minusSeconds(3600)));
      }
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Result(int exitCode, String out, String err) {}

  private Result gantry(String... args) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(args)).toList());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
