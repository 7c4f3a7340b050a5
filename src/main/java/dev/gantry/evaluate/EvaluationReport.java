package dev.gantry.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.features.ExtractorInfo;
import dev.gantry.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Numbers, and all that they depend on.
 *
 * @param generated what made the images
 * @param generatedCount how many were measured
 * @param seed of the draws of images, subsets, splits and pairs
 * @param reference the real images
 * @param referenceCount how many there are
 * @param extractor the network that saw both
 * @param precision of the arithmetic
 * @param figures of all images
 * @param classes of each class; empty where the images have none
 * @param cautions what keeps these numbers from being compared with others
 * @param seconds how long it took
 */
public record EvaluationReport(
    String generated,
    int generatedCount,
    long seed,
    String reference,
    int referenceCount,
    ExtractorInfo extractor,
    String precision,
    List<Figure> figures,
    List<ClassFigures> classes,
    List<String> cautions,
    MeasuringTime seconds) {
  private static final ObjectWriter JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build()
          .writerWithDefaultPrettyPrinter();

  /** Copies the lists. */
  public EvaluationReport {
    figures = List.copyOf(figures);
    classes = List.copyOf(classes);
    cautions = List.copyOf(cautions);
  }

  /**
   * Writes it as JSON, with snake_case keys.
   *
   * @throws dev.gantry.error.UserException if the file cannot be written
   */
  public void write(Path file) {
    byte[] json;
    try {
      json = (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and strings has JSON", e);
    }
    AtomicFile.write(file, out -> out.write(json));
  }

  /** The number of that key. */
  public Optional<Figure> figure(String key) {
    return figures.stream().filter(figure -> figure.key().equals(key)).findFirst();
  }
}
