package lanewise.natives.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An arena whose allocations count against a budget until it is closed. Thread-safe as the arena
 * that it is made like: a shared one entirely, a confined one for its thread.
 */
public final class BudgetedArena implements Arena {
  private final Arena arena;
  private final MemoryBudget budget;
  private final String purpose;
  private final AtomicLong reservedBytes = new AtomicLong();

  private BudgetedArena(Arena arena, MemoryBudget budget, String purpose) {
    this.arena = arena;
    this.budget = budget;
    this.purpose = purpose;
  }

  /**
   * An arena that all threads may use and any may close.
   *
   * @param purpose what the memory is for, for messages
   */
  public static BudgetedArena ofShared(MemoryBudget budget, String purpose) {
    return new BudgetedArena(Arena.ofShared(), budget, purpose);
  }

  /**
   * An arena for the present thread alone.
   *
   * @param purpose what the memory is for, for messages
   */
  public static BudgetedArena ofConfined(MemoryBudget budget, String purpose) {
    return new BudgetedArena(Arena.ofConfined(), budget, purpose);
  }

  /**
   * Zeroed memory that lives as long as this arena.
   *
   * @throws NativeMemoryLimitException if the budget does not have as much
   */
  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    budget.reserve(byteSize, purpose);
    MemorySegment segment;
    try {
      segment = NativeMemory.allocateUncounted(arena, byteSize, byteAlignment);
    } catch (RuntimeException | Error e) {
      budget.release(byteSize);
      throw e;
    }
    reservedBytes.addAndGet(byteSize);
    return segment;
  }

  @Override
  public MemorySegment.Scope scope() {
    return arena.scope();
  }

  /** Frees the memory and gives its bytes back to the budget. */
  @Override
  public void close() {
    arena.close();
    budget.release(reservedBytes.getAndSet(0));
  }

  /** The bytes that this arena has taken from its budget. */
  public long reservedBytes() {
    return reservedBytes.get();
  }
}
