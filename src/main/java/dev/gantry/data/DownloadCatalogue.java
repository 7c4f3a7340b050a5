package dev.gantry.data;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Where the data sets are published, and what their files must be. */
final class DownloadCatalogue {
  /** What CIFAR-10's binaries are packed in. */
  static final String CIFAR_ARCHIVE = "cifar-10-binary.tar.gz";

  private static final long MIB = 1 << 20;

  private static final List<String> MNIST_HOSTS =
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "http://yann.lecun.com/exdb/mnist/");
  private static final List<String> FASHION_HOSTS =
      List.of(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/");
  private static final List<String> CIFAR_HOSTS =
      List.of("https://www.cs.toronto.edu/~kriz/", "http://www.cs.toronto.edu/~kriz/");

  private DownloadCatalogue() {}

  static List<Download> of(NamedSource source) {
    return switch (source) {
      case MNIST_5K -> List.of();
      case MNIST -> mnist();
      case FASHION_MNIST -> fashionMnist();
      case CIFAR10 ->
          List.of(
              download(
                  "",
                  CIFAR_ARCHIVE,
                  CIFAR_HOSTS,
                  Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"),
                  256 * MIB));
    };
  }

  private static List<Download> mnist() {
    return Stream.of(
            new String[] {
              "train-images-idx3-ubyte.gz",
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
            },
            new String[] {
              "train-labels-idx1-ubyte.gz",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
            },
            new String[] {
              "t10k-images-idx3-ubyte.gz",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
            },
            new String[] {
              "t10k-labels-idx1-ubyte.gz",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
            })
        .map(
            file ->
                download(
                    "mnist/", file[0], MNIST_HOSTS, Checksum.sha256OfContent(file[1]), 16 * MIB))
        .toList();
  }

  private static List<Download> fashionMnist() {
    return Stream.of(
            new String[] {"train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"},
            new String[] {"train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"},
            new String[] {"t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"},
            new String[] {"t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"})
        .map(
            file ->
                download("fashion-mnist/", file[0], FASHION_HOSTS, Checksum.md5(file[1]), 64 * MIB))
        .toList();
  }

  private static Download download(
      String folder, String file, List<String> hosts, Checksum checksum, long maxBytes) {
    List<URI> mirrors = hosts.stream().map(host -> URI.create(host + file)).toList();
    return new Download(folder + file, mirrors, checksum, maxBytes);
  }
}
