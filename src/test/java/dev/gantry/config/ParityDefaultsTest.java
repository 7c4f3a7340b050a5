package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.gantry.testing.Families;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The Python side of the parity cases reads the defaults from a file, which this keeps Gantry's:
 * {@code -Dparity.defaults=write} writes it anew.
 */
class ParityDefaultsTest {
  private static final Path FILE = Path.of("scripts", "parity", "defaults.yaml");
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  @Test
  void fileHasTheDefaultsOfEveryKeyAndType() throws IOException {
    Object defaults = tree(RunConfig.class, RunConfig.defaults());
    if (System.getProperty("parity.defaults", "").equals("write")) {
      Files.writeString(FILE, YAML.writeValueAsString(defaults));
    }

    assertThat(Files.readString(FILE))
        .describedAs(
            "%s is not of today's defaults; write it: mvn test -Dtest=%s -Dparity.defaults=write",
            FILE, getClass().getSimpleName())
        .isEqualTo(YAML.writeValueAsString(defaults));
  }

  private static Object tree(Class<?> type, Object value) {
    if (value instanceof Record record) {
      return type.isSealed() ? types(type, record) : components(record);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(item -> tree(item.getClass(), item)).toList();
    }
    return value instanceof Enum<?> constant ? ConfigNames.constant(constant) : value;
  }

  private static Map<String, Object> types(Class<?> family, Record standard) {
    Map<String, Object> types = new LinkedHashMap<>();
    for (Object member : Families.defaults(family)) {
      boolean standing = member.getClass() == standard.getClass();
      types.put(
          ConfigNames.member(family, member.getClass()),
          components(standing ? standard : (Record) member));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(ConfigNames.TYPE, ConfigNames.member(family, standard.getClass()));
    tree.put("types", types);
    return tree;
  }

  private static Map<String, Object> components(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        values.put(
            ConfigNames.kebab(component.getName()),
            tree(component.getType(), component.getAccessor().invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(component + " cannot be read", e);
      }
    }
    return values;
  }
}
