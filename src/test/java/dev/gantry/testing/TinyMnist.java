package dev.gantry.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** The files of MNIST with a few images of 8×8 pixels, all ten classes by turns. */
public final class TinyMnist {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;
  private static final int SIZE = 8;

  private TinyMnist() {}

  /** Writes both parts. */
  public static void write(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", train, 1);
    write(folder, "t10k", test, 2);
  }

  private static void write(Path folder, String part, int count, long seed) throws IOException {
    byte[] pixels = new byte[count * SIZE * SIZE];
    new Random(seed).nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(IMAGES).putInt(count).putInt(SIZE).putInt(SIZE).put(pixels);
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(LABELS).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
