package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.Options;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DcganBlocksTest {
  @ParameterizedTest
  @CsvSource({"8, 4, 1", "16, 4, 2", "28, 7, 2", "32, 4, 3", "48, 6, 3", "64, 4, 4", "80, 5, 4"})
  void sizesHalveDownToTheirBase(int size, int base, int halvings) {
    assertThatCode(() -> DcganGenerator.defaults().checkSize(size)).doesNotThrowAnyException();
    assertThatCode(() -> DcganDiscriminator.defaults().checkSize(size)).doesNotThrowAnyException();
    assertThat(DcganBlocks.base(size)).isEqualTo(base);
    assertThat(DcganBlocks.halvings(size)).isEqualTo(halvings);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 18, 27, 30, 44, 100})
  void sizesThatDoNotFitAreRefusedWithSomeThatDo(int size) {
    String message =
        "data.size %d does not halve down to 4 to 8 pixels for dcgan; use 16, 28, 32, 48, 64 or another such size"
            .formatted(size);
    assertThatThrownBy(() -> DcganGenerator.defaults().checkSize(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> DcganDiscriminator.defaults().checkSize(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void channelsDoubleInwardUnlessGiven() {
    assertThat(DcganBlocks.widths(64, 3, List.of())).containsExactly(3, 6, 12, 24);
    assertThat(DcganBlocks.widths(32, 3, List.of(32, 64, 128))).containsExactly(32, 64, 128);
  }

  @Test
  void asManyWidthsAsHalvingsAreAskedFor() {
    DcganGenerator generator = Options.with(DcganGenerator.defaults(), "widths", List.of(32, 64));

    assertThatThrownBy(() -> generator.checkSize(32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "widths has 2 entries; images of 32 pixels halve 3 times, so give 3 (or none, and"
                + " width)");
  }

  @Test
  void widthsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Options.with(DcganGenerator.defaults(), "width", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width is 0; it must be from 1 to 4096");
    assertThatThrownBy(() -> Options.with(DcganDiscriminator.defaults(), "widths", List.of(5000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("widths is 5000; it must be from 1 to 4096");
  }
}
