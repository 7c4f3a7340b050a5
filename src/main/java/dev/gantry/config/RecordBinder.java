package dev.gantry.config;

import dev.gantry.config.YamlNode.Entry;
import dev.gantry.config.YamlNode.Mapping;
import dev.gantry.config.YamlNode.Scalar;
import dev.gantry.config.YamlNode.Sequence;
import dev.gantry.error.UserException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lays YAML over a tree of records: what the YAML does not name stays as it is.
 *
 * <p>Components may be records with a static {@code defaults()}, sealed families of such records,
 * lists, and what {@link ScalarBinder} takes.
 */
public final class RecordBinder {
  private RecordBinder() {}

  /**
   * A record like {@code base} in which what {@code node} names is as it says.
   *
   * @throws UserException at the place of the first mistake
   */
  public static Object bind(Record base, Mapping node) {
    return record(base, node, new Context("", "", List.of()));
  }

  /**
   * Where in the tree a record is, for messages.
   *
   * @param path keys from the root, with dots
   * @param type {@code " of type x"} in a sealed family
   * @param keys what may stand beside the record's own keys
   */
  private record Context(String path, String type, List<String> keys) {
    String child(String key) {
      return path.isEmpty() ? key : path + "." + key;
    }

    String where() {
      return path.isEmpty() ? "" : " in " + path + type;
    }
  }

  private static Object record(Record base, Mapping node, Context context) {
    RecordComponent[] components = base.getClass().getRecordComponents();
    checkKeys(base, node, context);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = ConfigNames.kebab(components[i].getName());
      Object old = get(components[i], base);
      @Nullable Entry entry = node.entries().get(key);
      values[i] =
          entry == null
              ? old
              : value(components[i].getGenericType(), old, entry, context.child(key));
    }
    return construct(base.getClass(), values, node);
  }

  private static void checkKeys(Record base, Mapping node, Context context) {
    List<String> keys = new ArrayList<>(context.keys());
    keys.addAll(keys(base.getClass()));
    node.entries()
        .forEach(
            (key, entry) -> {
              if (!keys.contains(key)) {
                String near = NearestName.hint(key, keys);
                throw new UserException(
                    "%s: unknown key %s%s%s (keys: %s)"
                        .formatted(
                            entry.place(),
                            YamlNode.quoted(key),
                            context.where(),
                            near.isEmpty() ? hintBelow(base, key, context) : near,
                            String.join(", ", keys)));
              }
            });
  }

  private static List<String> keys(Class<?> type) {
    return Stream.of(type.getRecordComponents())
        .map(component -> ConfigNames.kebab(component.getName()))
        .toList();
  }

  /** For a key written too high in the tree. */
  private static String hintBelow(Record base, String key, Context context) {
    List<String> paths = pathsBelow(base, key, context).toList();
    return paths.isEmpty() ? "" : "; did you mean " + String.join(" or ", paths) + "?";
  }

  private static Stream<String> pathsBelow(Record base, String key, Context context) {
    return Stream.of(base.getClass().getRecordComponents())
        .flatMap(
            component -> {
              String name = ConfigNames.kebab(component.getName());
              Stream<String> here = name.equals(key) ? Stream.of(context.child(name)) : Stream.of();
              Context inner = new Context(context.child(name), "", List.of());
              return get(component, base) instanceof Record value
                  ? Stream.concat(here, pathsBelow(value, key, inner))
                  : here;
            });
  }

  private static Object value(Type type, Object old, Entry entry, String path) {
    YamlNode node = entry.value();
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NOTHING) {
      throw new UserException(
          node.place() + ": " + path + " has no value; give one or remove the key");
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(list.getActualTypeArguments()[0], node, path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isInterface() && plain.isSealed()) {
      return member(plain, (Record) old, entry, path);
    }
    if (old instanceof Record base) {
      Mapping mapping = mapping(node, path, "a mapping of " + String.join(", ", keys(plain)));
      return record(base, at(entry, mapping), new Context(path, "", List.of()));
    }
    return ScalarBinder.bind(plain, node, path);
  }

  private static List<Object> list(Type item, YamlNode node, String path) {
    if (!(node instanceof Sequence sequence)) {
      throw new UserException(
          "%s: %s is %s; it must be a list, such as [64, 128]"
              .formatted(node.place(), path, node.shown()));
    }
    List<Object> items = new ArrayList<>();
    for (YamlNode each : sequence.items()) {
      items.add(ScalarBinder.bind((Class<?>) item, each, path + "[" + items.size() + "]"));
    }
    return items;
  }

  private static Object member(Class<?> family, Record old, Entry entry, String path) {
    Map<String, Class<?>> members = ConfigNames.members(family);
    YamlNode node = entry.value();
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.TEXT) {
      return base(old, choose(members, scalar, path));
    }
    Mapping mapping =
        mapping(node, path, "one of " + String.join(", ", members.keySet()) + ", or a mapping");
    @Nullable Entry type = mapping.entries().get(ConfigNames.TYPE);
    Class<?> chosen = type == null ? old.getClass() : choose(members, type.value(), path + ".type");
    Context context =
        new Context(
            path, " of type " + ConfigNames.member(family, chosen), List.of(ConfigNames.TYPE));
    return record(base(old, chosen), at(entry, mapping), context);
  }

  private static Class<?> choose(Map<String, Class<?>> members, YamlNode node, String path) {
    return ScalarBinder.choose(members, node, path, "types");
  }

  private static Record base(Record old, Class<?> chosen) {
    return old.getClass() == chosen ? old : defaults(chosen);
  }

  private static Mapping mapping(YamlNode node, String path, String expected) {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    throw new UserException(
        "%s: %s is %s; it must be %s".formatted(node.place(), path, node.shown(), expected));
  }

  /** The same mapping, placed at its key. */
  private static Mapping at(Entry entry, Mapping mapping) {
    return new Mapping(entry.place(), mapping.entries());
  }

  private static Object construct(Class<?> type, Object[] values, Mapping node) {
    Class<?>[] types =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        String message = String.valueOf(refused.getMessage());
        throw new UserException(culprit(node, message) + ": " + message, refused);
      }
      throw new IllegalStateException(type + " failed on " + List.of(values), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is not a public record", e);
    }
  }

  /**
   * Where the key or path of keys is with which a check's message begins: in the record itself or
   * the only one of that name below it; else the record's place.
   */
  private static String culprit(Mapping node, String message) {
    List<String> path = List.of(message.replaceFirst("\\s.*", "").split("\\.", -1));
    List<Entry> own = find(node, path).toList();
    List<Entry> found = own.isEmpty() ? findBelow(node, path).toList() : own;
    return found.size() == 1 ? found.get(0).value().place() : node.place();
  }

  private static Stream<Entry> find(Mapping node, List<String> path) {
    @Nullable Entry entry = node.entries().get(path.get(0));
    if (entry == null) {
      return Stream.empty();
    }
    if (path.size() == 1) {
      return Stream.of(entry);
    }
    return inner(entry).flatMap(inner -> find(inner, path.subList(1, path.size())));
  }

  private static Stream<Entry> findBelow(Mapping node, List<String> path) {
    return node.entries().values().stream()
        .flatMap(RecordBinder::inner)
        .flatMap(inner -> Stream.concat(find(inner, path), findBelow(inner, path)));
  }

  private static Stream<Mapping> inner(Entry entry) {
    return entry.value() instanceof Mapping mapping ? Stream.of(mapping) : Stream.empty();
  }

  private static Object get(RecordComponent component, Record base) {
    try {
      return component.getAccessor().invoke(base);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static Record defaults(Class<?> type) {
    try {
      return (Record) type.getMethod("defaults").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no public static defaults()", e);
    }
  }
}
