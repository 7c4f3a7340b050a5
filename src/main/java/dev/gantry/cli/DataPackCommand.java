package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImagePacker;
import dev.gantry.data.PackOptions;
import dev.gantry.data.PackOptions.ShardSize;
import dev.gantry.data.PackSummary;
import dev.gantry.data.UnreadableImage;
import dev.gantry.error.UserException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Packs images into files that training streams. */
@Command(
    name = "pack",
    description = {
      "Decodes images once and packs them into TFRecord files that training streams, so that a set"
          + " may be larger than memory: data.source is then DIR.",
      "Each record is a tf.train.Example with image/raw, image/height, image/width, image/channels"
          + " and image/label. Packing that was interrupted goes on when the same command is"
          + " started again."
    })
final class DataPackCommand extends GantrySubcommand {
  private static final int MAX_LINES = 20;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private SourceArgument images;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the files; empty or not there yet.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path folder;

  @Option(
      names = "--size",
      paramLabel = "N",
      required = true,
      description = "Height and width in pixels after centre-crop and resize.")
  private int size;

  @Option(
      names = "--channels",
      paramLabel = "C",
      defaultValue = "3",
      description = "1 for grey, 3 for RGB; ${DEFAULT-VALUE}.")
  private int channels;

  @Option(
      names = "--resize",
      paramLabel = "FILTER",
      defaultValue = "AREA",
      description = "area or bicubic, where a picture has another size; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private DataConfig.Resize resize;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Pack only the first so many images; 0 packs all.")
  private int limit;

  @Option(
      names = "--exclude",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Leave out the images of this list, which gantry data dedup made.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private String exclude;

  @Option(
      names = "--shuffle",
      paramLabel = "SEED",
      description =
          "Shuffle all images, as training shuffles those of a window only; needed where"
              + " neighbours are alike, as in a film.")
  private @Nullable Long shuffle;

  @ArgGroup private @Nullable FileSize fileSize;

  /** One of the two. */
  private static final class FileSize {
    @Option(names = "--shard-images", paramLabel = "N", description = "Images of a file.")
    private @Nullable Long images;

    @Option(
        names = "--shard-bytes",
        paramLabel = "N",
        description = "Bytes of a file, at most; 268435456 (256 MiB) if neither is given.")
    private @Nullable Long bytes;

    ShardSize shardSize() {
      return images != null
          ? new ShardSize(ShardSize.Unit.IMAGES, images)
          : bytes != null ? new ShardSize(ShardSize.Unit.BYTES, bytes) : ShardSize.DEFAULT;
    }
  }

  @Override
  public Integer call() {
    PackOptions options = options();
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "packing", "images")) {
      PackSummary summary =
          ImagePacker.pack(options, folder, data.paths(workspace()), progress::update);
      progress.finish();
      print(summary);
    }
    return ExitCode.OK;
  }

  private PackOptions options() {
    try {
      return new PackOptions(
          new DataConfig(images.source(), images.split(), size, channels, resize, limit, exclude),
          fileSize == null ? ShardSize.DEFAULT : fileSize.shardSize(),
          shuffle == null ? OptionalLong.empty() : OptionalLong.of(shuffle));
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private void print(PackSummary summary) {
    line("source", summary.source());
    line("images", String.format(Locale.ROOT, "%,d", summary.images()));
    line(
        "files",
        String.format(
            Locale.ROOT, "%,d of %,d MB in all", summary.shards(), summary.bytes() / 1_000_000));
    if (summary.kept() > 0) {
      line("kept", "%,d that were packed before".formatted(summary.kept()));
    }
    line("unreadable", Integer.toString(summary.unreadable().size()));
    summary.unreadable().stream().limit(MAX_LINES).forEach(this::unreadable);
    if (summary.unreadable().size() > MAX_LINES) {
      line("", "and %d more".formatted(summary.unreadable().size() - MAX_LINES));
    }
    out().println(folder);
  }

  private void unreadable(UnreadableImage image) {
    line("", "%s: %s".formatted(image.name(), image.reason()));
  }

  private void line(String name, String value) {
    out().printf("%-12s%s%n", name, value);
  }
}
