package lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets a property of the process")
class KnobTest {
  private String before;

  @BeforeEach
  void remember() {
    before = System.getProperty(Knob.PREFETCH_BYTES.property());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(Knob.PREFETCH_BYTES.property());
    } else {
      System.setProperty(Knob.PREFETCH_BYTES.property(), before);
    }
  }

  private static void set(String value) {
    System.setProperty(Knob.PREFETCH_BYTES.property(), value);
  }

  @Test
  void readsWhatIsGivenAndElseTakesTheDefault() {
    set(" 256 ");
    assertEquals(256, Knob.PREFETCH_BYTES.integer(7, 0, 1000));
    assertEquals(256, Knob.PREFETCH_BYTES.oneOf(7, 128, 256));
    set(" ");
    assertNull(Knob.PREFETCH_BYTES.given());
    assertEquals(7, Knob.PREFETCH_BYTES.integer(7, 10, 1000));
    assertEquals(7, Knob.PREFETCH_BYTES.oneOf(7, 128, 256));
  }

  @Test
  void rejectsWhatIsNoIntegerOrOutOfRangeByName() {
    for (String value : new String[] {"many", "-1", "1001", "99999999999"}) {
      set(value);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> Knob.PREFETCH_BYTES.integer(0, 0, 1000));
      assertTrue(e.getMessage().contains(Knob.PREFETCH_BYTES.property()), e.getMessage());
      assertTrue(e.getMessage().contains(value), e.getMessage());
    }
    set("130");
    assertThrows(
        IllegalArgumentException.class, () -> Knob.PREFETCH_BYTES.oneOf(128, 128, 256, 512));
  }
}
