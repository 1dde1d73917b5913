package lanewise.formats.tokenizer;

/**
 * A token that is found in the text before the model sees it.
 *
 * @param id its id
 * @param content what stands in the text
 * @param singleWord whether it counts only between characters that are no word's
 * @param stripLeft whether white space before it belongs to it
 * @param stripRight whether white space after it belongs to it
 * @param normalized whether it is looked for in the normalized text, not in the given one
 * @param special whether decoding leaves it out on request
 */
record AddedToken(
    int id,
    String content,
    boolean singleWord,
    boolean stripLeft,
    boolean stripRight,
    boolean normalized,
    boolean special) {}
