package dev.gantry.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files in {@code /npz} were written by NumPy 2.4.6, by {@code savez} and its compressed form.
 */
class NpzFileTest {
  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated"})
  void arraysThatNumpyWroteAreReadAsTheyWere(String how) throws Exception {
    Map<String, NpyArray> arrays = NpzFile.read(resource("/npz/" + how + ".npz"));

    assertThat(arrays.keySet()).containsExactly("floats", "bytes", "longs", "scalar", "empty");
    assertThat(arrays.get("floats").shape()).containsExactly(2, 3);
    assertThat(arrays.get("floats").floats())
        .containsExactly(1.5f, -2f, 0.1f, 3e38f, Float.POSITIVE_INFINITY, -0.0f);
    assertThat(arrays.get("bytes").shape()).containsExactly(2, 4, 32);
    assertThat(arrays.get("bytes").bytes()).isEqualTo(countingBytes());
    assertThat(arrays.get("longs").longs()).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE, 7);
    assertThat(arrays.get("scalar").shape()).isEmpty();
    assertThat(arrays.get("scalar").floats()).containsExactly(0.25f);
    assertThat(arrays.get("empty").shape()).containsExactly(0, 3);
    assertThat(arrays.get("empty").floats()).isEmpty();
  }

  @Test
  void versionTwoHasALongerHeaderLength() throws Exception {
    byte[] file = npy(2, "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", 3, 255);

    NpyArray array = NpyArray.parse(file, "x");

    assertThat(array.shape()).containsExactly(2);
    assertThat(array.bytes()).containsExactly(3, -1);
  }

  @Test
  void fortranOrderIsRefused() throws Exception {
    refuses("{'descr': '|u1', 'fortran_order': True, 'shape': (2,), }\n", "Fortran order");
  }

  @Test
  void bigEndianIsRefused() throws Exception {
    refuses("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }\n", ">f4");
  }

  @Test
  void shapeThatPromisesMoreThanIsThereIsRefused() throws Exception {
    refuses("{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,), }\n", "2 bytes");
  }

  @Test
  void headerWithoutShapeIsRefused() throws Exception {
    refuses("{'descr': '|u1', 'fortran_order': False}\n", "has the header");
  }

  @Test
  void headerLongerThanTheFileIsRefused() throws Exception {
    byte[] file = npy(1, "{}\n");
    file[8] = (byte) 200;

    assertThatThrownBy(() -> NpyArray.parse(file, "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("header of 200 bytes");
  }

  @Test
  void otherBytesAreRefused() {
    assertThatThrownBy(
            () -> NpyArray.parse("PK, not an array".getBytes(StandardCharsets.US_ASCII), "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x does not start as .npy does");
  }

  @Test
  void arrayOfOneTypeIsNotReadAsAnother() throws Exception {
    byte[] file = npy(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}\n", 0, 0, 0, 0);

    assertThatThrownBy(() -> NpyArray.parse(file, "x").floats())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("UINT8");
  }

  @Test
  void zipWithAnotherFileIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("x.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }

    assertThatThrownBy(() -> NpzFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("readme.txt");
  }

  private static void refuses(String header, String reason) throws IOException {
    byte[] file = npy(1, header, 1, 2);

    assertThatThrownBy(() -> NpyArray.parse(file, "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] npy(int version, String header, int... elements) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    for (int i = 0; i < (version == 1 ? 2 : 4); i++) {
      file.write(header.length() >> (8 * i));
    }
    file.write(header.getBytes(StandardCharsets.US_ASCII));
    for (int element : elements) {
      file.write(element);
    }
    return file.toByteArray();
  }

  private static byte[] countingBytes() {
    byte[] bytes = new byte[256];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
    return bytes;
  }

  private static Path resource(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(NpzFileTest.class.getResource(name));
    return Path.of(url.toURI());
  }
}
