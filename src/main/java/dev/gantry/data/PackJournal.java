package dev.gantry.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.data.ShardIndex.Shard;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a packing has finished so far, in lines of JSON: its plan, then a line a shard. A line is
 * written when its shard is whole on the disk; one that a kill cut short does not count. Locked
 * while it is open; gone when the index is there.
 */
final class PackJournal implements AutoCloseable {
  private static final String FILE = "packing.jsonl";

  /** A line a shard, and one an unreadable image. */
  private static final long MAX_BYTES = 256L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final Path file;
  private final FileChannel channel;
  private final Map<Integer, Finished> finished = new TreeMap<>();

  /**
   * A shard that is whole.
   *
   * @param number from 0
   * @param unreadable the images that it lacks
   */
  record Finished(int number, Shard shard, List<UnreadableImage> unreadable) {
    Finished {
      unreadable = List.copyOf(unreadable);
    }
  }

  private PackJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Begins a journal in a folder, or goes on with the one that is there.
   *
   * @throws UserException if that one is of another plan, or another process is at it
   */
  static PackJournal open(Path folder, PackPlan plan) {
    Path file = folder.resolve(FILE);
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      PackJournal journal = new PackJournal(file, channel);
      try {
        journal.begin(plan);
        return journal;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  private void begin(PackPlan plan) throws IOException {
    lock();
    List<String> lines = wholeLines();
    if (lines.isEmpty()) {
      append(plan);
      return;
    }
    try {
      requireSame(JSON.readValue(lines.get(0), PackPlan.class), plan);
      for (String line : lines.subList(1, lines.size())) {
        Finished shard = JSON.readValue(line, Finished.class);
        finished.put(shard.number(), shard);
      }
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s is damaged (%s); remove its folder and pack again"
              .formatted(file, Unreadable.oneLine(e)),
          e);
    }
  }

  private void lock() throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // This very process holds it.
    }
    throw new UserException(
        "another process packs images into %s; wait for it, or give another folder"
            .formatted(file.getParent()));
  }

  /** And cuts off what a kill left of a line. */
  private List<String> wholeLines() throws IOException {
    if (channel.size() > MAX_BYTES) {
      throw new UserException(
          "%s is larger than %d MiB; expected what gantry data pack wrote; remove its folder and pack again"
              .formatted(file, MAX_BYTES >> 20));
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
    return whole.lines().toList();
  }

  private void requireSame(PackPlan found, PackPlan plan) {
    ObjectNode begun = JSON.valueToTree(found);
    ObjectNode now = JSON.valueToTree(plan);
    for (Map.Entry<String, JsonNode> each : begun.properties()) {
      JsonNode other = now.path(each.getKey());
      if (!other.equals(each.getValue())) {
        throw new UserException(
            "packing into %s was begun with %s %s, and this has %s; give the same source and options to go on, or another folder"
                .formatted(file.getParent(), each.getKey(), each.getValue(), other));
      }
    }
  }

  /** Shards that are whole, by their numbers. */
  Map<Integer, Finished> finished() {
    return finished;
  }

  void add(Finished shard) throws IOException {
    append(shard);
    finished.put(shard.number(), shard);
  }

  private void append(Object value) throws IOException {
    byte[] json = JSON.writeValueAsBytes(value);
    ByteBuffer line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    channel.position(channel.size());
    while (line.hasRemaining()) {
      channel.write(line);
    }
    channel.force(true);
  }

  /** After the index was written. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }
}
