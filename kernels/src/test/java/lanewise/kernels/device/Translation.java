package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;
import lanewise.kernels.Task;

/** What a {@link TranslatedTier} does with its operands and tasks. */
interface Translation {
  /** The memory to bind in place of {@code segment}, which is never null. */
  MemorySegment translate(MemorySegment segment);

  /** Binds what {@code binding} gives; its operands are translated while it runs. */
  List<Task> bind(Supplier<List<Task>> binding);
}
