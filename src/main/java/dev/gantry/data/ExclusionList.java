package dev.gantry.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * The file of images that are left out of a source, in lines of JSON: a {@link Head}, then an
 * {@link Entry} an image. A line that a person removes keeps its image.
 */
public final class ExclusionList {
  private static final String FORMAT = "gantry-exclusions";
  private static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private ExclusionList() {}

  /**
   * Which images the list is of.
   *
   * @param format what kind of file it is
   * @param version of its layout
   * @param source where the images were, for people
   * @param images how many the source has
   * @param identity what tells them from others, wherever they lie
   */
  private record Head(String format, int version, String source, int images, String identity) {}

  /**
   * An image that is left out.
   *
   * @param index its place in the source, from 0
   * @param name how the source calls it
   * @param like place of the image that stays in its stead
   * @param likeName how the source calls that
   * @param correlation of the two, at most 1
   */
  public record Entry(int index, String name, int like, String likeName, double correlation) {}

  /**
   * What is left out.
   *
   * @param images indices in the source
   * @param hash of the file, in hexadecimal
   */
  record Exclusions(BitSet images, String hash) {
    static final Exclusions NONE = new Exclusions(new BitSet(), "");

    /** How many of the first images are left out. */
    int below(int count) {
      return images.get(0, count).cardinality();
    }
  }

  /**
   * Writes a list.
   *
   * @param out stays open
   */
  public static void write(OutputStream out, SourceImages of, List<Entry> entries)
      throws IOException {
    line(out, new Head(FORMAT, VERSION, of.description(), of.sourceCount(), of.identity()));
    for (Entry entry : entries) {
      line(out, entry);
    }
  }

  private static void line(OutputStream out, Object value) throws IOException {
    out.write(JSON.writeValueAsBytes(value));
    out.write("\n".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a list for a source.
   *
   * @param file empty: nothing is left out
   * @throws UserException if it cannot be read, or was made for other images
   */
  static Exclusions read(String file, ImageSource source) {
    if (file.isEmpty()) {
      return Exclusions.NONE;
    }
    Path path = path(file);
    if (!Files.isRegularFile(path)) {
      throw new UserException(
          "data.exclude is %s, which is no file; make a list with gantry data dedup, or remove the key"
              .formatted(file));
    }
    try {
      return new Exclusions(images(path, source), Sha256.of(path));
    } catch (IOException e) {
      throw IoFailure.reading(path, e);
    }
  }

  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new UserException(
          "data.exclude can be no path (%s); give the file that gantry data dedup wrote"
              .formatted(e.getReason()),
          e);
    }
  }

  private static BitSet images(Path file, ImageSource source) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = JSON.createParser(in)) {
      check(JSON.readValue(parser, Head.class), file, source);
      BitSet images = new BitSet(source.count());
      // One at a time: the file's length is whatever it is.
      MappingIterator<Entry> entries = JSON.readerFor(Entry.class).readValues(parser);
      while (entries.hasNextValue()) {
        Entry entry = entries.nextValue();
        check(entry, file, source);
        images.set(entry.index());
      }
      return images;
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static void check(Head head, Path file, ImageSource source) {
    if (!head.format().equals(FORMAT) || head.version() != VERSION) {
      throw new UserException(
          "%s is %s of version %d; this version of Gantry reads %s of version %d: make it again with gantry data dedup"
              .formatted(file, head.format(), head.version(), FORMAT, VERSION));
    }
    if (head.images() != source.count() || !head.identity().equals(source.identity())) {
      throw new UserException(
          "%s was made for other images (%,d of %s) than those of %s (%,d); make one for them with gantry data dedup"
              .formatted(file, head.images(), head.source(), source.description(), source.count()));
    }
  }

  private static void check(Entry entry, Path file, ImageSource source) {
    int index = entry.index();
    if (index < 0 || index >= source.count() || !source.name(index).equals(entry.name())) {
      throw new UserException(
          "%s has image %d as %s, which %s has not; make it again with gantry data dedup"
              .formatted(file, index, entry.name(), source.description()));
    }
  }

  private static UserException damaged(Path file, JsonProcessingException cause) {
    return new UserException(
        "%s%s is no list of images to leave out (%s); make it again with gantry data dedup"
            .formatted(
                file,
                cause.getLocation() == null ? "" : ":" + cause.getLocation().getLineNr(),
                String.valueOf(cause.getOriginalMessage()).lines().findFirst().orElse("no JSON")),
        cause);
  }
}
