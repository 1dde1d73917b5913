package lanewise.formats.protobuf;

/** The wire types of protobuf, by their numbers in a tag's low three bits. */
final class WireType {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private WireType() {}

  static String name(int wireType) {
    return switch (wireType) {
      case VARINT -> "varint";
      case FIXED64 -> "64-bit";
      case LENGTH_DELIMITED -> "length-delimited";
      case START_GROUP -> "start of group";
      case END_GROUP -> "end of group";
      case FIXED32 -> "32-bit";
      default -> "undefined wire type " + wireType;
    };
  }
}
