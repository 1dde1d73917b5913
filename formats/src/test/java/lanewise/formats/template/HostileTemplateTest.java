package lanewise.formats.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import lanewise.formats.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that reach for more than text, or for too much of it. */
final class HostileTemplateTest {
  private static final long LIMIT_MILLIS = 3000;

  private static String render(String template, TemplateLimits limits) {
    byte[] json =
        "{\"s\": \"text\", \"l\": [1, 2], \"d\": {\"a\": 1}}".getBytes(StandardCharsets.UTF_8);
    Map<String, JsonValue> variables =
        JsonValue.parse(json, "variables").asObject("variables").members();
    return ChatTemplate.parse("hostile", template)
        .render(variables, limits, ZonedDateTime.now(ZoneOffset.UTC));
  }

  private static void assertRefused(String template) {
    long start = System.nanoTime();
    TemplateException refusal =
        assertThrows(
            TemplateException.class, () -> render(template, TemplateLimits.DEFAULT), template);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < LIMIT_MILLIS, "took " + millis + " ms");
    assertTrue(refusal.getMessage().startsWith("hostile, line "), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("java."), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ s.__class__ }}",
        "{{ l.__init__.__globals__ }}",
        "{{ d['__class__'] }}",
        "{{ d | attr('__class__') }}",
        "{{ ''['__class__']['__base__'] }}",
        "{{ [s] | map(attribute='__class__') | list }}",
        "{{ '{0.__class__}'.format(s) }}",
        "{{ '{0[a]}'.format(d) }}",
        "{{ '{:>999999999}'.format(s) }}",
        "{{ '{s.__class__.__init__.__globals__}'.format(s=s) }}",
        "{{ range.__globals__ }}",
        "{{ namespace.__init__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ lipsum.__globals__['os'].system('id') }}",
        "{{ self.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ request.application.__globals__ }}",
        "{{ config.items() }}",
        "{{ s.getClass().forName('java.lang.Runtime') }}",
        "{{ s.getBytes() }}",
        "{{ l.append(3) }}",
        "{{ d.update({'b': 2}) }}",
        "{{ d.pop('a') }}",
        "{% set d.a = 2 %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% from 'os' import system %}",
        "{% extends '/etc/passwd' %}",
        "{{ ''.encode() }}",
        "{{ raise_exception('no') }}",
        "{{ open('/etc/passwd').read() }}",
        "{{ s | filesystem }}",
        "{{ s is filesystem }}",
        "{% do l.append(1) %}",
        "{{ ${7*7} }}",
        "{{ (lambda: 1)() }}",
        "{{ caller() }}"
      })
  void refusesWhatReachesOutOfTheTemplate(String template) {
    assertRefused(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'x' * 99999999999 }}",
        "{{ [0] * 99999999999 }}",
        "{{ 'x'.center(2000000000) }}",
        "{{ 'x'.ljust(2000000000) }}",
        "{{ s | indent(2000000000) }}",
        "{{ range(100000000) }}",
        "{{ l | batch(2000000000, 'x') }}",
        "{{ l | slice(2000000000) }}",
        "{{ 9 ** 99 ** 9 }}",
        "{{ 2 ** 9999999999999 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[], y=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{% macro n() %}{{ n() if 0 else m() }}{% endmacro %}{{ n() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ ('x' * 9999999).replace('x', 'yyyyyyyy') }}",
        "{% for i in range(99999) %}{{ ('x' * 9999999) is string }}{% endfor %}",
        "{% for i in range(99999) %}{% set y = ('x' * 999999) | upper %}{% endfor %}",
        "{{ '%.99999999f' | format(1.5) | length + ('a' * 99999999) | length }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ 99999999999999999999 }}",
        "{{ 1 // 0 }}",
        "{{ -9223372036854775807 - 2 }}",
        "{{ range(0, 10, 0) }}",
        "{{ 'abc'[::0] }}"
      })
  void refusesWhatTakesTooMuch(String template) {
    assertRefused(template);
  }

  @Test
  void refusesTooDeepNesting() {
    assertRefused("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}");
    assertRefused("{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}");
    assertRefused("{{ " + "not ".repeat(5000) + "1 }}");
    assertRefused("{{ " + "-".repeat(5000) + "1 }}");
    assertRefused("{{ 1" + " + 1".repeat(5000) + " }}");
    assertRefused("{{ s" + "|upper".repeat(5000) + " }}");
    assertRefused("{{ d" + ".a".repeat(5000) + " }}");
    assertRefused("{{ 1" + " if 1 else 1".repeat(5000) + " }}");
    assertRefused("{% if 1 %}".repeat(5000) + "{% endif %}".repeat(5000));
    assertRefused("{% for x in l %}".repeat(200) + "{% endfor %}".repeat(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ s",
        "{% if s %}",
        "{% endif %}",
        "{% for x in %}{% endfor %}",
        "{% for in l %}{% endfor %}",
        "{# never closed",
        "{% raw %}",
        "{{ 'never closed }}",
        "{{ 1 + }}",
        "{{ [1, }}",
        "{{ (1 }}",
        "{{ {1} }}",
        "{{ a.b. }}",
        "{{ s | }}",
        "{{ s is }}",
        "{% set %}",
        "{% set x = %}",
        "{% macro %}{% endmacro %}",
        "{% macro m(a, a) %}{% endmacro %}",
        "{% macro m(a=1, b) %}{% endmacro %}",
        "{% break %}",
        "{% if s %}{% else %}{% elif s %}{% endif %}",
        "{% nonsense %}",
        "{{ f(a=1, 2) }}",
        "{{ f(a=1, a=2) }}",
        "{{ ` }}"
      })
  void refusesWhatIsNoTemplateWithItsLine(String template) {
    TemplateException refusal =
        assertThrows(
            TemplateException.class, () -> ChatTemplate.parse("broken", "\n\n" + template));
    assertTrue(refusal.line() >= 3, refusal.getMessage());
  }

  @Test
  void tellsTheLineThatFails() {
    TemplateException refusal =
        assertThrows(
            TemplateException.class, () -> render("a\nb\n{{ s + 1 }}\nc", TemplateLimits.DEFAULT));
    assertEquals(3, refusal.line());
    assertEquals("hostile", refusal.source());
  }

  @Test
  void keepsTheLimitsThatItIsGiven() {
    String template = "{% for i in range(100) %}{{ i }}{% endfor %}";
    assertEquals(190, render(template, TemplateLimits.DEFAULT).length());
    for (TemplateLimits limits :
        new TemplateLimits[] {
          new TemplateLimits(100, 100, 1000),
          new TemplateLimits(10_000, 2, 1000),
          new TemplateLimits(10_000, 100, 100)
        }) {
      assertThrows(TemplateException.class, () -> render(template, limits));
    }
  }
}
