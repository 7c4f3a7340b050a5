package dev.gantry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Generator;
import dev.gantry.model.Latents;
import dev.gantry.serve.PrincipalDirections.Direction;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The explorer's page in a real Chromium; skipped where there is none. */
class ExplorerPageTest {
  private static final int LATENT = 4;
  private static final List<String> CLASSES = List.of("round", "square", "striped");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir static Path downloads;
  @TempDir static Path exports;
  private static ChromeDriver browser;

  private ExplorerFixture server;

  @BeforeAll
  static void openBrowser() {
    Optional<Path> chromium = onPath("chromium");
    Optional<Path> driver = onPath("chromedriver");
    assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "the page is not tried: there is no chromium and chromedriver on PATH");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.orElseThrow().toString());
    // A container's root has no sandbox to offer, and little shared memory.
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900");
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", downloads.toString()));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow().toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    server = new ExplorerFixture(model(CLASSES));
    browser.manage().logs().get(LogType.BROWSER);
  }

  @AfterEach
  void stopServer() {
    browser.get("about:blank");
    server.close();
  }

  private static ExplorerFixture.Model model(List<String> classes) {
    List<Direction> directions =
        List.of(
            new Direction(new float[] {0, 1, 0, 0}, 1, 0.5),
            new Direction(new float[] {1, 0, 0, 0}, 1, 0.25));
    return new ExplorerFixture.Model(
        "tiny", LATENT, classes, new int[] {8, 8, 3}, directions, ExplorerPageTest::paint);
  }

  /** Every latent and label has another picture. */
  private static BufferedImage paint(float[] z, int label) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      int level = (int) (127 + 40 * z[i % LATENT]) & 0xff;
      image.setRGB(i % 8, i / 8, level << 16 | (i * 3) << 8 | (label + 1) * 50);
    }
    return image;
  }

  private void open(String hash) {
    open(server.uri().toString(), hash);
  }

  private static void open(String page, String hash) {
    // Of two addresses that differ by their hash alone only the first is loaded.
    browser.get("about:blank");
    browser.get(page + hash);
    await("the first picture", () -> picture().startsWith("data:image/png"));
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(end);
      sleep(20);
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WebElement element(String id) {
    return browser.findElement(By.id(id));
  }

  private static String picture() {
    return String.valueOf(element("picture").getDomAttribute("src"));
  }

  private static void type(CharSequence... keys) {
    new Actions(browser).sendKeys(keys).perform();
  }

  private boolean askedFor(float[] z, int label) {
    return server.rows().stream()
        .anyMatch(row -> row.label() == label && Arrays.equals(row.z(), z));
  }

  private static String focused() {
    return String.valueOf(
        browser.executeScript(
            "const at = document.activeElement; return at.id || at.textContent.trim()"));
  }

  @Test
  void theRealServerShowsThePictureThatTheModelMakes() throws IOException {
    Path model = ServedModel.export(Snapshots.oneHotDcgan(), exports);
    try (ServedModel served = new ServedModel.Options(model).start();
        Generator generator = Generator.open(model)) {
      open(served.server.uri().toString(), "#seed=7&class=2");
      assertThat(element("caption").getText()).isEqualTo("Seed 7 · class owl");
      byte[] file = Base64.getDecoder().decode(picture().split(",", 2)[1]);
      BufferedImage shown = ImageIO.read(new ByteArrayInputStream(file));
      BufferedImage expected = generator.generate(7, 1, "owl").get(0);
      for (int i = 0; i < 64; i++) {
        assertThat(shown.getRaster().getSample(i % 8, i / 8, 0))
            .isEqualTo(expected.getRaster().getSample(i % 8, i / 8, 0));
      }
      // Nothing of it is asked for while the server ends.
      browser.get("about:blank");
    }
  }

  @Test
  void thePictureOfTheSeedInTheLinkAppearsFirst() {
    open("#seed=7&class=2");
    ExplorerFixture.Row first = server.rows().get(0);
    assertThat(first.z()).containsExactly(Latents.normal(7, 1, LATENT));
    assertThat(first.label()).isEqualTo(2);
    assertThat(element("name").getText()).isEqualTo("tiny");
    assertThat(element("caption").getText()).isEqualTo("Seed 7 · class striped");
  }

  @Test
  void aSliderMovesTheLatentAlongItsDirectionAndKeyZeroPutsItBack() {
    open("#seed=1");
    String before = picture();
    WebElement slider = element("direction-0");
    slider.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    float[] z = Latents.normal(1, 1, LATENT);
    float[] moved = z.clone();
    moved[1] = (float) (z[1] + 0.2);
    await("the moved latent", () -> near(moved));
    await("another picture", () -> !picture().equals(before));
    slider.sendKeys("0");
    await("the first picture again", () -> picture().equals(before));
  }

  private boolean near(float[] z) {
    return server.rows().stream()
        .anyMatch(
            row -> {
              double apart = 0;
              for (int i = 0; i < z.length; i++) {
                apart = Math.max(apart, Math.abs(row.z()[i] - z[i]));
              }
              return apart < 1e-6;
            });
  }

  @Test
  void ofManyMovesTheLastOneIsShownThoughTheServerIsSlow() {
    server.delay(60);
    open("#seed=1");
    element("direction-0").sendKeys(Keys.ARROW_RIGHT.toString().repeat(30));
    element("direction-0").sendKeys("0");
    element("direction-1").sendKeys(Keys.END);
    await(
        "the last move",
        () ->
            element("caption").getText().equals("Seed 1 · class round · moved along 1 direction"));
    sleep(300);
    String shown = picture();
    open("#seed=1&move=0,3");
    assertThat(picture()).isEqualTo(shown);
  }

  @Test
  void aClassButtonChangesTheLabelAndArrowKeysGoOn() {
    open("#seed=1");
    browser.findElements(By.cssSelector("#classes button")).get(1).click();
    await("label 1", () -> askedFor(Latents.normal(1, 1, LATENT), 1));
    type(Keys.ARROW_RIGHT);
    await("label 2", () -> askedFor(Latents.normal(1, 1, LATENT), 2));
    assertThat(focused()).isEqualTo("striped");
    await("the link", () -> browser.getCurrentUrl().endsWith("#seed=1&class=2"));
  }

  @Test
  void theSeedBoxAndTheKeysGoToSeeds() {
    open("");
    WebElement box = element("seed");
    box.clear();
    box.sendKeys("123");
    await("seed 123", () -> element("caption").getText().startsWith("Seed 123 "));
    element("next").click();
    await("seed 124", () -> element("caption").getText().startsWith("Seed 124 "));
    type("b", "b");
    await("seed 122", () -> element("caption").getText().startsWith("Seed 122 "));
    browser.findElements(By.cssSelector("#neighbours button")).get(0).click();
    await("seed 112", () -> element("caption").getText().startsWith("Seed 112 "));
  }

  @Test
  void theWalkMovesAndStandsStillWithFewRequestsAtATime() {
    open("#seed=3");
    sleep(600);
    type(Keys.SPACE);
    await("a walk", () -> element("caption").getText().contains(" to "));
    String first = picture();
    await("its next frame", () -> !picture().equals(first));
    type(Keys.SPACE);
    assertThat(element("play").getDomAttribute("aria-pressed")).isEqualTo("false");
    String last = picture();
    sleep(400);
    assertThat(picture()).isEqualTo(last);
    assertThat(server.mostFlying()).isLessThanOrEqualTo(3);
    await("the link", () -> browser.getCurrentUrl().contains("&to="));
  }

  @Test
  void theDownloadIsThePictureAsPngNamedByWhatItShows() throws IOException {
    open("#seed=9&class=1");
    element("download").click();
    Path file = downloads.resolve("tiny-v3-seed9-classsquare.png");
    await("the file", () -> Files.exists(file));
    BufferedImage found = ImageIO.read(file.toFile());
    BufferedImage expected = paint(Latents.normal(9, 1, LATENT), 1);
    assertThat(found.getRGB(0, 0, 8, 8, null, 0, 8))
        .containsExactly(expected.getRGB(0, 0, 8, 8, null, 0, 8));
  }

  @Test
  void aServerThatRefusesIsReportedAndThePageRecovers() {
    open("#seed=1");
    server.failing(true);
    element("next").click();
    await("a message", () -> element("alert").isDisplayed());
    assertThat(element("alert-text").getText()).contains("the queue is full");
    server.failing(false);
    await("recovery", () -> !element("alert").isDisplayed());
    await("the picture", () -> element("caption").getText().startsWith("Seed 2 "));
  }

  @Test
  void aServerThatIsGoneIsReportedAndThePageRecoversWhenItIsBack() throws IOException {
    open("#seed=1");
    int port = server.uri().getPort();
    server.close();
    element("next").click();
    await("a message", () -> element("alert").isDisplayed());
    assertThat(element("alert-text").getText()).startsWith("The server does not answer.");
    server = new ExplorerFixture(model(CLASSES), port);
    await("recovery", () -> !element("alert").isDisplayed());
    await("the picture", () -> element("caption").getText().startsWith("Seed 2 "));
  }

  @Test
  void aModelWithoutClassesIsAskedWithoutLabels() throws IOException {
    server.close();
    server = new ExplorerFixture(model(List.of()));
    open("#seed=1");
    assertThat(element("classes-panel").isDisplayed()).isFalse();
    assertThat(server.rows()).extracting(ExplorerFixture.Row::label).containsOnly(-1);
  }

  @Test
  void aModelWithoutLatentsIsSaidToBeNoneToExplore() {
    server.generator(false);
    browser.get(server.uri().toString());
    await("a message", () -> element("alert").isDisplayed());
    assertThat(element("alert-text").getText())
        .isEqualTo(
            "There is nothing to explore here: the model enlarges pictures and takes no latents");
    server.generator(true);
    await("a picture", () -> element("picture").isDisplayed());
  }

  @Test
  void directionsThatAreFoundLaterAppearWhenTheyAre() {
    server.pending(true);
    open("#seed=1&move=1,0");
    assertThat(browser.findElements(By.cssSelector(".direction"))).isEmpty();
    server.pending(false);
    await("sliders", () -> browser.findElements(By.cssSelector(".direction")).size() == 2);
    assertThat(element("direction-0").getDomProperty("value")).isEqualTo("1");
  }

  @Test
  void tabReachesEveryControlInTheOrderOfThePage() {
    open("#seed=1");
    StringBuilder order = new StringBuilder();
    browser.executeScript("document.activeElement.blur()");
    for (int i = 0; i < 17; i++) {
      type(Keys.TAB);
      order.append(focused()).append(' ');
    }
    assertThat(order.toString().toLowerCase(Locale.ROOT))
        .startsWith(
            "help-open previous seed next random play speed download link round reset"
                + " direction-0 direction-1 earlier later 1 ");
  }

  @Test
  void nothingIsLoggedAndNoRequestLeavesTheServer() {
    open("#seed=1");
    type("r");
    type("?");
    await("the list of keys", () -> element("help").isDisplayed());
    type(Keys.ESCAPE);
    sleep(600);
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    Object foreign =
        browser.executeScript(
            "return performance.getEntriesByType('resource').map(e => e.name).filter(name =>"
                + " !name.startsWith(location.origin) && !name.startsWith('data:'))");
    assertThat(foreign).isEqualTo(List.of());
  }

  @Test
  void aNarrowPageDoesNotScrollSideways() {
    open("#seed=1");
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
    try {
      assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
          .isEqualTo(360L);
    } finally {
      browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }
}
