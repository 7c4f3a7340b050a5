package dev.gantry.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.data.DataConfig.Split;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

/**
 * What a packed set holds: the file {@value #FILE} beside its shards. It is written last, so a
 * folder that has it has all of them.
 *
 * @param format what kind of file it is
 * @param version of its layout and the shards'
 * @param size height and width of every image in pixels
 * @param channels 1 for grey, 3 for RGB
 * @param count images in all shards
 * @param classes their names, index = label; empty where there are no labels
 * @param split the part of the source that was packed
 * @param fingerprint SHA-256 in hexadecimal over all that tells these images from others
 * @param unreadable images of the source that could not be read and are not here
 * @param packing what the set was made of
 * @param shards in the order of the images
 */
record ShardIndex(
    String format,
    int version,
    int size,
    int channels,
    int count,
    List<String> classes,
    Split split,
    String fingerprint,
    int unreadable,
    PackPlan packing,
    List<Shard> shards) {
  static final String FILE = "index.json";
  static final String FORMAT = "gantry-packed-images";
  static final int VERSION = 1;

  /** Of 16 shards a TiB, and what may be a lot of classes. */
  private static final long MAX_BYTES = 64L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /**
   * One file of images.
   *
   * @param file its name, beside the index
   * @param count its images
   * @param sha256 of the file, in hexadecimal
   */
  record Shard(String file, int count, String sha256) {
    static String name(int number, int of) {
      return String.format(Locale.ROOT, "images-%05d-of-%05d.tfrecord", number, of);
    }
  }

  ShardIndex {
    classes = List.copyOf(classes);
    shards = List.copyOf(shards);
  }

  /**
   * The index of finished shards.
   *
   * @param unreadable images of the source that are not in them
   */
  static ShardIndex of(PackPlan plan, List<String> classes, List<Shard> shards, int unreadable) {
    int count = shards.stream().mapToInt(Shard::count).sum();
    return new ShardIndex(
        FORMAT,
        VERSION,
        plan.size(),
        plan.channels(),
        count,
        classes,
        plan.split(),
        fingerprint(plan.size(), plan.channels(), classes, shards),
        unreadable,
        plan,
        shards);
  }

  private static String fingerprint(
      int size, int channels, List<String> classes, List<Shard> shards) {
    MessageDigest digest = Sha256.digest();
    var lines = new StringBuilder("%d %d %d\n".formatted(VERSION, size, channels));
    classes.forEach(name -> lines.append(name.length()).append(' ').append(name).append('\n'));
    shards.forEach(
        shard -> lines.append(shard.count()).append(' ').append(shard.sha256()).append('\n'));
    return Fingerprint.hex(digest.digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Writes it; from then on the folder is a packed set.
   *
   * @throws dev.gantry.error.RunException if that fails
   */
  void write(Path folder) {
    AtomicFile.write(folder.resolve(FILE), out -> out.write(JSON.writeValueAsBytes(this)));
  }

  /**
   * Reads the index of a folder.
   *
   * @throws UserException if it is none, of a newer version, or says what cannot be
   */
  static ShardIndex read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(file, "it is larger than %d MiB".formatted(MAX_BYTES >> 20));
      }
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      // Looked at first: nothing else is known of what a later version wrote.
      checkVersion(file, tree);
      ShardIndex index = JSON.treeToValue(tree, ShardIndex.class);
      index.check(file);
      return index;
    } catch (JsonProcessingException e) {
      throw damaged(file, Unreadable.oneLine(e));
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  private static void checkVersion(Path file, JsonNode tree) {
    String format = tree.path("format").asText("");
    if (!format.equals(FORMAT)) {
      throw new UserException(
          "%s has the format \"%s\"; expected \"%s\", which gantry data pack writes; give another folder, or pack the images again"
              .formatted(file, format.replaceAll("\\p{Cntrl}", "?"), FORMAT));
    }
    int version = tree.path("version").asInt();
    if (version != VERSION) {
      throw new UserException(
          "%s has version %d of its format; this Gantry reads version %d; use %s Gantry, or pack the images again"
              .formatted(file, version, VERSION, version > VERSION ? "a newer" : "an older"));
    }
  }

  private void check(Path file) {
    long sum = 0;
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      if (!shard.file().equals(Shard.name(i, shards.size())) || shard.count() < 0) {
        throw damaged(file, "shard %d is no %s".formatted(i, Shard.name(i, shards.size())));
      }
      sum += shard.count();
    }
    if (count < 1 || sum != count) {
      throw damaged(file, "it counts %,d images and its shards %,d".formatted(count, sum));
    }
    if (size < 4
        || size > DataConfig.MAX_SIZE
        || (channels != 1 && channels != 3)
        || !fingerprint.equals(fingerprint(size, channels, classes, shards))) {
      throw damaged(file, "its fingerprint is not that of what it lists");
    }
  }

  private static UserException damaged(Path file, String found) {
    return new UserException(
        "%s is damaged: %s; expected it as gantry data pack wrote it; copy it or pack the images again"
            .formatted(file, found));
  }

  ImageDimensions shape() {
    return new ImageDimensions(size, size, channels);
  }

  ExampleRecord record() {
    return new ExampleRecord(shape(), classes.size());
  }
}
