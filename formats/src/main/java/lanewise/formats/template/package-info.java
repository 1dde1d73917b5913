/**
 * Chat templates: the part of Jinja that models' templates use, rendered as Jinja2 renders it in
 * its immutable sandbox with {@code trim_blocks} and {@code lstrip_blocks}.
 *
 * <p>What always holds here: a template can compute text from the values that it is given and do
 * nothing else. There is no way from a value to a Java object, a file, the network or the
 * environment; the clock is read through {@code strftime_now} alone. Steps, depth and output are
 * bounded by {@link lanewise.formats.template.TemplateLimits}; whatever makes text or lists asks
 * the budget first.
 *
 * <p>To add a filter: a case in {@code TextFilters} or {@code SequenceFilters} and a line in the
 * test that compares with Jinja2. Tests of values are in {@code ValueTests}, methods of strings in
 * {@code TextMethods}, those of lists and dicts in {@code CollectionMethods}.
 *
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/">Jinja, Template Designer
 *     Documentation</a>
 */
package lanewise.formats.template;
