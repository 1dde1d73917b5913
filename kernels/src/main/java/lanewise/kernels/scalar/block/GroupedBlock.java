package lanewise.kernels.scalar.block;

/** What a block of grouped integers holds, before it is packed. Belongs to one thread. */
final class GroupedBlock {
  /** The f32 scale d and the scale c of the minima, as the format can store them. */
  float scale;

  float minScale;

  /** Integer scales and minima of the groups, as many as the block has. */
  final int[] groupScales = new int[16];

  final int[] groupMins = new int[16];

  /** The codes' values in the order of the elements. */
  final byte[] q = new byte[256];
}
