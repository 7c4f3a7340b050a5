package dev.gantry.examples;

import dev.gantry.Generator;
import dev.gantry.GeneratorBatcher;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Lets many callers share one model: {@code ServeManyCallers savedmodels/quickstart}. */
public class ServeManyCallers {
  public static void main(String[] args) {
    try (Generator generator = Generator.open(Path.of(args[0]));
        GeneratorBatcher batcher =
            GeneratorBatcher.of(generator, GeneratorBatcher.Options.defaults())) {
      List<CompletableFuture<BufferedImage>> asked =
          LongStream.range(0, 100).mapToObj(batcher::generate).toList(); // nobody waits here
      long made =
          asked.stream().map(CompletableFuture::join).filter(image -> image.getWidth() > 0).count();
      System.out.println(made + " pictures");
    }
  }
}
