package dev.gantry;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.awt.image.RenderedImage;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.tensorflow.Session;

/** The arrows between packages, and what only some of them may touch. */
@AnalyzeClasses(packages = "dev.gantry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] ANYWHERE = {"error", "io"};

  @ArchTest
  static final ArchRule packagesUseOnlyThoseBelowThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("facade")
          .definedBy("dev.gantry")
          .layer("cli")
          .definedBy("dev.gantry.cli")
          .layer("serve")
          .definedBy("dev.gantry.serve")
          .layer("cluster")
          .definedBy("dev.gantry.cluster")
          .layer("train")
          .definedBy("dev.gantry.train")
          .layer("export")
          .definedBy("dev.gantry.export")
          .layer("report")
          .definedBy("dev.gantry.report")
          .layer("evaluate")
          .definedBy("dev.gantry.evaluate")
          .layer("explore")
          .definedBy("dev.gantry.explore")
          .layer("features")
          .definedBy("dev.gantry.features")
          .layer("dedup")
          .definedBy("dev.gantry.dedup")
          .layer("metrics")
          .definedBy("dev.gantry.metrics")
          .layer("classify")
          .definedBy("dev.gantry.classify")
          .layer("profile")
          .definedBy("dev.gantry.profile")
          .layer("graph")
          .definedBy("dev.gantry.graph")
          .layer("batch")
          .definedBy("dev.gantry.batch")
          .layer("doctor")
          .definedBy("dev.gantry.doctor")
          .layer("machine")
          .definedBy("dev.gantry.machine")
          .layer("cuda")
          .definedBy("dev.gantry.cuda")
          .layer("config")
          .definedBy("dev.gantry.config")
          .layer("sweep")
          .definedBy("dev.gantry.sweep")
          .layer("data")
          .definedBy("dev.gantry.data")
          .layer("model")
          .definedBy("dev.gantry.model")
          .layer("loss")
          .definedBy("dev.gantry.loss")
          .layer("optim")
          .definedBy("dev.gantry.optim")
          .layer("augment")
          .definedBy("dev.gantry.augment")
          .layer("nn")
          .definedBy("dev.gantry.nn")
          .layer("io")
          .definedBy("dev.gantry.io")
          .layer("error")
          .definedBy("dev.gantry.error")
          .whereLayer("facade")
          .mayOnlyAccessLayers(with("export", "model", "cuda", "batch"))
          .whereLayer("doctor")
          .mayOnlyAccessLayers(with("cuda", "graph", "machine"))
          .whereLayer("cuda")
          .mayOnlyAccessLayers("error")
          .whereLayer("serve")
          .mayOnlyAccessLayers(with("facade", "export", "model", "batch"))
          .whereLayer("batch")
          .mayOnlyAccessLayers("error")
          .whereLayer("cluster")
          .mayOnlyAccessLayers(with("train", "config", "graph"))
          .whereLayer("train")
          .mayOnlyAccessLayers(
              with(
                  "config",
                  "data",
                  "model",
                  "loss",
                  "augment",
                  "optim",
                  "nn",
                  "graph",
                  "classify",
                  "metrics",
                  "features",
                  "evaluate",
                  "profile",
                  "report"))
          .whereLayer("profile")
          .mayOnlyAccessLayers(with("nn", "graph"))
          .whereLayer("sweep")
          .mayOnlyAccessLayers(with("config", "evaluate", "loss", "report"))
          .whereLayer("evaluate")
          .mayOnlyAccessLayers(with("data", "metrics", "features", "classify"))
          .whereLayer("explore")
          .mayOnlyAccessLayers(
              with(
                  "facade",
                  "export",
                  "train",
                  "config",
                  "data",
                  "model",
                  "loss",
                  "optim",
                  "nn",
                  "graph",
                  "classify",
                  "metrics",
                  "features",
                  "report"))
          .whereLayer("features")
          .mayOnlyAccessLayers(with("data", "classify", "model", "nn", "graph", "metrics"))
          .whereLayer("dedup")
          .mayOnlyAccessLayers(with("data", "model", "loss", "optim", "graph", "nn"))
          .whereLayer("classify")
          .mayOnlyAccessLayers(with("data", "model", "loss", "augment", "optim", "graph", "nn"))
          .whereLayer("metrics")
          .mayOnlyAccessLayers(with("data", "nn"))
          .whereLayer("export")
          .mayOnlyAccessLayers(with("config", "data", "model", "nn", "graph"))
          .whereLayer("report")
          .mayOnlyAccessLayers(with())
          .whereLayer("config")
          .mayOnlyAccessLayers(with("data", "model", "loss", "augment", "optim", "nn", "evaluate"))
          .whereLayer("data")
          .mayOnlyAccessLayers(with())
          .whereLayer("model")
          .mayOnlyAccessLayers("nn", "error")
          .whereLayer("loss")
          .mayOnlyAccessLayers("nn", "error")
          .whereLayer("optim")
          .mayOnlyAccessLayers("nn", "error")
          .whereLayer("augment")
          .mayOnlyAccessLayers("nn", "error")
          .whereLayer("graph")
          .mayOnlyAccessLayers("machine")
          .whereLayer("machine")
          .mayNotAccessAnyLayer()
          .whereLayer("nn")
          .mayOnlyAccessLayers("error")
          .whereLayer("io")
          .mayOnlyAccessLayers("error")
          .whereLayer("error")
          .mayNotAccessAnyLayer();

  private static String[] with(String... layers) {
    return Stream.of(layers, ANYWHERE).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @ArchTest
  static final ArchRule everyPackageIsOneOfTheDesigns =
      classes()
          .should()
          .resideInAnyPackage(
              "dev.gantry",
              "dev.gantry.cli",
              "dev.gantry.serve",
              "dev.gantry.batch",
              "dev.gantry.cluster",
              "dev.gantry.train",
              "dev.gantry.export",
              "dev.gantry.report",
              "dev.gantry.classify",
              "dev.gantry.metrics",
              "dev.gantry.features",
              "dev.gantry.evaluate",
              "dev.gantry.explore",
              "dev.gantry.dedup",
              "dev.gantry.sweep",
              "dev.gantry.config",
              "dev.gantry.data",
              "dev.gantry.model",
              "dev.gantry.loss",
              "dev.gantry.optim",
              "dev.gantry.graph",
              "dev.gantry.profile",
              "dev.gantry.doctor",
              "dev.gantry.machine",
              "dev.gantry.cuda",
              "dev.gantry.augment",
              "dev.gantry.nn",
              "dev.gantry.io",
              "dev.gantry.error");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.gantry.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule facadeDoesNotReachTrainingOrCommandLine =
      noClasses()
          .that()
          .resideInAPackage("dev.gantry")
          .should()
          .transitivelyDependOnClassesThat(
              resideInAnyPackage("dev.gantry.train", "dev.gantry.cli"));

  @ArchTest
  static final ArchRule configurationTakesOnlyTheOptionsOfOtherPackages =
      noClasses()
          .that()
          .resideInAPackage("dev.gantry.config")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "dev.gantry.data",
                      "dev.gantry.model",
                      "dev.gantry.loss",
                      "dev.gantry.augment",
                      "dev.gantry.optim",
                      "dev.gantry.nn",
                      "dev.gantry.evaluate")
                  .and(DescribedPredicate.not(options())));

  /** Records, enums, and the interfaces of sealed families of records. */
  private static DescribedPredicate<JavaClass> options() {
    return DescribedPredicate.describe(
        "options", c -> c.isRecord() || c.isEnum() || c.isInterface());
  }

  @ArchTest
  static final ArchRule networksAndMathsHoldNoSessionFileOrLogger =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.gantry.nn",
              "dev.gantry.model",
              "dev.gantry.loss",
              "dev.gantry.augment",
              "dev.gantry.optim")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.nio.file..", "org.slf4j..", "java.util.logging..")
                  .or(assignableTo(Session.class)));

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsPicocliAndTheLoggingBackEnd =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.gantry.cli")
          .should()
          .dependOnClassesThat(resideInAnyPackage("picocli..", "java.util.logging.."));

  @ArchTest
  static final ArchRule onlyTheCommandLinePrintsExitsAndReadsTheEnvironment =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.gantry.cli")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(System.class, "in")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule onlyTheServerKnowsWhatItIsMadeOf =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.gantry.serve")
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.eclipse.jetty..", "io.prometheus.."));

  @ArchTest
  static final ArchRule filesAreNio =
      noClasses()
          .should()
          .dependOnClassesThat(
              belongToAnyOf(
                  File.class,
                  FileInputStream.class,
                  FileOutputStream.class,
                  FileReader.class,
                  FileWriter.class));

  /** It has a temporary file and a hook at the JVM's end, and fails where that has begun. */
  @ArchTest
  static final ArchRule noImageIsWrittenThroughATemporaryFile =
      noClasses()
          .should()
          .callMethod(
              ImageIO.class, "write", RenderedImage.class, String.class, OutputStream.class);
}
