package dev.gantry.evaluate;

import dev.gantry.error.UserException;
import dev.gantry.metrics.Diversity;
import dev.gantry.metrics.FeatureMoments;
import dev.gantry.metrics.FrechetDistance;
import dev.gantry.metrics.InceptionScore;
import dev.gantry.metrics.KernelDistance;
import dev.gantry.metrics.Manifold;
import dev.gantry.metrics.ManifoldOverlap;
import dev.gantry.metrics.Memorization;
import dev.gantry.metrics.ModeCoverage;
import dev.gantry.metrics.NearestNeighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Each metric as figures.
 *
 * @param reference what generated images are held against
 * @param fakes what the extractor saw in them
 * @param seed of subsets, splits and pairs
 */
record Measures(Reference reference, Observation fakes, long seed) {
  /** What a prediction must be sure of to count as confident. */
  private static final double CONFIDENCE = 0.9;

  List<Figure> of(Metric metric) {
    return switch (metric) {
      case FRECHET -> List.of(frechet(reference.seen().moments(), fakes.moments()));
      case KERNEL -> List.of(kernel());
      case SCORE -> List.of(score());
      case MANIFOLD -> manifold();
      case MEMORIZATION -> memorization();
      case DIVERSITY -> diversity();
      case MODES -> modes();
    };
  }

  private Figure frechet(FeatureMoments reals, FeatureMoments made) {
    Names names = Names.frechet(fakes.extractor());
    return Figure.of(
        names.key(),
        names.title(),
        FrechetDistance.between(reals, made).value(),
        "0 is best; falls with the number of images");
  }

  private Figure kernel() {
    Names names = Names.kernel(fakes.extractor());
    int most = Math.min(reference.seen().features().count(), fakes.features().count());
    KernelDistance.Subsets standard = KernelDistance.Subsets.DEFAULT;
    KernelDistance distance =
        KernelDistance.between(
            reference.seen().features(),
            fakes.features(),
            new KernelDistance.Subsets(
                standard.subsets(), Math.max(2, Math.min(standard.size(), most)), seed));
    return new Figure(
        names.key(),
        names.title(),
        distance.mean(),
        distance.deviation(),
        "0 is best, a little below 0 is 0; mean and deviation over %d subsets of %d"
            .formatted(distance.subsets(), distance.subsetSize()));
  }

  private Figure score() {
    Names names = Names.score(fakes.extractor());
    InceptionScore score =
        InceptionScore.of(fakes.probabilities(), InceptionScore.DEFAULT_SPLITS, seed);
    return new Figure(
        names.key(),
        names.title(),
        score.mean(),
        score.deviation(),
        "1 to %,d, high is good; mean and deviation over %d splits"
            .formatted(fakes.extractor().classes(), score.splits()));
  }

  private List<Figure> manifold() {
    ManifoldOverlap overlap =
        ManifoldOverlap.between(reference.manifold(), Manifold.of(fakes.features()));
    return List.of(
        Figure.of("precision", "precision", overlap.precision(), "share of fakes among reals, k 3"),
        Figure.of("recall", "recall", overlap.recall(), "share of reals among fakes, k 3"),
        Figure.of("density", "density", overlap.density(), "1 for equal sets, k 5"),
        Figure.of("coverage", "coverage", overlap.coverage(), "share of reals met, k 5"));
  }

  private List<Figure> memorization() {
    Memorization found =
        Memorization.of(
            NearestNeighbours.of(fakes.features(), reference.seen().features(), 1),
            reference.within());
    return List.of(
        Figure.of(
            "copies",
            "copies",
            found.copies(),
            "share nearer to a reference image than 99 % of these are to one another; 0.01 is"
                + " chance"),
        Figure.of(
            "nearest_distance",
            "distance to nearest",
            found.fakeDistance(),
            String.format(
                Locale.ROOT, "median; %.4g among the reference images", found.trainingDistance())));
  }

  private List<Figure> diversity() {
    double reals = reference.diversity(seed).similarity();
    double made = Diversity.of(fakes.pictures(), Diversity.DEFAULT_PAIRS, seed).similarity();
    return List.of(
        Figure.of(
            "ms_ssim",
            "MS-SSIM of pairs",
            made,
            String.format(Locale.ROOT, "1 is all alike; %.4g among the reference images", reals)));
  }

  private List<Figure> modes() {
    if (fakes.extractor().inception()) {
      throw new UserException(
          "modes are counted in the classes of the data, which the Inception graph does not know;"
              + " give --extractor with a classifier of them");
    }
    ModeCoverage modes = ModeCoverage.of(fakes.probabilities(), reference.prior(), CONFIDENCE);
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of(
            "modes",
            "classes found",
            modes.found(),
            "of %d; images of each: %s".formatted(modes.histogram().size(), modes.histogram())));
    figures.add(
        Figure.of(
            "mode_divergence",
            "divergence of classes",
            modes.divergence(),
            "Kullback-Leibler from the reference's shares, in nats; 0 is best"));
    figures.add(
        Figure.of(
            "confident",
            "confident",
            modes.confident(),
            "share that the classifier is at least 90 % sure of"));
    figures.addAll(histogram(modes, reference.prior(), fakes.probabilities().count()));
    return figures;
  }

  /** How often each class of the reference is made. */
  private static List<Figure> histogram(ModeCoverage modes, double[] prior, int images) {
    List<Figure> figures = new ArrayList<>();
    for (int label = 0; label < prior.length; label++) {
      if (prior[label] > 0) {
        figures.add(
            Figure.of(
                Figure.CLASS_PREFIX + label,
                "images of class " + label,
                modes.histogram().get(label) / (images * prior[label]),
                "times as often as in the reference; 1 is best"));
      }
    }
    return figures;
  }

  /** The numbers of each class that was asked for. */
  List<ClassFigures> perClass() {
    List<ClassFigures> all = new ArrayList<>();
    for (int label = 0; label < fakes.classMoments().size(); label++) {
      all.add(ofClass(label));
    }
    return all;
  }

  private ClassFigures ofClass(int label) {
    List<Figure> figures = new ArrayList<>();
    FeatureMoments made = fakes.classMoments().get(label);
    List<FeatureMoments> reals = reference.seen().classMoments();
    if (label < reals.size() && reals.get(label).count() > 1 && made.count() > 1) {
      figures.add(frechet(reals.get(label), made));
    }
    if (fakes.extractor().classes() == fakes.classes().size()) {
      figures.add(agreement(label));
    }
    return new ClassFigures(fakes.classes().get(label), (int) made.count(), figures);
  }

  private Figure agreement(int label) {
    int asked = 0;
    int right = 0;
    for (int i = 0; i < fakes.labels().length; i++) {
      if (fakes.labels()[i] == label) {
        asked++;
        right += fakes.probabilities().largest(i) == label ? 1 : 0;
      }
    }
    return Figure.of(
        "agreement",
        "agreement",
        asked == 0 ? 0 : right / (double) asked,
        "share that the classifier takes for the class that was asked for");
  }
}
