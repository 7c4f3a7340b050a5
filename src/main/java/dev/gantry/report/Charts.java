package dev.gantry.report;

import dev.gantry.error.Check;
import dev.gantry.error.RunException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves, above all those of a run over images shown, in pixels at twice the density of a common
 * screen. Lines of more than 1,000 points are means of neighbours. Stateless, so thread-safe.
 */
public final class Charts {
  /** What the axis of a run's curves counts. */
  public static final String KIMG = "thousands of images shown (kimg)";

  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int DENSITY = 2;
  private static final int MAX_POINTS = 1000;
  private static final double LOGARITHMIC_FROM_RATIO = 100;

  /** Of Okabe and Ito, which the colour-blind tell apart. */
  private static final Color[] COLORS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0xe69f00),
    new Color(0x56b4e9),
    new Color(0x222222)
  };

  /** Curves of one chart: as many as there are colours. */
  static final int MOST_CURVES = COLORS.length;

  private static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xdddddd);

  private static final List<Plot> PLOTS =
      List.of(
          new Plot(
              "losses",
              "Losses",
              List.of(new Line("D", Stats::dLoss), new Line("G", Stats::gLoss)),
              Scale.LINEAR),
          new Plot(
              "discriminator",
              "What D takes for real (mean probability)",
              List.of(
                  new Line("real images: D(x)", Stats::dReal),
                  new Line("generated: D(G(z))", Stats::dFake)),
              Scale.PROBABILITY),
          new Plot(
              "gradients",
              "Gradient norms",
              List.of(new Line("D", Stats::dGradNorm), new Line("G", Stats::gGradNorm)),
              Scale.AS_NEEDED),
          new Plot(
              "speed",
              "Images a second",
              List.of(new Line("img/s", Stats::imagesPerSecond)),
              Scale.FROM_ZERO));

  private Charts() {}

  /**
   * A drawn chart.
   *
   * @param name in lower case, for a file's name, such as {@code losses}
   * @param title as it stands above the curves
   * @param image 1280 × 640 pixels, to be shown at half
   */
  public record Chart(String name, String title, BufferedImage image) {}

  /**
   * A curve of a chart.
   *
   * @param name in the legend; no other curve of the chart has it
   * @param x ascending
   * @param y as many as x
   */
  public record Curve(String name, List<Double> x, List<Double> y) {
    /** Copies the lists. */
    public Curve {
      x = List.copyOf(x);
      y = List.copyOf(y);
      Check.that(x.size() == y.size(), "%d and %d values of a curve".formatted(x.size(), y.size()));
    }
  }

  /**
   * A dot of a scatter chart.
   *
   * @param x a number, or the place in a list of categories
   */
  public record Dot(double x, double y) {}

  private record Plot(String name, String title, List<Line> lines, Scale scale) {}

  private record Line(String name, ToDoubleFunction<Stats> value) {}

  private record Points(List<Double> x, List<Double> y) {}

  private enum Scale {
    LINEAR,
    PROBABILITY,
    FROM_ZERO,
    /** Logarithmic where values differ by a factor of 100 or more. */
    AS_NEEDED
  }

  /**
   * Draws what can be drawn: values that are not finite are left out, and so are charts without two
   * points.
   *
   * @param stats in the order of training
   * @throws RunException if the machine has no fonts
   */
  public static List<Chart> of(List<Stats> stats) {
    requireFonts();
    return PLOTS.stream()
        .filter(plot -> plot.lines().stream().anyMatch(line -> points(stats, line).x().size() > 1))
        .map(plot -> new Chart(plot.name(), plot.title(), draw(plot, stats)))
        .toList();
  }

  /**
   * Draws curves in one chart. Values that are not finite are left out, and so is a curve without
   * any; the scale is logarithmic where values differ by a factor of 100 or more.
   *
   * @param name as {@link Chart} has it
   * @param xTitle what the values along the axis are
   * @param curves at most 7
   * @throws RunException if the machine has no fonts
   */
  public static Chart of(String name, String title, String xTitle, List<Curve> curves) {
    Check.range("curves", curves.size(), 1, MOST_CURVES);
    requireFonts();
    XYChart chart = blank(title, xTitle);
    List<Points> drawn = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Points points = thinned(finite(curves.get(i)));
      if (!points.x().isEmpty()) {
        add(chart, curves.get(i).name(), points, COLORS[i]);
        drawn.add(points);
      }
    }
    chart.getStyler().setLegendVisible(curves.size() > 1);
    chart.getStyler().setYAxisDecimalPattern("#,##0.#####");
    scale(chart.getStyler(), Scale.AS_NEEDED, drawn);
    return new Chart(name, title, paint(chart));
  }

  /**
   * Draws dots over an axis of numbers. The scale of the other axis is logarithmic where values
   * differ by a factor of 100 or more.
   *
   * @param name as {@link Chart} has it
   * @param xTitle what the values along the axis are
   * @param logarithmic whether equal factors are equally far apart along it
   * @param dots at least one, finite; above 0 along a logarithmic axis
   * @throws RunException if the machine has no fonts
   */
  public static Chart scatter(
      String name, String title, String xTitle, boolean logarithmic, List<Dot> dots) {
    requireFonts();
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    chart.setXAxisTitle(xTitle);
    style(chart.getStyler());
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    chart.getStyler().setXAxisLogarithmic(logarithmic).setLegendVisible(false);
    chart.getStyler().setXAxisDecimalPattern("0.######");
    Points points =
        new Points(dots.stream().map(Dot::x).toList(), dots.stream().map(Dot::y).toList());
    XYSeries series = chart.addSeries(name, points.x(), points.y());
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(COLORS[0]);
    scaleDots(chart.getStyler(), dots);
    return new Chart(name, title, paint(chart));
  }

  /**
   * Draws dots over words.
   *
   * @param name as {@link Chart} has it
   * @param xTitle what the words are
   * @param categories along the axis
   * @param dots at least one, finite; each with the place of its word as x
   * @throws RunException if the machine has no fonts
   */
  public static Chart scatter(
      String name, String title, String xTitle, List<String> categories, List<Dot> dots) {
    requireFonts();
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    chart.setXAxisTitle(xTitle);
    style(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Scatter);
    // A series has one dot a category, and stands beside the others unless told otherwise.
    chart.getStyler().setOverlapped(true);
    List<Dot> left = new ArrayList<>(dots);
    while (!left.isEmpty()) {
      addLayer(chart, categories, left);
    }
    scaleDots(chart.getStyler(), dots);
    return new Chart(name, title, paint(chart));
  }

  /** Takes the first dot of each category. */
  private static void addLayer(CategoryChart chart, List<String> categories, List<Dot> left) {
    List<@Nullable Double> layer = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      int place = i;
      Optional<Dot> first = left.stream().filter(dot -> dot.x() == place).findFirst();
      layer.add(first.map(Dot::y).orElse(null));
      first.ifPresent(left::remove);
    }
    chart
        .addSeries("dots " + left.size(), categories, layer)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(COLORS[0]);
  }

  private static void scaleDots(AxesChartStyler styler, List<Dot> dots) {
    styler.setYAxisDecimalPattern("#,##0.#####");
    double low = dots.stream().mapToDouble(Dot::y).min().orElse(0);
    double high = dots.stream().mapToDouble(Dot::y).max().orElse(0);
    boolean logarithmic = low > 0 && high / low >= LOGARITHMIC_FROM_RATIO;
    styler.setYAxisLogarithmic(logarithmic);
    if (!logarithmic) {
      // So that no dot is cut by the edge, and that one alone has an axis.
      double margin = high > low ? 0.08 * (high - low) : Math.max(1e-3, Math.abs(high) * 0.1);
      styler.setYAxisMin(low - margin).setYAxisMax(high + margin);
    }
  }

  private static Points finite(Curve curve) {
    int[] finite =
        IntStream.range(0, curve.x().size())
            .filter(i -> Double.isFinite(curve.x().get(i)) && Double.isFinite(curve.y().get(i)))
            .toArray();
    return new Points(
        Arrays.stream(finite).mapToObj(curve.x()::get).toList(),
        Arrays.stream(finite).mapToObj(curve.y()::get).toList());
  }

  /**
   * A Java without the system's font libraries fails in one of several errors at the first word
   * that is drawn.
   */
  private static void requireFonts() {
    try {
      font(Font.PLAIN, 12).getStringBounds("0", new FontRenderContext(null, true, true));
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new RunException(
          "charts cannot be drawn: this machine has no fonts for Java; install fontconfig and a"
              + " font such as DejaVu",
          e);
    }
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static BufferedImage draw(Plot plot, List<Stats> stats) {
    XYChart chart = blank(plot.title(), KIMG);
    List<Points> drawn = new ArrayList<>();
    for (int i = 0; i < plot.lines().size(); i++) {
      Points points = points(stats, plot.lines().get(i));
      if (!points.x().isEmpty()) {
        add(chart, plot.lines().get(i).name(), points, COLORS[i]);
        drawn.add(points);
      }
    }
    chart.getStyler().setLegendVisible(plot.lines().size() > 1);
    scale(chart.getStyler(), plot.scale(), drawn);
    return paint(chart);
  }

  private static XYChart blank(String title, String xTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .theme(Styler.ChartTheme.XChart)
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisMin(0.0);
    return chart;
  }

  private static void add(XYChart chart, String name, Points points, Color color) {
    XYSeries series = chart.addSeries(name, uneven(points.x()), points.y());
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  /**
   * XChart puts the ticks of equally spaced values on those values (5.12, 30.72, ...); with the
   * first moved by a hundredth of the spacing, too little to see, it chooses round numbers.
   */
  private static List<Double> uneven(List<Double> x) {
    List<Double> moved = new ArrayList<>(x);
    if (x.size() > 1) {
      moved.set(0, x.get(0) + 0.01 * (x.get(1) - x.get(0)));
    }
    return moved;
  }

  private static void style(AxesChartStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setChartTitleFont(font(Font.BOLD, 15));
    styler.setLegendFont(font(Font.PLAIN, 13));
    styler.setAxisTitleFont(font(Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    styler.setChartFontColor(INK);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleBoxVisible(false);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setXAxisDecimalPattern("#,##0.###");
  }

  private static void scale(XYStyler styler, Scale scale, List<Points> drawn) {
    switch (scale) {
      case LINEAR -> styler.setYAxisDecimalPattern("#,##0.###");
      case PROBABILITY -> styler.setYAxisMin(0.0).setYAxisMax(1.0);
      case FROM_ZERO -> styler.setYAxisMin(0.0).setYAxisDecimalPattern("#,##0.#");
      case AS_NEEDED -> {
        double low = values(drawn).min().orElse(0);
        double high = values(drawn).max().orElse(0);
        styler.setYAxisLogarithmic(low > 0 && high / low >= LOGARITHMIC_FROM_RATIO);
      }
    }
  }

  private static DoubleStream values(List<Points> drawn) {
    return drawn.stream().flatMap(points -> points.y().stream()).mapToDouble(Double::doubleValue);
  }

  private static Points points(List<Stats> stats, Line line) {
    List<Stats> finite =
        stats.stream().filter(s -> Double.isFinite(line.value().applyAsDouble(s))).toList();
    return thinned(
        new Points(
            finite.stream().map(Stats::kimg).toList(),
            finite.stream().map(s -> line.value().applyAsDouble(s)).toList()));
  }

  /** Means of equal runs of neighbours where there are too many. */
  private static Points thinned(Points all) {
    int count = all.x().size();
    int stride = Math.max(1, (count + MAX_POINTS - 1) / MAX_POINTS);
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int start = 0; start < count; start += stride) {
      int end = Math.min(count, start + stride);
      x.add(mean(all.x().subList(start, end)));
      y.add(mean(all.y().subList(start, end)));
    }
    return new Points(x, y);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static BufferedImage paint(org.knowm.xchart.internal.chartpart.Chart<?, ?> chart) {
    BufferedImage image =
        new BufferedImage(WIDTH * DENSITY, HEIGHT * DENSITY, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return image;
  }
}
