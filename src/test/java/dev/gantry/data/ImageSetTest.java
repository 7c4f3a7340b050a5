package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageSetTest {
  private static final ImageDimensions SHAPE = new ImageDimensions(1, 2, 1);

  @Test
  void array_gives_back_its_images() {
    ImageSet set = ImageSet.of(SHAPE, new byte[] {1, 2, 3, 4}, new int[] {1, 0}, List.of("a", "b"));

    assertThat(set.count()).isEqualTo(2);
    assertThat(TestFiles.image(set, 1)).containsExactly(3, 4);
    assertThat(set.label(0)).isEqualTo(1);
  }

  @Test
  void hash_is_sha_256_of_sizes_pixels_and_labels() throws Exception {
    ByteBuffer content = ByteBuffer.allocate(16 + 4 + 8);
    content.putInt(2).putInt(1).putInt(2).putInt(1);
    content.put(new byte[] {1, 2, 3, 4}).putInt(1).putInt(0);

    assertThat(
            ImageSet.of(SHAPE, new byte[] {1, 2, 3, 4}, new int[] {1, 0}, List.of("a", "b")).hash())
        .isEqualTo(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.array())));
  }

  @Test
  void sizes_that_do_not_fit_are_refused() {
    assertThatThrownBy(() -> ImageSet.of(SHAPE, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageSet.of(SHAPE, new byte[2], new int[] {2}, List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageSet.of(SHAPE, new byte[2]).label(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
