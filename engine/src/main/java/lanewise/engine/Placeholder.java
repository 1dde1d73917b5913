package lanewise.engine;
final class Placeholder {}
