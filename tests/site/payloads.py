"""Texts that would run as script if a page let them; each calls FIRE when it does.

`LIVE` fire by themselves in a raw page (which a test proves); `REST` need a click, another
browser, a broken parser or a careless template.
"""

FIRE = "window.__fired=1"

LIVE = [
    "<script>window.__fired=1</script>",
    "<SCRIPT>window.__fired=1</SCRIPT >",
    '"><script>window.__fired=1</script>',
    "'><script>window.__fired=1</script>",
    "--><script>window.__fired=1</script><!--",
    "<script/x>window.__fired=1</script>",
    "<svg><script>window.__fired=1</script></svg>",
    "<svg><script href='data:text/javascript,window.__fired=1'></script></svg>",
    "<script src='data:text/javascript,window.__fired=1'></script>",
    "<img src=x onerror=window.__fired=1>",
    "<img src=x onerror='window.__fired=1'>",
    "<img/src='x'/onerror=window.__fired=1>",
    "<img src=`x` onerror=window.__fired=1>",
    "<IMG SRC=x OnErRoR=window.__fired=1>",
    "<img src=x onerror=&#119;indow.__fired=1>",
    "<img src=x onerror=eval(atob('d2luZG93Ll9fZmlyZWQ9MQ=='))>",
    "<img src=x\nonerror\n=\nwindow.__fired=1>",
    "<<img src=x onerror=window.__fired=1>",
    "<svg onload=window.__fired=1>",
    "<svg/onload=window.__fired=1>",
    "<svg><animate onbegin=window.__fired=1 attributeName=x dur=1s></svg>",
    "<svg><set onbegin=window.__fired=1 attributeName=x to=y></svg>",
    "<body onload=window.__fired=1>",
    "<iframe onload=window.__fired=1></iframe>",
    "<iframe srcdoc=\"<script>parent.__fired=1</script>\"></iframe>",
    "<iframe src=\"javascript:parent.__fired=1\"></iframe>",
    "<object data='data:text/html,x' onerror=window.__fired=1 onload=window.__fired=1></object>",
    "<embed src='data:text/html,x' onload=window.__fired=1>",
    "<video><source onerror=window.__fired=1></video>",
    "<audio src=x onerror=window.__fired=1></audio>",
    "<details open ontoggle=window.__fired=1>x</details>",
    "<input autofocus onfocus=window.__fired=1>",
    "<style>@keyframes k{}</style>"
    "<b style='animation:k 1s' onanimationstart=window.__fired=1>x</b>",
    "<link rel=stylesheet href='data:text/css,b{}' onload=window.__fired=1>",
    "<math><mtext><table><mglyph><style></style></table></math>"
    "<img src=x onerror=window.__fired=1>",
    "</title><script>window.__fired=1</script>",
    "</textarea><script>window.__fired=1</script>",
    "</style></script><script>window.__fired=1</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.__fired=1>\"></noscript>",
    "<template><p></template><img src=x onerror=window.__fired=1>",
]
REST = [
    "<scr<script>ipt>window.__fired=1</script>",
    "[clic](javascript:window.__fired=1)",
    "[clic](JaVaScRiPt:window.__fired=1)",
    "[clic](java&#x09;script:window.__fired=1)",
    "[clic](javascript&colon;window.__fired=1)",
    "[clic](\x01javascript:window.__fired=1)",
    "[clic](data:text/html,<script>opener.__fired=1</script>)",
    "[clic](vbscript:window.__fired=1)",
    "<javascript:window.__fired=1>",
    "![x](x\"onerror=\"window.__fired=1)",
    "![x](javascript:window.__fired=1)",
    "[clic](https://example.org/\"onmouseover=\"window.__fired=1)",
    "[clic](https://example.org 'x\" onmouseover=\"window.__fired=1')",
    "https://example.org/\"onmouseover=window.__fired=1//",
    "[x]: javascript:window.__fired=1\n\n[x]",
    "{{ ''.__class__.__mro__ }}{{ 7*7 }}<script>window.__fired=1</script>",
    "{% raw %}<script>window.__fired=1</script>{% endraw %}",
    "+ADw-script+AD4-window.__fired=1+ADw-/script+AD4-",
    "\u2028<script>window.__fired=1</script>\u2029",
    "<a href=javascript:window.__fired=1>clic</a>",
    "<form action=javascript:window.__fired=1><button>clic</button></form>",
    "<math href=javascript:window.__fired=1>clic</math>",
    "<meta http-equiv=refresh content='0;url=javascript:window.__fired=1'>",
    "<base href='javascript:/'><a href='//%0awindow.__fired=1'>clic</a>",
    "| a | <img src=x onerror=window.__fired=1> |\n|---|---|\n"
    "| b | [c](javascript:window.__fired=1) |",
]
PAYLOADS = LIVE + REST
