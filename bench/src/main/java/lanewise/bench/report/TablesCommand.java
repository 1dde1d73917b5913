package lanewise.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench tables}: the project's pages get the tables of the committed reports. */
@Command(
    name = "tables",
    description =
        "Makes the tables in README.md and docs/*.md anew from bench/results/*.json: the section"
            + " between <!-- results:NAME --> and <!-- /results --> gets the table of NAME.json.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  lanewise bench tables", "  lanewise bench tables --check"})
public final class TablesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The project's folder (default: this one or the nearest above it).")
  Path root;

  @Option(
      names = "--check",
      description = "Write nothing; fail where a page differs from the committed reports.")
  boolean check;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path project = root == null ? nearestProject(Path.of("").toAbsolutePath()) : root;
    Map<String, String> tables = tables(project);
    TreeSet<String> unused = new TreeSet<>(tables.keySet());
    boolean same = true;
    for (Path page : pages(project)) {
      String text = Files.readString(page);
      unused.removeAll(MarkedSections.names(text));
      String filled = fill(page, text, tables);
      if (!filled.equals(text)) {
        same = false;
        if (!check) {
          ReportFile.write(page, filled);
        }
        out.println(project.relativize(page) + (check ? " differs" : " written"));
      }
    }
    for (String name : unused) {
      out.println("no page has a section <!-- results:" + name + " -->");
    }
    if (same) {
      out.println("all tables are those of the committed reports");
    }
    return check && !same ? 1 : 0;
  }

  private static String fill(Path page, String text, Map<String, String> tables) {
    try {
      return MarkedSections.fill(text, tables);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(page + ": " + e.getMessage(), e);
    }
  }

  private static Path nearestProject(Path from) {
    for (Path folder = from; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("bench/results"))) {
        return folder;
      }
    }
    throw new IllegalArgumentException(
        "neither " + from + " nor a folder above it has bench/results; name the project's: --root");
  }

  static List<Path> pages(Path project) throws IOException {
    List<Path> pages = new ArrayList<>(List.of(project.resolve("README.md")));
    pages.addAll(files(project.resolve("docs"), "*.md"));
    return pages;
  }

  /** The table of each report in {@code bench/results}, by its name without the ending. */
  static Map<String, String> tables(Path project) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    for (Path file : files(project.resolve("bench/results"), "*.json")) {
      String name = file.getFileName().toString().replaceFirst("\\.json$", "");
      try {
        tables.put(name, ResultTable.of(Environment.JSON.readTree(file.toFile())));
      } catch (IllegalArgumentException | IOException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    return tables;
  }

  private static List<Path> files(Path folder, String pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
        found.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }
}
