package lanewise.kernels.machine.block.panel;

import java.util.Arrays;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes one slice's steps of a tile: four bytes of each row of activations times the panel's
 * items.
 *
 * <p>With AVX-512 each is one dot product of bytes. With AVX2 two products are added in 16 bits and
 * then two of those in 32. A sum of two stays below 2¹⁵ as long as the unsigned factor is at most
 * 128, since activations are at least -127: signed weights change places with their magnitudes for
 * that, and give their signs to the activations.
 */
final class DotCode {
  private final Assembler a;
  private final PanelScheme scheme;
  private final PanelFrame frame;
  private final int rows;

  DotCode(Assembler a, PanelScheme scheme, PanelFrame frame, int rows) {
    this.a = a;
    this.scheme = scheme;
    this.frame = frame;
    this.rows = rows;
  }

  private boolean dots() {
    return scheme.unit() == VectorUnit.AVX512;
  }

  private Vec weights(int vector) {
    return scheme.unit().v(dots() ? 24 + vector : 8 + vector);
  }

  /** Registers in turn, so that a load need not wait for the row before. */
  private Vec activation(int row) {
    return scheme.unit().v(dots() ? 26 + row % 2 : 10 + row % 2);
  }

  private Vec scratch(int index) {
    return scheme.unit().v(12 + index);
  }

  /** Adds steps {@code from} to {@code end} of the slice whose first item R12 points at. */
  void steps(int from, int end, PanelTileCode.Registers sums) {
    for (int step = from; step < end; step++) {
      int item = scheme.stepItem(step);
      for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
        a.vmovups(weights(vector), frame.item(item, vector));
      }
      for (int row = 0; row < rows; row++) {
        a.vpbroadcastd(activation(row), frame.values(row, 4 * step));
        for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
          add(sums.at(row, vector), weights(vector), activation(row));
        }
      }
    }
  }

  private void add(Vec sum, Vec weights, Vec activation) {
    if (dots()) {
      a.vpdpbusd(sum, weights, activation);
      return;
    }
    Vec pair = scratch(0);
    if (scheme.signed()) {
      Vec magnitude = scratch(1);
      a.vpsignb(pair, activation, weights);
      a.vpsignb(magnitude, weights, weights);
      a.vpmaddubsw(pair, magnitude, pair);
    } else {
      a.vpmaddubsw(pair, weights, activation);
    }
    int[] ones = new int[scheme.unit().lanes()];
    Arrays.fill(ones, 0x00010001);
    a.vpmaddwd(pair, pair, a.words(ones));
    a.vpaddd(sum, sum, pair);
  }

  /** Adds all pairs of a block, whose first item R12 points at, times the activations' sums. */
  void pairs(PanelTileCode.Registers sums) {
    for (int pair = 0; pair < scheme.pairItems(); pair++) {
      for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
        a.vmovups(weights(vector), frame.item(scheme.pairHeader() + pair, vector));
      }
      for (int row = 0; row < rows; row++) {
        Mem two = frame.table(row, 4 * pair);
        a.vpbroadcastd(activation(row), two);
        for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
          Vec sum = sums.at(row, vector);
          if (dots()) {
            a.vpdpwssd(sum, weights(vector), activation(row));
          } else {
            a.vpmaddwd(scratch(0), weights(vector), activation(row));
            a.vpaddd(sum, sum, scratch(0));
          }
        }
      }
    }
  }
}
