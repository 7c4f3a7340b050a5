package dev.gantry.data;

import dev.gantry.data.ExclusionList.Exclusions;
import dev.gantry.data.PackJournal.Finished;
import dev.gantry.data.ShardIndex.Shard;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Packs a source into a folder of TFRecord shards that training streams, and any TFRecord reader
 * reads. Images are decoded on all cores and written at once to their places, so memory does not
 * grow with them, but for four bytes each and the source's own list of names. A packing that was
 * killed goes on when it is started again: finished shards stay. The folder becomes a set with its
 * index, which is written last.
 */
public final class ImagePacker {
  /** Of one pass over an archive that is only read from its start. */
  private static final int MOST_OPEN = 256;

  private final ImageSource source;
  private final PackPlan plan;
  private final int[] order;
  private final Path folder;
  private final PackJournal journal;
  private final ExampleRecord record;
  private final Preparation preparation;
  private final LoadProgress progress;
  private int done;

  /**
   * What is to be packed.
   *
   * @param order which image of the source comes to which place
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Task(ImageSource source, PackPlan plan, int[] order) {}

  private ImagePacker(Task task, Path folder, PackJournal journal, LoadProgress progress) {
    this.source = task.source();
    this.plan = task.plan();
    this.order = task.order();
    this.folder = folder;
    this.journal = journal;
    this.record = new ExampleRecord(plan.shape(), source.classes().size());
    this.preparation = new Preparation(plan.shape(), plan.resize());
    this.progress = progress;
  }

  /**
   * Packs a source.
   *
   * @param folder made where it is not there; else empty, or of the same packing, interrupted
   * @param progress hears of images packed
   * @throws UserException if the source does not exist or is damaged, if more than a tenth of its
   *     images cannot be read, or if the folder has something else
   * @throws RunException if the disk fills up or the thread is interrupted
   */
  public static PackSummary pack(
      PackOptions options, Path folder, DataPaths paths, LoadProgress progress) {
    DataConfig images = options.images();
    try (ImageSource source = new SourceFinder(paths, images.split()).find(images.source())) {
      return pack(source, options, folder, progress);
    }
  }

  static PackSummary pack(
      ImageSource source, PackOptions options, Path folder, LoadProgress progress) {
    Exclusions exclusions = ExclusionList.read(options.images().exclude(), source);
    int[] order = order(source, options, exclusions);
    PackPlan plan = plan(source, options, exclusions, order.length);
    checkFolder(folder);
    try {
      Files.createDirectories(folder);
      try (PackJournal journal = PackJournal.open(folder, plan)) {
        return new ImagePacker(new Task(source, plan, order), folder, journal, progress).pack();
      }
    } catch (IOException e) {
      throw IoFailure.writing(folder, e);
    }
  }

  /** The images of the source in the order in which they are packed. */
  private static int[] order(ImageSource source, PackOptions options, Exclusions exclusions) {
    int limit = options.images().limit();
    int count = limit == 0 ? source.count() : Math.min(limit, source.count());
    int[] order =
        IntStream.range(0, count).filter(index -> !exclusions.images().get(index)).toArray();
    if (order.length == 0) {
      throw new UserException(
          "%s leaves none of the %,d images of %s; give another list"
              .formatted(options.images().exclude(), count, source.description()));
    }
    if (options.shuffle().isPresent()) {
      shuffle(order, new SplittableRandom(options.shuffle().getAsLong()));
    }
    return order;
  }

  /** Fisher and Yates, as in Durstenfeld's algorithm 235. */
  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private static PackPlan plan(
      ImageSource source, PackOptions options, Exclusions exclusions, int images) {
    DataConfig config = options.images();
    var record = new ExampleRecord(ImageDimensions.of(config), source.classes().size());
    return new PackPlan(
        source.description(),
        Fingerprint.hex(source.fingerprint().orElseGet(source::identity)),
        config.split(),
        config.size(),
        config.channels(),
        config.resize(),
        images,
        exclusions.hash(),
        options.shuffle().isPresent() ? "shuffled by " + options.shuffle().getAsLong() : "source",
        options.shardSize().images(record.bytes()));
  }

  private static void checkFolder(Path folder) {
    if (!Files.exists(folder) || PackJournal.isIn(folder)) {
      return;
    }
    if (ShardIndex.isIn(folder)) {
      throw new UserException(
          "%s is a packed set already; give another folder, or remove it".formatted(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new UserException("%s is no folder; give one".formatted(folder));
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      if (files.iterator().hasNext()) {
        throw new UserException(
            "%s has other files; give a folder that is empty or not there yet".formatted(folder));
      }
    } catch (IOException e) {
      throw Unreadable.file(folder, e);
    }
  }

  private PackSummary pack() throws IOException {
    Map<Integer, Finished> kept = kept();
    done = kept.keySet().stream().mapToInt(plan::places).sum();
    checkRoom();
    for (List<Integer> group : groups(kept)) {
      packGroup(group);
      checkReadable();
    }
    List<Shard> shards = journal.finished().values().stream().map(Finished::shard).toList();
    List<UnreadableImage> unreadable = unreadable();
    ShardIndex index = ShardIndex.of(plan, source.classes(), shards, unreadable.size());
    index.write(folder);
    journal.delete();
    return new PackSummary(
        source.description(),
        index.count(),
        shards.size(),
        kept.size(),
        (long) index.count() * record.bytes(),
        unreadable);
  }

  /** Shards that an earlier packing made; of those whose file has changed nothing is known. */
  private Map<Integer, Finished> kept() throws IOException {
    Map<Integer, Finished> kept = new TreeMap<>(journal.finished());
    for (Finished shard : journal.finished().values()) {
      Path file = folder.resolve(shard.shard().file());
      long bytes = (long) shard.shard().count() * record.bytes();
      if (!Files.isRegularFile(file) || Files.size(file) != bytes) {
        kept.remove(shard.number());
      }
    }
    return kept;
  }

  private void checkRoom() throws IOException {
    long needed = (long) (plan.images() - done) * record.bytes();
    long room = Files.getFileStore(folder).getUsableSpace();
    if (needed > room) {
      throw new RunException(
          "%s needs %,d MiB for the images, and its disk has %,d free; make room, or give a folder on another disk"
              .formatted(folder, needed >> 20, room >> 20));
    }
  }

  /** Shards that one pass over the source makes. */
  private List<List<Integer>> groups(Map<Integer, Finished> kept) {
    int size = source.isSequential() ? MOST_OPEN : 1;
    List<List<Integer>> groups = new ArrayList<>();
    for (int shard = 0; shard < plan.shards(); shard++) {
      if (kept.containsKey(shard)) {
        continue;
      }
      if (groups.isEmpty() || groups.get(groups.size() - 1).size() == size) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(shard);
    }
    return groups;
  }

  private void packGroup(List<Integer> group) throws IOException {
    int[] starts = new int[group.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + plan.places(group.get(i - 1));
    }
    int[] indices = group.stream().flatMapToInt(this::indices).toArray();
    List<ShardWriter> writers = new ArrayList<>();
    try {
      for (int shard : group) {
        Path file = folder.resolve(Shard.name(shard, plan.shards()));
        writers.add(ShardWriter.create(file, record));
      }
      List<UnreadableImage> unreadable =
          ParallelDecoder.decode(
              source,
              indices,
              (place, picture) -> {
                int at = Arrays.binarySearch(starts, place);
                int writer = at < 0 ? -at - 2 : at;
                writers
                    .get(writer)
                    .write(
                        place - starts[writer],
                        preparation.prepare(picture),
                        source.label(indices[place]));
              },
              (packed, total) -> progress.update(done + packed, plan.images()));
      finish(group, writers, unreadable);
      done += indices.length;
    } finally {
      writers.forEach(ShardWriter::close);
    }
  }

  private IntStream indices(int shard) {
    return Arrays.stream(order, plan.first(shard), plan.first(shard) + plan.places(shard));
  }

  private void finish(
      List<Integer> group, List<ShardWriter> writers, List<UnreadableImage> unreadable)
      throws IOException {
    BitSet lacking = new BitSet();
    unreadable.forEach(image -> lacking.set(image.index()));
    for (int i = 0; i < group.size(); i++) {
      int shard = group.get(i);
      int[] indices = indices(shard).toArray();
      BitSet gaps = new BitSet();
      BitSet here = new BitSet();
      for (int place = 0; place < indices.length; place++) {
        if (lacking.get(indices[place])) {
          gaps.set(place);
          here.set(indices[place]);
        }
      }
      Shard finished = writers.get(i).finish(indices.length, gaps);
      List<UnreadableImage> lost =
          unreadable.stream().filter(image -> here.get(image.index())).toList();
      journal.add(new Finished(shard, finished, lost));
    }
  }

  /** Not only at the end, which may be hours away. */
  private void checkReadable() {
    List<UnreadableImage> unreadable = unreadable();
    if (!unreadable.isEmpty()) {
      ImageLoader.checkReadable(source, plan.images(), unreadable);
    }
  }

  private List<UnreadableImage> unreadable() {
    return journal.finished().values().stream()
        .flatMap(shard -> shard.unreadable().stream())
        .toList();
  }
}
