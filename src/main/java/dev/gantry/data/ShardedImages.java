package dev.gantry.data;

import dev.gantry.data.ShardIndex.Shard;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Images in the shards of a packed set. Nothing is kept in memory but where the shards begin; the
 * checksum of each image is verified whenever it is read.
 */
final class ShardedImages implements ImageSet {
  /** Long enough that disks read at full speed, short enough for many in a window. */
  private static final int BLOCK_BYTES = 1 << 18;

  private static final int WINDOW_BYTES = 1 << 26;

  private final Path folder;
  private final ShardIndex index;
  private final int count;
  private final int[] firsts;
  private final ExampleRecord record;
  private final ShuffleWindow window;
  private final ShardFiles files = new ShardFiles();

  private ShardedImages(Path folder, ShardIndex index, int count, ShuffleWindow window) {
    this.folder = folder;
    this.index = index;
    this.count = count;
    this.record = index.record();
    this.window = window;
    this.firsts = new int[index.shards().size()];
    for (int i = 1; i < firsts.length; i++) {
      firsts[i] = firsts[i - 1] + index.shards().get(i - 1).count();
    }
  }

  /**
   * Opens a set.
   *
   * @throws UserException if its index is damaged or of another version, or if a shard is missing
   *     or of another length than the index says
   */
  static ShardedImages open(Path folder) {
    ShardIndex index = ShardIndex.read(folder);
    int bytes = index.record().bytes();
    return open(
        folder,
        index,
        new ShuffleWindow(Math.max(1, BLOCK_BYTES / bytes), WINDOW_BYTES / BLOCK_BYTES));
  }

  static ShardedImages open(Path folder, ShardIndex index, ShuffleWindow window) {
    for (Shard shard : index.shards()) {
      checkLength(folder.resolve(shard.file()), shard, index.record().bytes());
    }
    return new ShardedImages(folder, index, index.count(), window);
  }

  private static void checkLength(Path file, Shard shard, int recordBytes) {
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "%s is missing; expected the %,d images that %s lists; copy it again, or pack the images again"
              .formatted(file, shard.count(), ShardIndex.FILE));
    }
    try {
      long expected = (long) shard.count() * recordBytes;
      long found = Files.size(file);
      if (found != expected) {
        throw new UserException(
            "%s has %,d bytes; expected %,d, which are %,d images; it is truncated or of another set: copy it again, or pack the images again"
                .formatted(file, found, expected, shard.count()));
      }
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  /** The first images of the set. */
  ShardedImages first(int limit) {
    return new ShardedImages(folder, index, Math.min(limit, count), window);
  }

  ShardIndex index() {
    return index;
  }

  Path folder() {
    return folder;
  }

  ExampleRecord record() {
    return record;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int height() {
    return index.size();
  }

  @Override
  public int width() {
    return index.size();
  }

  @Override
  public int channels() {
    return index.channels();
  }

  @Override
  public List<String> classes() {
    return index.classes();
  }

  @Override
  public int label(int image) {
    return classes().isEmpty() ? 0 : record.label(one(image), 0);
  }

  @Override
  public void copy(int image, ByteBuffer target) {
    record.copyPixels(one(image), 0, target);
  }

  private byte[] one(int image) {
    Objects.checkIndex(image, count);
    byte[] bytes = new byte[record.bytes()];
    readRecords(image, 1, bytes);
    return bytes;
  }

  /** Reads and checks neighbours, from as many shards as they lie in. */
  void readRecords(int first, int images, byte[] target) {
    int done = 0;
    while (done < images) {
      int image = first + done;
      int shard = shard(image);
      int place = image - firsts[shard];
      int here = Math.min(images - done, index.shards().get(shard).count() - place);
      ByteBuffer bytes = ByteBuffer.wrap(target, done * record.bytes(), here * record.bytes());
      Path file = file(shard);
      files.read(file, (long) place * record.bytes(), bytes);
      for (int i = 0; i < here; i++) {
        check(target, (done + i) * record.bytes(), file, place + i);
      }
      done += here;
    }
  }

  private void check(byte[] records, int at, Path file, int place) {
    try {
      record.check(records, at);
    } catch (IOException e) {
      throw new UserException(
          "record %,d of %s is damaged: %s; copy the file again, or pack the images again"
              .formatted(place, file, e.getMessage()),
          e);
    }
  }

  /** Where an image lies, for messages. */
  String name(int image) {
    int shard = shard(image);
    return "%s:%d".formatted(index.shards().get(shard).file(), image - firsts[shard]);
  }

  private Path file(int shard) {
    return folder.resolve(index.shards().get(shard).file());
  }

  private int shard(int image) {
    int found = Arrays.binarySearch(firsts, image);
    if (found < 0) {
      return -found - 2;
    }
    // Shards of unreadable images alone begin where the next one does.
    int shard = found;
    while (index.shards().get(shard).count() == 0) {
      shard++;
    }
    return shard;
  }

  /**
   * The fingerprint of the set: over the digests of its shards, so that it costs no reading. A set
   * in memory has another for the same images.
   */
  @Override
  public String hash() {
    return index.fingerprint();
  }

  @Override
  public Optional<ShuffleWindow> window() {
    return Optional.of(window);
  }

  @Override
  public ImageReader reader() {
    return new BlockReader(this, window);
  }
}
