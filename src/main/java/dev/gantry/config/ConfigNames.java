package dev.gantry.config;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How record components, enum constants and the records of a sealed family are called in YAML.
 *
 * <p>A record of a family is called by its simple name less the family's first word: {@code
 * DcganGenerator} of {@code GeneratorArchitecture} is {@code dcgan}. So the {@code permits} clause
 * of the family is the only register of what can be configured.
 */
final class ConfigNames {
  /** The key that says which record of a family is meant. */
  static final String TYPE = "type";

  private ConfigNames() {}

  /** {@code halfLifeKimg} and {@code HalfLifeKimg} are {@code half-life-kimg}. */
  static String kebab(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** {@code LEAKY_RELU} is {@code leaky-relu}. */
  static String constant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constants of an enum by name. */
  static Map<String, Object> constants(Class<?> enumType) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object constant : enumType.getEnumConstants()) {
      constants.put(constant((Enum<?>) constant), constant);
    }
    return constants;
  }

  /** The records of a sealed family by name. */
  static Map<String, Class<?>> members(Class<?> family) {
    Map<String, Class<?>> members = new LinkedHashMap<>();
    for (Class<?> member : family.getPermittedSubclasses()) {
      members.put(member(family, member), member);
    }
    return members;
  }

  /** The name of one record of a sealed family. */
  static String member(Class<?> family, Class<?> member) {
    @Nullable JsonTypeName given = member.getAnnotation(JsonTypeName.class);
    if (given != null) {
      return given.value();
    }
    String name = kebab(member.getSimpleName());
    String word = kebab(family.getSimpleName()).replaceFirst("-.*", "");
    return name.endsWith("-" + word) ? name.substring(0, name.length() - word.length() - 1) : name;
  }
}
