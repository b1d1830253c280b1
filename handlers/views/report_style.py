"""How a report looks: on a phone of 360 pixels, on a desk, on paper (A4). Switching languages needs no script."""

from __future__ import annotations

STYLE = """
:root{--ink:#1a1a1a;--soft:#4d5862;--line:#c9d1d8;--blue:#12436d;--pale:#eef3f7;--warn:#8a3b00}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--ink);
 font:16px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans","Open Sans",Arial,sans-serif}
.page{max-width:62rem;margin:0 auto;padding:0 1rem 3rem}
.lang{position:absolute;width:1px;height:1px;margin:0;opacity:0}
.switch{display:flex;justify-content:space-between;align-items:center;gap:1rem;border-bottom:3px solid var(--blue);
 padding:.75rem 0}
.brand{font-weight:700;color:var(--blue);letter-spacing:.02em}
.switch .labels{display:flex;gap:.25rem}
.switch label{padding:.45rem .8rem;border:1px solid var(--line);cursor:pointer;min-height:2.5rem;border-radius:.25rem}
#kk:checked~.page label[for=kk],#ru:checked~.page label[for=ru]{background:var(--blue);color:#fff;
 border-color:var(--blue)}
#kk:focus-visible~.page label[for=kk],#ru:focus-visible~.page label[for=ru]{outline:3px solid #e69f00;
 outline-offset:2px}
#kk:checked~.page .ru,#ru:checked~.page .kk{display:none}
h1{font-size:1.9rem;line-height:1.2;margin:1.5rem 0 .25rem;color:var(--blue)}
h2{font-size:1.3rem;margin:2.25rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line);color:var(--blue)}
h3{font-size:1.05rem;margin:1.25rem 0 .35rem}
h4{font-size:1rem;margin:.75rem 0 .25rem}
p{margin:.4rem 0;max-width:46rem}
a{color:#0b5394}
.where{font-size:1.25rem;font-weight:600}
.kind,.fact{color:var(--soft);margin:.1rem 0}
.draft{border-left:4px solid var(--warn);padding:.3rem .75rem;color:var(--warn);font-weight:600}
.meaning{padding-left:1.4rem;font-size:1.1rem;max-width:46rem}
.meaning li{margin:.4rem 0}
.note,.of{color:var(--soft);font-size:.9em}
.few{color:var(--soft);font-style:italic}
.facts,.terms{margin:0}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(22rem,1fr));gap:0 1.5rem}
.facts div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line);padding:.35rem 0}
.facts dd{margin:0;text-align:right;font-weight:600}
.facts dd .bar{display:none}
.facts dd .of{font-weight:400;white-space:nowrap}
.terms div{margin:.5rem 0;max-width:46rem}
.terms dt{font-weight:600}
.terms dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.75rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line)}
thead th{font-size:.87em;color:var(--soft);font-weight:600;border-bottom:2px solid var(--blue);vertical-align:bottom}
tbody th{font-weight:600;overflow-wrap:anywhere;width:22%}
.hidden td{color:var(--soft);font-style:italic}
.bar{display:block;margin:.1rem 0}
td .of{white-space:nowrap}
.says td{background:var(--pale);padding:.5rem .8rem}
blockquote{margin:.35rem 0;padding-left:.8rem;border-left:3px solid var(--blue);overflow-wrap:anywhere}
figure{margin:1rem 0;max-width:32rem}
figure svg{width:100%;height:auto;display:block}
.code{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.85rem;overflow-wrap:anywhere;
 background:var(--pale);padding:.5rem .7rem;border-radius:.25rem}
.files a{display:inline-block;margin:.2rem .75rem .2rem 0;padding:.35rem 0}
@media (max-width:640px){
 h1{font-size:1.5rem}
 .page{padding:0 .75rem 2rem}
 table,tbody,tr,td,tbody th{display:block}
 thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 tr{border:1px solid var(--line);border-radius:.25rem;padding:.5rem .75rem;margin:.6rem 0}
 th,td{border:0;padding:.15rem 0}
 tbody th{width:auto;font-size:1rem;padding-bottom:.3rem}
 td{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem}
 td::before{content:attr(data-is);color:var(--soft);flex:1 1 9rem}
 .hidden td::before,.says td::before{content:none}
 .says{margin-top:-.6rem;padding:0;border-top:0}
 .says td{display:block}
 .bar{flex:0 0 100%;order:9}
 .facts{grid-template-columns:1fr}
}
@page{size:A4;margin:15mm 14mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt sans-serif;
 color:#4d5862}}
@media print{
 body{font-size:10pt}
 .page{max-width:none;padding:0}
 .switch .labels,.files{display:none}
 h1{font-size:20pt}
 h2{font-size:13pt;break-after:avoid}
 h3,h4,h2+p{break-after:avoid}
 .facts div{padding:.15rem 0}
 h2{margin-top:6mm}
 table{font-size:8.5pt}
 tr,figure,.facts div,.terms div{break-inside:avoid}
 thead{display:table-header-group}
 figure{max-width:115mm;margin:4mm 0}
 figure svg{max-height:205mm;width:auto;max-width:100%}
 .meaning{font-size:11pt}
 .facts{grid-template-columns:1fr 1fr}
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
"""
