package dev.gantry.train;

import dev.gantry.nn.Pass;
import dev.gantry.optim.Gradients;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean over the replicas of gradients, figures and statistics, in one exchange of one flat
 * buffer: an exchange of little costs what its messages take to travel, whatever is in them.
 */
record MeanExchange(AllReduce all) implements GradientExchange {
  @Override
  public StepShare exchange(Ops tf, StepShare own) {
    List<Operand<TFloat32>> tensors = new ArrayList<>(own.gradients().values());
    tensors.addAll(own.figures());
    own.statistics().forEach(pass -> pass.values().forEach(seen -> tensors.add(seen.value())));
    FlatBuffer buffer = FlatBuffer.of(tf, tensors);
    Iterator<Operand<TFloat32>> means = buffer.unpack(tf, all.of(tf, buffer.values())).iterator();
    return new StepShare(
        new Gradients(own.gradients().variables(), next(means, own.gradients().variables().size())),
        next(means, own.figures().size()),
        own.statistics().stream().map(pass -> next(means, pass)).toList());
  }

  private static List<Operand<TFloat32>> next(Iterator<Operand<TFloat32>> means, int count) {
    List<Operand<TFloat32>> next = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      next.add(means.next());
    }
    return next;
  }

  private static Map<String, Pass.Statistic> next(
      Iterator<Operand<TFloat32>> means, Map<String, Pass.Statistic> pass) {
    Map<String, Pass.Statistic> next = new LinkedHashMap<>();
    pass.forEach((name, own) -> next.put(name, new Pass.Statistic(means.next(), own.momentum())));
    return next;
  }
}
