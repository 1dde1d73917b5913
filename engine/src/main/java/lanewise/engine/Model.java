package lanewise.engine;

final class Model {}
