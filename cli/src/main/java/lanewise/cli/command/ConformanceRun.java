package lanewise.cli.command;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lanewise.cli.terminal.ErrorText;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.engine.conformance.ConformanceCase;
import lanewise.engine.conformance.ModelSupport;
import lanewise.engine.conformance.ValueComparison;
import lanewise.engine.value.ModelValue;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxValueInfo;

/** Runs cases with known answers, one at a time. */
final class ConformanceRun {
  /** How a case ended. */
  enum Verdict {
    PASSED,
    FAILED,
    SKIPPED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What came of a case.
   *
   * @param reason why it failed or was skipped; empty when it passed
   */
  record Outcome(String name, Path folder, Verdict verdict, String reason) {}

  private final ModelOptions options;

  ConformanceRun(ModelOptions options) {
    this.options = options;
  }

  /** Runs all data sets of a case; the first difference or error ends it. */
  Outcome run(ConformanceCase each) {
    try (Arena arena = Arena.ofShared()) {
      OnnxModel model = each.model(arena);
      Optional<String> missing = ModelSupport.missing(model);
      if (missing.isPresent()) {
        return outcome(each, Verdict.SKIPPED, "not supported: " + missing.get());
      }
      Optional<String> incomparable = each.incomparable();
      if (incomparable.isPresent()) {
        return outcome(each, Verdict.SKIPPED, incomparable.get());
      }
      List<Path> dataSets = each.dataSets();
      if (dataSets.isEmpty()) {
        return outcome(
            each, Verdict.SKIPPED, "there is no folder test_data_set_N beside the model");
      }
      Optional<String> problem = problem(each, model, dataSets, arena);
      return outcome(each, problem.isEmpty() ? Verdict.PASSED : Verdict.FAILED, problem.orElse(""));
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      Verdict verdict = ModelSupport.isMissing(e) ? Verdict.SKIPPED : Verdict.FAILED;
      return outcome(each, verdict, ErrorText.of(e));
    }
  }

  private static Outcome outcome(ConformanceCase each, Verdict verdict, String reason) {
    return new Outcome(each.name(), each.folder(), verdict, reason);
  }

  private Optional<String> problem(
      ConformanceCase each, OnnxModel model, List<Path> dataSets, Arena arena) throws IOException {
    List<OnnxValueInfo> inputInfos = ConformanceCase.inputs(model);
    List<OnnxValueInfo> outputInfos = model.graph().outputs();
    try (Model opened = Model.open(each.modelFile(), options)) {
      for (Path dataSet : dataSets) {
        List<ModelValue> given = ConformanceCase.values(dataSet, "input", inputInfos, arena);
        List<ModelValue> expected = ConformanceCase.values(dataSet, "output", outputInfos, arena);
        Map<String, ModelValue> inputs = new LinkedHashMap<>();
        for (int i = 0; i < given.size(); i++) {
          inputs.put(inputInfos.get(i).name(), given.get(i));
        }
        Map<String, ModelValue> found = opened.runValues(inputs);
        for (int i = 0; i < expected.size(); i++) {
          String name = outputInfos.get(i).name();
          Optional<String> difference =
              ValueComparison.difference(expected.get(i), found.get(name));
          if (difference.isPresent()) {
            return Optional.of(
                dataSet.getFileName() + ", output '" + name + "', " + difference.get());
          }
        }
      }
    }
    return Optional.empty();
  }
}
