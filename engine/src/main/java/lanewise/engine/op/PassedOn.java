package lanewise.engine.op;

/** Gives input 0 on as it is, whatever it is. */
public final class PassedOn implements ValueOperator {
  /** Ready to use. */
  public PassedOn() {}

  @Override
  public void run(ValueCall call) {
    call.give(0, call.input(0));
  }
}
