# Writes expressions.json: what Jinja2 gives for single constructs. Run it in this folder: python3 expressions.py
import json
from render import render
VARIABLES = {
    "n": 7, "x": 2.5, "s": "Hello, wörld 🌍", "empty": "", "yes": True, "nothing": None,
    "items": [3, 1, 2], "names": ["b", "A", "c", "a"], "d": {"b": 1, "a": [1, {"k": "v"}], "C": None},
    "people": [{"name": "Ann", "age": 30, "pet": {"kind": "cat"}}, {"name": "bob", "age": 25}, {"name": "Cy", "age": 30}],
    "lines": "one\n  two\n\nthree", "spaces": "  a b   c ",
}
CASES = r"""
{{ 1 + 2 * 3 ** 2 - 4 // 3 % 2 }}
{{ 7 / 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7.5 // 2 }} {{ 2 ** -1 }} {{ 1e100 }} {{ 1e16 }} {{ 123456789012345.0 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1.5e-7 }}
{{ 'a' ~ 1 ~ 2.0 ~ none ~ true ~ [1, 'x'] ~ {'k': (1,)} }}
{{ 'a' 'b' }} {{ 'ab' * 3 }} {{ [1, 2] + [3] }} {{ [0] * 3 }} {{ (1, 2) + (3,) }}
{{ 1 < 2 <= 2 < 3 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 'a' in 'cat' }} {{ 4 not in items }} {{ 'b' in d }}
{{ not yes or n > 3 and nothing is none }} {{ nothing or 'x' }} {{ 0 and 1 }} {{ '' or [] }}
{{ 'yes' if n else 'no' }} {{ 'x' if false }}|{{ missing }}|{{ missing is defined }} {{ missing | default('d') }} {{ empty | default('d') }} {{ empty | default('d', true) }}
{{ s[0] }} {{ s[-1] }} {{ s[1:4] }} {{ s[::-1] }} {{ s[-3:] }} {{ s[::2] }} {{ items[-1] }} {{ items[5:] }} {{ items[::-1] }} {{ items[-2:10:1] }}
{{ d.b }} {{ d['b'] }} {{ d.a[1].k }} {{ d.get('z', 'none') }} {{ d.get('z') }} {{ d.items() | list }} {{ d.keys() | list }} {{ d | length }}
{{ s | upper }} {{ s | lower }} {{ s | title }} {{ s | capitalize }} {{ s | length }} {{ "it's o'clock-now (ok)" | title }} {{ 'hello wORLD' | capitalize }}
{{ s.title() }} {{ s.upper() }} {{ "they're bill's".title() }} {{ s.split(', ') }} {{ spaces.split() }} {{ spaces.split(' ') }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }}
[{{ spaces.strip() }}] [{{ spaces | trim }}] [{{ spaces.lstrip() }}] [{{ spaces.rstrip() }}] [{{ 'xxaxx'.strip('x') }}] [{{ 'abc'.rstrip('bc') }}]
{{ s.startswith('Hell') }} {{ s.endswith(('x', '🌍')) }} {{ s.find('w') }} {{ s.find('zz') }} {{ 'aXbXc'.replace('X', '-') }} {{ 'aXbXc'.replace('X', '-', 1) }} {{ 'abc'.replace('', '-') }} {{ 'banana'.count('an') }}
{{ '%s is %d and %.2f%%' % ('it', 3, 2.5) }} {{ '{} {} {}'.format(1, 'b', none) }} {{ '{1}{0}{name}'.format(1, 2, name='n') }} {{ '{{}}'.format() }} {{ '%s' | format(3) }}
{{ items | sort }} {{ items | sort(reverse=true) }} {{ names | sort }} {{ names | sort(case_sensitive=true) }} {{ people | sort(attribute='age') | map(attribute='name') | list }}
{{ items | first }} {{ items | last }} {{ items | sum }} {{ items | min }} {{ items | max }} {{ items | reverse | list }} {{ 'abc' | reverse }} {{ [] | first }}|
{{ items | join('-') }} {{ people | join(', ', attribute='name') }} {{ names | unique | list }} {{ items | map('string') | join('+') }} {{ names | map('upper') | list }}
{{ people | selectattr('age', 'equalto', 30) | map(attribute='name') | list }} {{ people | rejectattr('pet') | map(attribute='name') | list }} {{ items | select('odd') | list }} {{ items | reject('gt', 1) | list }} {{ people | map(attribute='pet.kind', default='-') | list }}
{{ people | groupby('age') | length }} {% for age, group in people | groupby('age') %}{{ age }}:{{ group | length }} {% endfor %}
{{ d | dictsort }} {{ d | dictsort(by='key', reverse=true) | first }} {{ d | items | list }} {{ items | batch(2) | list }} {{ items | batch(2, 'x') | list }} {{ [1,2,3,4,5] | slice(3) | list }}
{{ d | tojson }} {{ d | tojson(indent=2) }} {{ 'ö"\\/\n<&>' | tojson }} {{ 'ö🌍' | tojson(ensure_ascii=true) }} {{ d | tojson(sort_keys=true) }} {{ [1, 2.0, true, none] | tojson(separators=(',', ':')) }} {{ [] | tojson(indent=2) }} {{ {} | tojson }}
{{ '3.7' | int }} {{ 'x' | int }} {{ 'x' | int(5) }} {{ 'ff' | int(base=16) }} {{ 3.9 | int }} {{ '2.5' | float }} {{ true | int }} {{ 'x' | float }} {{ n | float }}
{{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 2.1 | round(method='ceil') }} {{ 2.9 | round(0, 'floor') }} {{ 7 | round }} {{ -3 | abs }}
{{ lines | indent }} {{ lines | indent(2, true) }} {{ lines | indent(2, blank=true) }} {{ lines.splitlines() }} {{ 'a\r\nb\x0bc'.splitlines() }}
{{ 'a <b> & "c"' | e }} {{ 'a' | safe + '<' }} {{ '<' + ('b' | safe) }} {{ ('<' | safe) ~ '<' }} {{ '<' | e | e }} {{ 'many words here' | wordcount }} {{ 'many words here and there' | truncate(12) }} {{ 'abc' | center(9) }}|
{{ [1, 'a', none, true, 1.5, [], {}] }} {{ "it's" }} {{ ["it's", 'say "hi"', 'both \' and "', 'tab\t', '\u200b', 'é'] }} {{ (1,) }} {{ () }} {{ {'a': {'b': (1, 2)}} }}
{{ n is number }} {{ n is integer }} {{ x is float }} {{ s is string }} {{ d is mapping }} {{ items is sequence }} {{ s is iterable }} {{ n is iterable }} {{ yes is boolean }} {{ yes is true }} {{ n is odd }} {{ n is even }} {{ n is divisibleby 7 }} {{ range is callable }}
{{ n is eq 7 }} {{ n is gt 3 }} {{ n is in items }} {{ n is not in items }} {{ s is not string }} {{ 'abc' is lower }} {{ 'ABC' is upper }} {{ nothing is none }} {{ missing is undefined }} {{ n is sameas 7 }} {{ yes is number }}
{{ range(5) | list }} {{ range(2, 8, 3) | list }} {{ range(5, 0, -2) | list }} {{ dict(a=1, b=2) }} {{ dict([('x', 1)]) }}
{% for i in items %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.previtem }}/{{ loop.nextitem }}/{{ loop.cycle('a', 'b') }} {% endfor %}
{% for i in [1, 1, 2, 2, 1] %}{{ loop.changed(i) }} {% endfor %}{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{% for i in [] %}x{% else %}none{% endfor %}{% for i in range(6) if i % 2 %}{{ i }}{{ loop.length }} {% endfor %}
{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}{% for (a, b) in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}
{% for i in [[1, [2, [3]]], [4, []]] recursive %}{{ loop.depth }}:{{ i[0] if i is iterable else i }} {% if i is iterable and i | length > 1 and i[1] %}{{ loop([i[1]]) }}{% endif %}{% endfor %}
{% set a, b = 1, 2 %}{{ a + b }}{% set t %}block {{ a }}{% endset %}[{{ t }}]{% set u | upper | replace('B', 'x') %}body{% endset %}{{ u }}{% set ns = namespace(c=0) %}{% for i in items %}{% set ns.c = ns.c + i %}{% set a = 9 %}{% endfor %}{{ ns.c }}{{ a }}
{% macro m(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, c=3) }} {{ m(1, 2, 3) }} {{ m() }} {{ m(b=5, a=4) | upper }}
{% macro outer(x) %}<{{ caller(x) }}>{% endmacro %}{% call(v) outer('z') %}inner {{ v }}{% endcall %}{% filter upper %}shout {{ n }}{% endfilter %}{% with q = 3, r = 4 %}{{ q * r }}{% endwith %}
{% set g = 1 %}{% macro f() %}{{ g }}{% endmacro %}{{ f() }}{% set g = 2 %}{{ f() }}{% if true %}{% set g = 3 %}{% endif %}{{ g }}{{ f() }}
{% raw %}{{ not }} {% rendered %}{% endraw %} {# a comment #}x{#- another -#}   y
   {% if yes %}   
  a  
   {% endif %}
b
a   {%- if yes -%}   b   {%- endif -%}   c
  {%+ if yes +%}
 x {{- ' y ' -}} z
{% endif %}
{{ strftime_now('%Y-%m-%d %H:%M:%S %d %B %b %A %a %j %p %I %-d %-m %y %%') }}
{{ {'items': 1}.items() | list }} {{ {'x': 1}.x }} {{ d['items'] is defined }} {{ {'a b': 1}['a b'] }} {{ d.values() | list | length }}
{{ "a\tb\\n\x41\u00e9\'" }} {{ 'line\
continued' }} {{ 1_000 }} {{ [1, 2,] }} {{ {'a': 1,} }} {{ 10 if 0 else 20 if 1 else 30 }} {{ -n }} {{ +x }} {{ -n | abs }} {{ (n, x) }}
{{ names | map('replace', 'a', 'z') | list }} {{ 'abc' | list }} {{ d | list }} {{ 'x' in missing }} {{ missing | length }} {{ missing | list }} {{ nothing | string }} {{ 'äÖ'.isalpha() }} {{ '12'.isdigit() }} {{ ''.isdigit() }}
{{ 'a-b-c'.partition('-') }} {{ 'a-b-c'.rpartition('-') }} {{ ','.join(names) }} {{ 'x'.ljust(3, '.') }}{{ 'x'.rjust(3) }}{{ 'x'.center(4, '*') }} {{ 'prefix-x'.removeprefix('prefix-') }} {{ items.index(2) }} {{ items.count(3) }}
"""
def cases():
    # A case is a line; one that begins with blanks or spans lines is put together by hand.
    text = CASES.strip("\n")
    whole = [
        "   {% if yes %}   \n  a  \n   {% endif %}\nb",
        "  {%+ if yes +%}\n x {{- ' y ' -}} z\n{% endif %}",
        "{{ \"a\\tb\\\\n\\x41\\u00e9\\'\" }} {{ 'line\\\ncontinued' }} {{ 1_000 }} {{ [1, 2,] }} {{ {'a': 1,} }} {{ 10 if 0 else 20 if 1 else 30 }} {{ -n }} {{ +x }} {{ -n | abs }} {{ (n, x) }}",
    ]
    for case in whole:
        assert case in text, case
        text = text.replace(case + "\n", "")
    more = ["\n{% if yes %}\n\nx\n{% endif %}\n\n", "{% for i in items %}\n{{ i }}\n{% endfor %}\n", "a\r\nb\rc\r\n", "{# c #}\n{{ n }}\n\n", "x {% set y = 1 %}\n  {% set z = 2 %} {{ y }}\n"]
    return text.split("\n") + whole + more
if __name__ == "__main__":
    out = {case: render(case, VARIABLES) for case in cases()}
    json.dump({"variables": VARIABLES, "cases": out}, open("expressions.json", "w"), ensure_ascii=False, indent=1)
    print(len(out), "cases")
