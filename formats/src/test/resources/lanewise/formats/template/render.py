# Renders every template with Jinja2, set up as Hugging Face's transformers set it up, and writes what came out:
#   python3 render.py FOLDER-OF-TEMPLATES conversations.json FOLDER-OF-RESULTS
# Lists that filters make one by one are written as JSON too, as llama.cpp does; Python itself refuses.
import json, sys, os, datetime
from jinja2.sandbox import ImmutableSandboxedEnvironment
import jinja2, jinja2.ext
from jinja2.ext import Extension
class Generation(Extension):
    tags={"generation"}
    def parse(self, parser):
        lineno = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_g"), [], [], body).set_lineno(lineno)
    def _g(self, caller): return caller()
def raise_exception(m): raise jinja2.exceptions.TemplateError(m)
def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys, default=list)
NOW=datetime.datetime(2026,1,31,9,5,7)
env=ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
env.filters["tojson"]=tojson
env.filters["from_json"]=json.loads
env.globals["raise_exception"]=raise_exception
env.globals["strftime_now"]=lambda f: NOW.strftime(f)
def render(text, variables): return env.from_string(text).render(**variables)
if __name__=="__main__":
    src, conv, out = sys.argv[1:4]
    os.makedirs(out, exist_ok=True)
    convs=json.load(open(conv))
    for f in sorted(os.listdir(src)):
        t=open(os.path.join(src,f), newline='').read()
        res={}
        for name,v in convs.items():
            try: res[name]={"text": render(t, v)}
            except Exception as e: res[name]={"error": str(e)}
        json.dump(res, open(os.path.join(out, f.replace(".jinja", ".json")),"w"), ensure_ascii=False, indent=1)
