package dev.gantry.verify;

import dev.gantry.data.DataConfig;
import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.data.LoadProgress;
import dev.gantry.io.AtomicFolder;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a source's images as Gantry decodes them, for {@code scripts/verify/read_pack.py} to
 * compare with: {@code DecodedImages SOURCE SIZE CHANNELS FILE}. The file has count, height, width
 * and channels, each as int32, then the pixels.
 */
public final class DecodedImages {
  private DecodedImages() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[3]);
    var config =
        new DataConfig(
            args[0],
            Split.TRAIN,
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Resize.AREA,
            0);
    Path cache = Files.createTempDirectory("decoded-images");
    ImageSet images = ImageLoader.load(config, DataPaths.of(cache), LoadProgress.NONE);
    // It is mapped, so that its file is needed no longer.
    AtomicFolder.delete(cache);
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(images.count());
      out.writeInt(images.height());
      out.writeInt(images.width());
      out.writeInt(images.channels());
      ByteBuffer one = ByteBuffer.allocate(images.imageBytes());
      for (int i = 0; i < images.count(); i++) {
        images.copy(i, one.clear());
        out.write(one.array());
      }
    }
  }
}
