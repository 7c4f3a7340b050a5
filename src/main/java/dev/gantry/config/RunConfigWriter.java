package dev.gantry.config;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.List;

/** Writes a run's configuration with every key, so that {@link RunConfigReader} reads it equal. */
public final class RunConfigWriter {
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .stringQuotingChecker(new PlainWords())
          .build();

  private RunConfigWriter() {}

  /** One YAML document that ends with a line break. */
  public static String write(RunConfig config) {
    StringWriter text = new StringWriter();
    try (YAMLGenerator yaml = YAML.createGenerator(text)) {
      yaml.writeStartObject();
      components(yaml, config);
      yaml.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be written", e);
    }
    return text.toString();
  }

  private static void components(YAMLGenerator yaml, Record record) throws IOException {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      yaml.writeFieldName(ConfigNames.kebab(component.getName()));
      value(yaml, component.getType(), get(component, record));
    }
  }

  private static void value(YAMLGenerator yaml, Class<?> type, Object value) throws IOException {
    if (value instanceof Record record) {
      record(yaml, type, record);
    } else if (value instanceof List<?> list) {
      yaml.writeStartArray();
      for (Object item : list) {
        value(yaml, item.getClass(), item);
      }
      yaml.writeEndArray();
    } else if (value instanceof Enum<?> constant) {
      yaml.writeString(ConfigNames.constant(constant));
    } else if (value instanceof String text) {
      yaml.writeString(text);
    } else if (value instanceof Double number) {
      yaml.writeNumber(decimal(number));
    } else if (value instanceof Integer || value instanceof Long) {
      yaml.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      yaml.writeBoolean(truth);
    } else {
      throw new IllegalStateException("nothing writes " + value.getClass());
    }
  }

  private static void record(YAMLGenerator yaml, Class<?> type, Record record) throws IOException {
    boolean member = type.isSealed();
    if (member && record.getClass().getRecordComponents().length == 0) {
      yaml.writeString(ConfigNames.member(type, record.getClass()));
      return;
    }
    yaml.writeStartObject();
    if (member) {
      yaml.writeStringField(ConfigNames.TYPE, ConfigNames.member(type, record.getClass()));
    }
    components(yaml, record);
    yaml.writeEndObject();
  }

  /** The shortest digits that read back equal, without an exponent where a person would not. */
  private static String decimal(double value) {
    double size = Math.abs(value);
    boolean plain = value == 0 ? 1 / value > 0 : size >= 1e-6 && size < 1e15;
    return plain
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  private static Object get(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /** Leaves only words without quotes: much else is a number, a date or a switch to some reader. */
  private static final class PlainWords extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return !value.matches("[A-Za-z][A-Za-z0-9._/-]*") || super.needToQuoteValue(value);
    }
  }
}
