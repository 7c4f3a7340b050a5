package dev.gantry.data;

import dev.gantry.io.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Images of one size, unencoded, one after another: IDX and CIFAR-10 binaries. */
final class PackedSource implements ImageSource {
  private final Origin origin;
  private final int count;
  private final Labels labels;
  private final Images images;

  /**
   * What a person calls it.
   *
   * @param kind in a word or two
   * @param description where and what, for messages
   * @param fingerprint changes when the content may have; empty: never cached
   */
  record Origin(String kind, String description, Optional<String> fingerprint) {}

  /** Gives image {@code index}; thread-safe. */
  interface Images {
    Picture get(int index);
  }

  PackedSource(Origin origin, int count, Labels labels, Images images) {
    this.origin = origin;
    this.count = count;
    this.labels = labels;
    this.images = images;
  }

  @Override
  public String description() {
    return origin.description();
  }

  @Override
  public String kind() {
    return origin.kind();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public List<String> classes() {
    return labels.classes();
  }

  @Override
  public int label(int index) {
    return labels.of(index);
  }

  @Override
  public String name(int index) {
    return "image " + index;
  }

  @Override
  public int otherFiles() {
    return 0;
  }

  @Override
  public Optional<String> fingerprint() {
    return origin.fingerprint();
  }

  @Override
  public String identity() {
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < count; i++) {
      Picture picture = images.get(i);
      ByteBuffer shape = ByteBuffer.allocate(3 * Integer.BYTES);
      shape.putInt(picture.height()).putInt(picture.width()).putInt(picture.channels());
      digest.update(shape.flip());
      digest.update(picture.pixels());
    }
    return Fingerprint.hex(digest.digest());
  }

  @Override
  public void visit(int[] indices, Visitor visitor) throws InterruptedException {
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      visitor.visit(i, 0, decoder -> images.get(index));
    }
  }
}
