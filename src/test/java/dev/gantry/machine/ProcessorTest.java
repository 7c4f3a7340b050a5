package dev.gantry.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How Linux's file is read. */
class ProcessorTest {
  @Test
  void aProcessorIsTheFirstOfLinuxsFile() {
    Processor processor =
        Processor.parse(
            """
            processor\t: 0
            model name\t: Intel(R) Xeon(R) Platinum 8481C
            flags\t\t: fpu avx avx2 avx512f amx_bf16 amx_tile

            processor\t: 1
            model name\t: another
            """,
            2);
    assertThat(processor.model()).isEqualTo("Intel(R) Xeon(R) Platinum 8481C");
    assertThat(processor.features()).containsExactly("avx2", "avx512f", "amx_bf16");
    assertThat(processor.halfPrecision()).isTrue();
    assertThat(processor.hasMatrixRegisters()).isTrue();
  }

  @Test
  void armsFileHasFeaturesAndNoName() {
    Processor processor =
        Processor.parse("processor\t: 0\nFeatures\t: fp asimd sve i8mm bf16\n", 4);
    assertThat(processor.model()).isEmpty();
    assertThat(processor.features()).containsExactly("asimd", "sve", "bf16");
    assertThat(processor.halfPrecision()).isTrue();
    assertThat(processor.hasMatrixRegisters()).isFalse();
  }

  @Test
  void aProcessorWithoutHalfPrecisionIsSaidToHaveNone() {
    assertThat(Processor.parse("flags : avx2 avx512f\n", 1).halfPrecision()).isFalse();
    assertThat(Processor.parse("", 1).features()).isEmpty();
  }
}
