package dev.gantry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gantry.config.ModelConfig;
import dev.gantry.config.RunConfig;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.loss.GradientPenalty;
import dev.gantry.loss.Hinge;
import dev.gantry.loss.Wasserstein;
import dev.gantry.model.CnnDiscriminator;
import dev.gantry.model.CnnGenerator;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A program of scripts/peers that trains the networks of a configuration in PyTorch.
 *
 * @param script its file's name
 * @param arguments that tell it of the networks
 */
record PeerScript(String script, List<String> arguments) {

  /** Of the images that the programs know. */
  private static final Set<Integer> SIZES = Set.of(32, 64);

  private static final int COLOUR = 3;

  /** The program that does the same work, where there is one. */
  static Optional<PeerScript> of(RunConfig config) {
    ModelConfig model = config.model();
    boolean critic =
        config.objective() instanceof Wasserstein && config.penalty() instanceof GradientPenalty;
    boolean dcgan =
        model.generator() instanceof DcganGenerator
            && model.discriminator() instanceof DcganDiscriminator;
    boolean cnn =
        model.generator() instanceof CnnGenerator
            && model.discriminator() instanceof CnnDiscriminator;
    if (!SIZES.contains(config.data().size())
        || config.data().channels() != COLOUR
        || !(dcgan || cnn)) {
      return Optional.empty();
    }
    if (critic) {
      List<String> arguments = sizes(config);
      arguments.addAll(List.of("--type", dcgan ? "dcgan" : "cnn"));
      String normalization = model.discriminator().normalization().name().toLowerCase(Locale.ROOT);
      arguments.addAll(List.of("--normalization", normalization));
      arguments.addAll(List.of("--d-steps", Integer.toString(config.training().dSteps())));
      return Optional.of(new PeerScript("wgan_gp_torch.py", arguments));
    }
    if (!config.penalty().isNone()) {
      return Optional.empty();
    }
    if (cnn && model.discriminator().spectralNorm() && config.objective() instanceof Hinge) {
      List<String> arguments = sizes(config);
      int latents = config.training().generatorBatch();
      int own = latents > 0 ? latents : config.training().batch();
      arguments.addAll(List.of("--generator-batch", Integer.toString(own)));
      return Optional.of(new PeerScript("sngan_torch.py", arguments));
    }
    return dcgan ? Optional.of(new PeerScript("dcgan_torch.py", sizes(config))) : Optional.empty();
  }

  private static List<String> sizes(RunConfig config) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--size", Integer.toString(config.data().size())));
    arguments.addAll(List.of("--width", Integer.toString(width(config.model()))));
    arguments.addAll(List.of("--latent", Integer.toString(config.model().latent())));
    arguments.addAll(List.of("--batch", Integer.toString(config.training().batch())));
    arguments.addAll(List.of("--threads", Integer.toString(config.training().threads())));
    return arguments;
  }

  private static int width(ModelConfig model) {
    return model.generator() instanceof DcganGenerator dcgan
        ? dcgan.width()
        : ((CnnGenerator) model.generator()).width();
  }

  /**
   * Runs it to its end.
   *
   * @param python an interpreter that has PyTorch
   * @param folder of the programs
   * @param more arguments of this run
   * @return what it measured
   * @throws UserException if there is no such interpreter, or it fails
   */
  JsonNode run(String python, Path folder, List<String> more) {
    Path program = folder.resolve(script);
    if (!Files.isReadable(program)) {
      throw new UserException(
          "%s is not there; run scripts/gantry, or set GANTRY_PEERS to the folder scripts/peers"
              .formatted(program));
    }
    List<String> command = new ArrayList<>(List.of(python, program.toString(), "--json"));
    command.addAll(arguments);
    command.addAll(more);
    try {
      return result(command);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be run (%s); give --against a Python that has PyTorch"
              .formatted(python, e.getMessage()),
          e);
    }
  }

  private static JsonNode result(List<String> command) throws IOException {
    Path complaints = Files.createTempFile("gantry-peer", ".txt");
    Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      String last = out.lines().reduce("", (before, line) -> line);
      int code = process.waitFor();
      if (code != 0) {
        throw new UserException(
            "%s ended with %d: %s; it needs a Python that has PyTorch"
                .formatted(command.get(1), code, lastLine(complaints)));
      }
      return new ObjectMapper().readTree(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException(command.get(1) + " was interrupted", e);
    } catch (JsonProcessingException e) {
      throw new RunException(command.get(1) + " did not print its figures as JSON", e);
    } finally {
      process.destroy();
      Files.deleteIfExists(complaints);
    }
  }

  private static String lastLine(Path complaints) throws IOException {
    List<String> lines =
        Files.readAllLines(complaints).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1).strip();
  }
}
