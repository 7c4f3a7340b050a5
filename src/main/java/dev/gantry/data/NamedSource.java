package dev.gantry.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data sets that are known by name. All have labels, of ten classes. */
public enum NamedSource {
  /** 5,000 digits that ship with Gantry. */
  MNIST_5K("mnist-5k", false),
  /** 60,000 and 10,000 digits, 28×28 grey. */
  MNIST("mnist", true),
  /** 60,000 and 10,000 pictures of clothes, 28×28 grey. */
  FASHION_MNIST("fashion-mnist", true),
  /** 50,000 and 10,000 pictures in ten classes, 32×32 RGB. */
  CIFAR10("cifar10", true);

  /** How many classes each has. */
  public static final int CLASSES = 10;

  private final String id;
  private final boolean fetchable;

  NamedSource(String id, boolean fetchable) {
    this.id = id;
    this.fetchable = fetchable;
  }

  /** The name in a configuration. */
  public String id() {
    return id;
  }

  /** Whether {@link DataFetcher} can fetch it. */
  public boolean fetchable() {
    return fetchable;
  }

  /** The source of that name, upper or lower case. */
  public static Optional<NamedSource> of(String id) {
    String lower = id.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(source -> source.id.equals(lower)).findFirst();
  }

  static String ids() {
    return Arrays.stream(values()).map(NamedSource::id).collect(Collectors.joining(", "));
  }
}
