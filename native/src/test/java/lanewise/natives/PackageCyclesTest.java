package lanewise.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No package of a module needs one that needs it, as the sources name each other. */
class PackageCyclesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("\\b(lanewise(?:\\.[a-z]\\w*)+)\\.[A-Z]");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");

  /** The folders that hold sources of a module. */
  static List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .map(folder -> folder.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void noPackageNeedsItself(Path sources) throws IOException {
    assertEquals(List.of(), cycles(needs(sources)), () -> ROOT.relativize(sources).toString());
  }

  @Test
  void findsACycle() {
    Map<String, Set<String>> needs =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b"), "d", Set.of("a"));
    assertEquals(List.of("b → c → b", "c → b → c"), cycles(needs));
  }

  @Test
  void readsTheSourcesOfAllModules() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path module : modules()) {
      names.addAll(needs(module).keySet());
    }
    assertTrue(names.contains("lanewise.natives.machine"), names::toString);
    assertTrue(names.contains("lanewise.engine.op"), names::toString);
  }

  /** Which packages each package names outside of comments. */
  private static Map<String, Set<String>> needs(Path sources) throws IOException {
    Map<String, Set<String>> needs = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(sources)) {
      files = walk.filter(file -> file.toString().endsWith(".java")).toList();
    }
    for (Path file : files) {
      String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
      Matcher home = PACKAGE.matcher(text);
      if (home.find()) {
        Set<String> named = needs.computeIfAbsent(home.group(1), key -> new TreeSet<>());
        NAME.matcher(text).results().map(name -> name.group(1)).forEach(named::add);
        named.remove(home.group(1));
      }
    }
    return needs;
  }

  /** A shortest way from each package back to itself. */
  private static List<String> cycles(Map<String, Set<String>> needs) {
    List<String> cycles = new ArrayList<>();
    for (String start : new TreeSet<>(needs.keySet())) {
      Map<String, String> ways = new TreeMap<>();
      List<String> open = new ArrayList<>(List.of(start));
      ways.put(start, start);
      for (int i = 0; i < open.size(); i++) {
        for (String next : new TreeSet<>(needs.getOrDefault(open.get(i), Set.of()))) {
          String way = ways.get(open.get(i)) + " → " + next;
          if (next.equals(start)) {
            cycles.add(way);
            open.clear();
            break;
          }
          if (ways.putIfAbsent(next, way) == null) {
            open.add(next);
          }
        }
      }
    }
    return cycles;
  }
}
