package dev.gantry.explore;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import dev.gantry.error.Check;
import dev.gantry.export.Trust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Finds the latents of pictures in a loaded model. For one thread. */
public final class Projector implements AutoCloseable {
  private static final int ROWS_AT_A_TIME = 64;
  private static final int VALUES_AT_A_TIME = 1 << 20;

  private final Generator generator;
  private final LatentGradient gradient;

  private Projector(Generator generator, LatentGradient gradient) {
    this.generator = generator;
    this.gradient = gradient;
  }

  /**
   * Loads a model.
   *
   * @param version the folder of one version, {@code savedmodels/NAME/VERSION}
   * @param trust what its graph may do
   * @throws dev.gantry.error.UserException if it is none, is damaged, or cannot be derived
   */
  public static Projector open(Path version, Trust trust) {
    Generator generator = Generator.open(version, trust);
    try {
      return new Projector(generator, LatentGradient.load(version));
    } catch (RuntimeException e) {
      generator.close();
      throw e;
    }
  }

  /** The images of a latent, of one class where the model has classes. */
  LatentDecoder decoder(int label) {
    return labels().isEmpty() ? LatentDecoder.of(generator) : LatentDecoder.of(generator, label);
  }

  /** Names of the model's classes; empty where it has none. */
  public List<String> labels() {
    return generator.labels();
  }

  /** Size and channels of the pictures that are to be given. */
  public ImageDimensions image() {
    return LatentDecoder.of(generator).image();
  }

  /** Hears how far the searches are. */
  public interface Progress {
    /** So many steps of all searches are done. */
    void moved(long steps, long total);
  }

  /**
   * Searches.
   *
   * @param task pictures of the size that {@link #image} says, with labels of this model
   * @return one for each picture, in their order
   */
  public List<Projection> project(ProjectionTask task, Progress progress) {
    Check.that(
        task.labels().isEmpty() == labels().isEmpty(),
        "%d labels for a model of %d classes".formatted(task.labels().size(), labels().size()));
    List<SearchBatch.Search> searches = searches(task);
    LatentSearch how = task.how();
    int rows = Math.min(ROWS_AT_A_TIME, Math.max(1, VALUES_AT_A_TIME / image().bytes()));
    long steps = (long) ((searches.size() + rows - 1) / rows) * how.steps();
    List<float[]> pictures = List.copyOf(task.pictures().values());
    List<SearchBatch.Found> found = new ArrayList<>();
    for (int first = 0; first < searches.size(); first += rows) {
      long done = (long) first / rows * how.steps();
      List<SearchBatch.Search> together =
          searches.subList(first, Math.min(searches.size(), first + rows));
      found.addAll(
          new SearchBatch(gradient, LatentDecoder.of(generator), how, together)
              .run(pictures, step -> progress.moved(done + step, steps)));
    }
    return best(List.copyOf(task.pictures().keySet()), found);
  }

  private static List<SearchBatch.Search> searches(ProjectionTask task) {
    List<SearchBatch.Search> searches = new ArrayList<>();
    for (int picture = 0; picture < task.pictures().size(); picture++) {
      for (int label : task.labels().isEmpty() ? List.of(0) : task.labels()) {
        for (int restart = 0; restart < task.how().restarts(); restart++) {
          searches.add(new SearchBatch.Search(picture, label, restart));
        }
      }
    }
    return searches;
  }

  private List<Projection> best(List<String> names, List<SearchBatch.Found> found) {
    return IntStream.range(0, names.size())
        .mapToObj(
            picture ->
                projection(
                    names.get(picture),
                    found.stream().filter(f -> f.search().picture() == picture).toList()))
        .toList();
  }

  private Projection projection(String name, List<SearchBatch.Found> found) {
    SearchBatch.Found best =
        found.stream().min(Comparator.comparingDouble(SearchBatch.Found::loss)).orElseThrow();
    int label = best.search().label();
    List<Float> latent = new ArrayList<>();
    for (float value : best.z()) {
      latent.add(value);
    }
    List<Double> restarts =
        found.stream()
            .filter(f -> f.search().label() == label)
            .map(SearchBatch.Found::error)
            .toList();
    return new Projection(
        name,
        label,
        labels().isEmpty() ? "" : labels().get(label),
        best.error(),
        Projection.psnr(best.error()),
        found.stream().mapToDouble(SearchBatch.Found::startError).min().orElseThrow(),
        restarts,
        classErrors(found),
        LatentPath.norm(best.z()),
        latent);
  }

  private Map<String, Double> classErrors(List<SearchBatch.Found> found) {
    Map<String, Double> errors = new LinkedHashMap<>();
    if (!labels().isEmpty()) {
      found.forEach(f -> errors.merge(labels().get(f.search().label()), f.error(), Math::min));
    }
    return errors;
  }

  @Override
  public void close() {
    try (generator) {
      gradient.close();
    }
  }
}
