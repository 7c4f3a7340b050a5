package dev.gantry.cli;

import dev.gantry.Upscaler;
import dev.gantry.data.ImageFile;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import dev.gantry.metrics.Fidelity;
import dev.gantry.report.Png;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Enlarges pictures. */
@Command(
    name = "upscale",
    description = {
      "Enlarges pictures with a trained generator that does so, such as srgan's.",
      "With --evaluate each picture is made smaller first and enlarged again, and what comes out is"
          + " compared with it, beside bicubic interpolation."
    })
final class UpscaleCommand extends GantrySubcommand {
  private static final String DEFAULT_FOLDER = "upscaled";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, GIF, BMP or TIFF files.")
  private List<Path> images = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the enlarged pictures, NAME.png for each NAME; by default "
              + DEFAULT_FOLDER
              + ", or none with --evaluate.")
  private @Nullable Path folder;

  @Option(
      names = "--evaluate",
      description = "Print PSNR and SSIM of the luma, of the model and of bicubic interpolation.")
  private boolean evaluate;

  @Override
  public Integer call() {
    Path target = folder != null || evaluate ? folder : Path.of(DEFAULT_FOLDER);
    Map<Path, Path> files = target == null ? Map.of() : targets(target);
    try (Upscaler upscaler = model.modelOrRun().openUpscaler()) {
      if (evaluate) {
        evaluate(upscaler, files);
      } else {
        enlarge(upscaler, files);
      }
    }
    return ExitCode.OK;
  }

  private Map<Path, Path> targets(Path target) {
    Map<Path, Path> files = new LinkedHashMap<>();
    Map<Path, Path> origins = new LinkedHashMap<>();
    for (Path image : images) {
      Path file = target.resolve(name(image).replaceFirst("\\.[^.]*$", "") + ".png");
      Path other = origins.putIfAbsent(file, image);
      if (other != null) {
        throw new UserException(
            "%s and %s would both become %s; enlarge them into different folders"
                .formatted(other, image, file));
      }
      if (file.toAbsolutePath().normalize().equals(image.toAbsolutePath().normalize())) {
        throw new UserException(
            "%s would be overwritten by its enlargement; give another folder to --out"
                .formatted(image));
      }
      files.put(image, file);
    }
    return files;
  }

  private static String name(Path image) {
    return String.valueOf(image.toAbsolutePath().normalize().getFileName());
  }

  private static void write(Path file, BufferedImage picture) {
    try {
      // Only now: a mistake in what was given leaves no empty folder.
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
    Png.write(file, picture, Map.of());
  }

  private void enlarge(Upscaler upscaler, Map<Path, Path> files) {
    files.forEach(
        (image, file) -> {
          write(file, upscaled(upscaler, image, ImageFile.read(image)));
          out().println(file);
        });
  }

  private static BufferedImage upscaled(Upscaler upscaler, Path image, BufferedImage picture) {
    try {
      return upscaler.upscale(picture);
    } catch (IllegalArgumentException e) {
      throw new UserException("%s is too large: %s; cut it up".formatted(image, e.getMessage()), e);
    }
  }

  private void evaluate(Upscaler upscaler, Map<Path, Path> files) {
    line("image", "PSNR", "bicubic", "SSIM", "bicubic");
    List<Fidelity> made = new ArrayList<>();
    List<Fidelity> bicubic = new ArrayList<>();
    for (Path image : images) {
      EnlargingTrial trial = EnlargingTrial.of(image, ImageFile.read(image), upscaler.scale());
      BufferedImage large = upscaled(upscaler, image, trial.low());
      Path file = files.get(image);
      if (file != null) {
        write(file, large);
      }
      made.add(trial.fidelity(large));
      bicubic.add(trial.bicubic());
      line(name(image), trial.fidelity(large), trial.bicubic());
    }
    if (images.size() > 1) {
      line("mean", Fidelity.mean(made), Fidelity.mean(bicubic));
    }
  }

  private void line(String name, Fidelity made, Fidelity bicubic) {
    line(
        name,
        String.format(Locale.ROOT, "%.2f", made.psnr()),
        String.format(Locale.ROOT, "%.2f", bicubic.psnr()),
        String.format(Locale.ROOT, "%.4f", made.ssim()),
        String.format(Locale.ROOT, "%.4f", bicubic.ssim()));
  }

  private void line(String name, String psnr, String bicubic, String ssim, String bicubicSsim) {
    out().printf("%-40s %8s %8s %8s %8s%n", name, psnr, bicubic, ssim, bicubicSsim);
  }
}
