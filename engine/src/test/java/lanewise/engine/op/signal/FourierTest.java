package lanewise.engine.op.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Transforms of all lengths against the definition. */
final class FourierTest {
  @Test
  void givesTheSumsOfTheDefinitionForEachLength() {
    Random random = new Random(3);
    for (int length = 1; length <= 70; length++) {
      double[] x = random.doubles(length, -1, 1).toArray();
      double[] y = random.doubles(length, -1, 1).toArray();
      Fourier fourier = new Fourier(length);
      // Twice, so that nothing of the first is left.
      for (int round = 0; round < 2; round++) {
        System.arraycopy(x, 0, fourier.real, 0, length);
        System.arraycopy(y, 0, fourier.imaginary, 0, length);
        fourier.transform(round == 1);
      }
      for (int k = 0; k < length; k++) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < length; i++) {
          double angle = 2 * Math.PI * k * i / length;
          real += x[i] * Math.cos(angle) - y[i] * Math.sin(angle);
          imaginary += x[i] * Math.sin(angle) + y[i] * Math.cos(angle);
        }
        assertEquals(real, fourier.real[k], 1e-11, "length " + length + ", bin " + k);
        assertEquals(imaginary, fourier.imaginary[k], 1e-11, "length " + length + ", bin " + k);
      }
    }
  }
}
