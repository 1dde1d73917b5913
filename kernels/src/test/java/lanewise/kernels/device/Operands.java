package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;

/** The records that several families of kernels take, with their memory translated. */
abstract class Operands {
  private final Translation translation;

  Operands(Translation translation) {
    this.translation = translation;
  }

  final Task one(Supplier<Task> binding) {
    return translation.bind(() -> List.of(binding.get())).getFirst();
  }

  final List<Task> several(Supplier<List<Task>> binding) {
    return translation.bind(binding);
  }

  final MemorySegment of(MemorySegment segment) {
    return segment == null ? null : translation.translate(segment);
  }

  final MatrixView of(MatrixView view) {
    return view == null
        ? null
        : new MatrixView(
            of(view.segment()),
            view.byteOffset(),
            view.rows(),
            view.columns(),
            view.rowStride(),
            view.columnStride());
  }

  final PackedMatrix of(PackedMatrix packed) {
    return new PackedMatrix(
        packed.layout(), packed.type(), packed.k(), packed.n(), of(packed.segment()));
  }

  final QuantizedRows of(QuantizedRows rows) {
    return rows == null
        ? null
        : new QuantizedRows(rows.block(), rows.rows(), rows.columns(), of(rows.segment()));
  }

  final BlockMatrix of(BlockMatrix matrix) {
    return matrix == null
        ? null
        : new BlockMatrix(
            matrix.type(),
            of(matrix.segment()),
            matrix.byteOffset(),
            matrix.rows(),
            matrix.columns(),
            matrix.rowBytes());
  }

  final Epilogue of(Epilogue epilogue) {
    return new Epilogue(of(epilogue.bias()), epilogue.activation(), of(epilogue.residual()));
  }
}
