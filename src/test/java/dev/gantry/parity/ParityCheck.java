package dev.gantry.parity;

import dev.gantry.parity.ParityCase.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Holds one run of Gantry against a parity case. Errors and limits are relative, of a loss to the
 * largest that it has in the case: the mean of scores of both signs may come near 0 by chance.
 *
 * <ul>
 *   <li>First iteration: losses and every gradient within {@value #FIRST_STEP}, a gradient by its
 *       largest error over its largest element.
 *   <li>Every iteration: losses within {@value #EVERY_STEP}, and within {@value #SPREADS} times the
 *       largest spread that PyTorch has had against itself so far. One pair of runs is one draw of
 *       the rounding and may agree to the bit, so that the spread counts as {@link #ROUNDING} at
 *       least.
 *   <li>At the end: every variable and average within {@value #CHANGE} of what it has changed by.
 *       Losses do not depend on the moving statistics or averages, so only this would show a
 *       mistake in them.
 * </ul>
 *
 * <p>A gradient that vanishes but for rounding, as that of a bias before batch norm, is 0 in the
 * case. Gantry's may be within {@value #FIRST_STEP} of the network's largest, and where an
 * optimizer takes the variable by such gradients is not compared.
 *
 * <p>Where PyTorch differs from itself by more than that, as it does at full width ({@code
 * scripts/parity/case.py} says why), the limit is {@value #SPREADS} times its spread.
 */
final class ParityCheck {
  static final double FIRST_STEP = 1e-5;
  static final double EVERY_STEP = 1e-3;
  static final double SPREADS = 3;
  static final double CHANGE = 1e-3;

  /** Four units in the last place. */
  static final double ROUNDING = Math.scalb(1.0, -21);

  private final ParityCase expected;
  private final List<String> violations = new ArrayList<>();
  private double spread = ROUNDING;

  private ParityCheck(ParityCase expected) {
    this.expected = expected;
  }

  /** Runs the whole case and returns a line for each number that is too far off. */
  static List<String> violations(ParityCase expected, GantrySteps gantry) {
    ParityCheck check = new ParityCheck(expected);
    check.run(gantry);
    return check.violations;
  }

  private void run(GantrySteps gantry) {
    gantry.assign(expected.start());
    for (ParityCase.Iteration iteration : expected.iterations()) {
      GantrySteps.Outcome outcome = gantry.step(iteration);
      if (iteration.index() == 0) {
        checkFirst(iteration.losses(), outcome);
      }
      checkLosses(iteration.index(), iteration.losses(), outcome);
    }
    checkChanges("variable", expected.finals(), gantry.variables());
    checkChanges("average", expected.averages(), gantry.averages());
  }

  private void checkFirst(Losses losses, GantrySteps.Outcome outcome) {
    near("first d-loss", losses.d(), outcome.dLoss(), scale(Losses::d), FIRST_STEP);
    near("first g-loss", losses.g(), outcome.gLoss(), scale(Losses::g), FIRST_STEP);
    sameNames("gradient", expected.gradients(), outcome.gradients());
    expected
        .gradients()
        .forEach(
            (name, gradient) ->
                checkGradient(
                    name, gradient, outcome.gradients().getOrDefault(name, new float[0])));
  }

  private void checkGradient(String name, float[] gradient, float[] found) {
    double error = largestError(gradient, found);
    if (vanishes(name)) {
      limit("vanishing gradient of " + name, error / largestOfNetwork(name), FIRST_STEP);
    } else {
      double allowed = Math.max(FIRST_STEP, SPREADS * expected.gradientSpread());
      limit("gradient of " + name, error / largest(gradient), allowed);
    }
  }

  private boolean vanishes(String name) {
    float[] gradient = expected.gradients().get(name);
    return gradient != null && largest(gradient) == 0;
  }

  /** Of the network that a variable belongs to. */
  private double largestOfNetwork(String name) {
    String network = name.substring(0, name.indexOf('/') + 1);
    return expected.gradients().entrySet().stream()
        .filter(gradient -> gradient.getKey().startsWith(network))
        .mapToDouble(gradient -> largest(gradient.getValue()))
        .max()
        .orElseThrow();
  }

  private void checkLosses(int step, Losses losses, GantrySteps.Outcome outcome) {
    spread = Math.max(spread, losses.dSpread() / scale(Losses::d));
    spread = Math.max(spread, losses.gSpread() / scale(Losses::g));
    double allowed = Math.min(SPREADS * spread, Math.max(EVERY_STEP, spread));
    near("d-loss of step " + step, losses.d(), outcome.dLoss(), scale(Losses::d), allowed);
    near("g-loss of step " + step, losses.g(), outcome.gLoss(), scale(Losses::g), allowed);
    double loose = Math.max(EVERY_STEP, SPREADS * spread);
    near("D(x) of step " + step, losses.dReal(), outcome.dReal(), scale(Losses::dReal), loose);
    near("D(G(z)) of step " + step, losses.dFake(), outcome.dFake(), scale(Losses::dFake), loose);
  }

  /** The largest size that a number has in the case. */
  private double scale(ToDoubleFunction<Losses> number) {
    return expected.iterations().stream()
        .mapToDouble(iteration -> Math.abs(number.applyAsDouble(iteration.losses())))
        .max()
        .orElseThrow();
  }

  private void checkChanges(String what, Map<String, float[]> wanted, Map<String, float[]> found) {
    double allowed = Math.max(CHANGE, SPREADS * expected.finalSpread());
    sameNames(what, wanted, found);
    wanted.forEach(
        (name, end) -> {
          if (!vanishes(name)) {
            double change = distance(end, expected.start().get(name));
            double error = distance(end, found.getOrDefault(name, new float[0]));
            // What never changes, as a reference batch, is the same to the last places.
            double rounding = ROUNDING * distance(end, new float[end.length]);
            limit(
                "final " + what + " " + name,
                error / Math.max(change, rounding / allowed),
                allowed);
          }
        });
  }

  private void sameNames(String what, Map<String, float[]> wanted, Map<String, float[]> found) {
    Set<String> names = wanted.keySet();
    if (!names.equals(found.keySet())) {
      violations.add("the names of every %s are %s, not %s".formatted(what, found.keySet(), names));
    }
  }

  private void near(String what, double wanted, double found, double scale, double allowed) {
    limit(
        "%s is %s, not %s".formatted(what, found, wanted),
        Math.abs(found - wanted) / scale,
        allowed);
  }

  /** A NaN is beyond every limit. */
  private void limit(String what, double error, double allowed) {
    if (!(error <= allowed)) {
      violations.add(
          String.format(
              Locale.ROOT, "%s: off by %.2g of it; allowed is %.2g", what, error, allowed));
    }
  }

  /** Largest difference of two elements; infinite where the sizes differ. */
  private static double largestError(float[] wanted, float[] found) {
    if (wanted.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double error = 0;
    for (int i = 0; i < wanted.length; i++) {
      error = Math.max(error, Math.abs((double) found[i] - wanted[i]));
    }
    return error;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Euclidean; infinite where the sizes differ. */
  private static double distance(float[] a, float[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
