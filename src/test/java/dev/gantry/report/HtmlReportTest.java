package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final String ATTACK = "<script>alert('1')</script>\"&";
  private static final Pattern REFERENCE =
      Pattern.compile("(?:src|href|action|data|poster)\\s*=\\s*\"([^\"]*)\"");
  private static final Pattern PICTURE = Pattern.compile("data:image/\\w+;base64,([^\"]*)\"");

  @TempDir Path parent;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RunFolder run;

  @BeforeEach
  void makeRun() {
    run = RunFolder.create(parent, "mnist-dcgan");
  }

  @Test
  void emptyFolderHasAPage() throws Exception {
    HtmlReport.write(run);

    assertThat(Files.readString(run.page()))
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>00000-mnist-dcgan")
        .doesNotContain("<img");
  }

  @Test
  void everythingFromFilesIsEscaped() throws Exception {
    Files.writeString(run.config(), "name: " + ATTACK);
    new RunState(RunState.Status.STOPPED, 1, 2, ATTACK, Instant.EPOCH).write(run);
    provenance(ATTACK).write(run);

    HtmlReport.write(run);

    String page = Files.readString(run.page());
    assertThat(page).doesNotContain("<script").doesNotContain("alert('");
    assertThat(page.split(Pattern.quote("&lt;script&gt;alert(&#39;1&#39;)"), -1)).hasSize(5);
  }

  @Test
  void fullPageAsksNothingOfTheNetworkAndHoldsEveryPicture() throws Exception {
    fill();

    HtmlReport.write(run);

    String page = Files.readString(run.page());
    assertThat(REFERENCE.matcher(page).results().map(match -> match.group(1)))
        .isNotEmpty()
        .allMatch(reference -> reference.startsWith("data:image/"));
    assertThat(page).doesNotContain("url(", "@import", "http://", "https://", "<link", "<script");
    List<String> pictures = PICTURE.matcher(page).results().map(this::encoded).toList();
    // The reals, the latest fakes, the film, three in the gallery; charts where there are fonts.
    assertThat(pictures).hasSizeGreaterThanOrEqualTo(6);
    for (String picture : pictures) {
      byte[] bytes = Base64.getDecoder().decode(picture);
      assertThat(ImageIO.read(new ByteArrayInputStream(bytes))).isNotNull();
    }
    assertThat(page)
        .contains("finished", "Generated after 2 kimg", "2 of 2 kimg (100 %)", "machine.cores");
  }

  @Test
  void pageIsTheSameWhenItIsMadeAgain() throws Exception {
    fill();
    HtmlReport.write(run);
    byte[] first = Files.readAllBytes(run.page());

    HtmlReport.write(RunFolder.open(run.path()));

    assertThat(run.page()).hasBinaryContent(first);
  }

  private String encoded(MatchResult match) {
    return match.group(1);
  }

  private void fill() throws Exception {
    Files.writeString(run.config(), "name: mnist-dcgan\n");
    provenance("cpu").write(run);
    new RunState(RunState.Status.FINISHED, 2000, 2000, "", Instant.EPOCH).write(run);
    BufferedImage picture = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
    for (Path file :
        List.of(run.reals(), run.fakesInit(), run.fakes(1000, 1), run.fakes(2000, 1))) {
      Png.write(file, picture, Map.of());
    }
    Film.write(run);
    try (StatsLog log = StatsLog.open(run.stats())) {
      for (int i = 1; i <= 2; i++) {
        log.append(
            new Stats(
                i, i * 1000L, i, 1, 1, 0.5, 0.5, 0, 1, 1, 430, i, 1e-4, 1e-4, 1 << 20, Map.of(),
                0));
      }
    }
  }

  private static Provenance provenance(String cpu) {
    return new Provenance(
        new Provenance.Software("0.1.0", "", "17", "2.18.0"),
        new Provenance.Machine("Linux", cpu, 2, 1, "CPU", ""),
        new Provenance.Data("mnist-5k", "abc", 5000),
        1,
        List.of(cpu),
        Instant.EPOCH);
  }
}
