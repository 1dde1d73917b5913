package lanewise.bench.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code java -jar} can't ask for the Vector API, so the process starts itself again with it. */
public final class Relaunch {
  /** The flags that every measured process gets. */
  public static final List<String> FLAGS =
      List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

  /** JMH looks into objects by a method of the JDK that warns where this flag is not given. */
  public static final String QUIET = "--sun-misc-unsafe-memory-access=allow";

  private Relaunch() {}

  /** Whether this process lacks the Vector API. */
  public static boolean isNeeded() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty();
  }

  /** Runs a class's {@code main} in such a process; gives its exit code. */
  public static int run(Class<?> main, String[] arguments) {
    List<String> command = new ArrayList<>(javaCommand());
    command.add(1, QUIET);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      System.err.println("error: cannot start " + command.getFirst() + ": " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** This JVM with the flags and this class path, without a main class. */
  public static List<String> javaCommand() {
    return javaCommand(FLAGS);
  }

  /** This JVM with other flags and this class path, without a main class. */
  public static List<String> javaCommand(List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }
}
