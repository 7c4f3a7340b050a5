package dev.gantry.cluster;

import dev.gantry.train.ReplicaBenchmark;
import java.util.List;

/**
 * What an iteration would take on more machines, from what it takes on few.
 *
 * <p>A ring all-reduce of b bytes among N machines is 2 (N − 1) messages of b / N bytes one after
 * another (Patarasuk and Yuan 2009, section 3), so that it takes {@code 2 (N − 1) α + 2 (N − 1) / N
 * · b · β}. α and β are the sum of what the network takes and of what the program takes, which is
 * measured: nothing is hoped for from doing both at once, nor from exchanging one layer's gradients
 * while another's are computed, which Gantry does not do.
 *
 * @param computeSeconds of an iteration without exchanges
 * @param buffers bytes of each exchange
 * @param messageSeconds of the program for a message, whatever is in it
 * @param byteSeconds of the program for each byte that a machine sends
 */
public record ScalingModel(
    double computeSeconds, List<Long> buffers, double messageSeconds, double byteSeconds) {
  /** Copies. */
  public ScalingModel {
    buffers = List.copyOf(buffers);
  }

  /**
   * The model that agrees with a measurement.
   *
   * @param measured between processes of one machine, at least 2, whose network takes no time
   */
  public static ScalingModel of(ReplicaBenchmark measured) {
    int count = measured.replica().count();
    double messages = 2.0 * (count - 1);
    double small = measured.smallest().seconds();
    ReplicaBenchmark.Exchange largest =
        measured.exchanges().stream()
            .reduce((a, b) -> a.bytes() >= b.bytes() ? a : b)
            .orElseThrow();
    return new ScalingModel(
        measured.computeSeconds(),
        measured.exchanges().stream().map(ReplicaBenchmark.Exchange::bytes).toList(),
        small / messages,
        Math.max(0, largest.seconds() - small) / (messages / count * largest.bytes()));
  }

  /** Seconds of all exchanges of one iteration. */
  public double exchangeSeconds(int machines, Network network) {
    double messages = 2.0 * (machines - 1);
    double message = messageSeconds + network.latencySeconds();
    double perByte = byteSeconds + 1 / network.bytesPerSecond();
    return buffers.stream()
        .mapToDouble(bytes -> messages * message + messages / machines * bytes * perByte)
        .sum();
  }

  /**
   * What each of the machines gets done of what it would by itself, 0 to 1, the batch of each being
   * as it was measured.
   */
  public double efficiency(int machines, Network network) {
    return computeSeconds / (computeSeconds + exchangeSeconds(machines, network));
  }
}
