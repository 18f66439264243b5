/** The look of the page: one quiet column, one accent, light and dark, printable. */
export const style = `
:root{color-scheme:light dark;--ink:#24262b;--soft:#5d626b;--line:#e3e1dd;--paper:#fbfaf8;--card:#fff;--accent:#b0265c;--keep:#00795a;--harm:#b0265c}
@media screen and (prefers-color-scheme:dark){:root{--ink:#ebecee;--soft:#a9aeb7;--line:#33363c;--paper:#15161a;--card:#1d1f23;--accent:#f284ac;--keep:#3ccba0;--harm:#f284ac}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;border-top:4px solid var(--accent);overflow-wrap:anywhere}
header,main,footer,nav{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:1}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
nav ol{list-style:none;margin:2rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;font-size:.9rem}
nav a{color:var(--soft);text-decoration:none;display:inline-block;padding:.2rem 0}nav a:hover{color:var(--accent);text-decoration:underline}
@media screen and (min-width:84rem){body{display:grid;grid-template-columns:minmax(1rem,1fr) 10rem 62rem minmax(1rem,1fr)}body>*{grid-column:3;width:100%}nav{grid-column:2;grid-row:1/4;padding-right:0}nav ol{position:sticky;top:2rem;flex-direction:column;margin-top:2.4rem}}
.eyebrow{margin:0;color:var(--soft);font-size:.9rem}
.below{margin-top:1rem;max-width:none}
h1{margin:.3rem 0 1rem;font-size:clamp(1.6rem,4.5vw,2.2rem);line-height:1.2;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h1 .see{font-weight:400;letter-spacing:0;font-size:1rem}.see{white-space:nowrap;font-size:.9em}.see::after{content:' →';text-decoration:none}
h2{margin:3.5rem 0 .75rem;font-size:1.3rem;line-height:1.3;font-weight:650}
h3{margin:1.75rem 0 .5rem;font-size:1rem}
p,li{max-width:44rem}
p{margin:.6rem 0}
.lead p{font-size:1.1rem;margin:.5rem 0}
a{color:var(--accent);text-underline-offset:.2em}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,10.5rem),1fr));gap:0;margin:2rem 0 0;border-block:1px solid var(--line)}
.numbers>div{padding:1rem 1rem 1rem 0;display:flex;flex-direction:column}
.numbers dt{font-size:.9rem}.numbers dt a{color:var(--soft)}.numbers dt a:hover{color:var(--accent)}
.numbers dd{margin:0}
.numbers .value{font-size:1.75rem;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums}
.numbers .value small{font-size:1rem;font-weight:400;color:var(--soft)}
.numbers .note{color:var(--soft);font-size:.85rem}
.good{color:var(--keep)}.bad{color:var(--harm)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1.25rem;margin:1.25rem 0;align-items:start}
@media screen and (min-width:56rem){.figures>figure:last-child:nth-child(odd){grid-column:1/-1;display:grid;grid-template-columns:33rem 1fr;grid-template-rows:auto auto 1fr;column-gap:1rem}.figures>figure:last-child:nth-child(odd)>*{grid-column:2}.figures>figure:last-child:nth-child(odd)>svg{grid-column:1;grid-row:1/5}.figures>figure:last-child:nth-child(odd)>figcaption{padding-top:.75rem}.figures>figure:last-child:nth-child(odd)>details{grid-column:1/-1;grid-row:5}}
figure{margin:0;padding:.5rem .5rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.6rem;min-width:0}
figure>svg{max-width:33rem}figure:target{border-color:var(--accent)}
.reader{margin:.25rem .75rem 0;display:flex;flex-wrap:wrap;align-items:center;gap:.35rem .9rem;font-size:.85rem;color:var(--soft)}
.reader .curves{display:flex;flex-wrap:wrap;gap:.35rem}.reader button{font:inherit;color:var(--ink);background:none;border:1px solid var(--soft);border-radius:1rem;padding:.1rem .7rem;cursor:pointer;max-width:14rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.reader button[aria-pressed=false]{color:var(--soft);border-style:dashed;text-decoration:line-through}
.reader label{display:flex;align-items:center;gap:.5rem;flex:1;min-width:10rem}.reader input{flex:1;min-width:5rem;accent-color:var(--soft)}.hint{color:var(--soft);font-size:.9rem;margin:0 0 -.5rem}.reading{flex-basis:100%;margin:0;min-height:1.5em;color:var(--ink);font-variant-numeric:tabular-nums}
.hib-out{opacity:.4}
.download{margin:.35rem .75rem 0;font-size:.9rem}
figcaption,details{margin:.5rem .75rem 0;color:var(--soft);font-size:.9rem;line-height:1.5}
summary{cursor:pointer;width:fit-content}
summary:focus-visible,a:focus-visible,.scroll:focus-visible,pre:focus-visible,button:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.scroll{overflow:auto;max-height:24rem;margin:.75rem 0}
section>.scroll{max-height:none}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45;color:var(--ink);overflow-wrap:normal}
caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--line);font-weight:400;min-width:4.5rem}
thead th,thead .number{white-space:normal}thead th{color:var(--soft);font-size:.85rem;vertical-align:bottom}
tbody th{font-weight:600}small{font-weight:400;color:var(--soft)}
details tbody th{font-weight:400}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.data th,.data td{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.data thead th{white-space:normal}.data .text{text-align:left;white-space:normal}
.wide{min-width:15rem;display:block}
.decision{white-space:nowrap}
.terms{margin:1rem 0}
.terms>div{display:grid;grid-template-columns:11rem 1fr;gap:.25rem 1.25rem;padding:.45rem 0;border-bottom:1px solid var(--line)}
.terms dt{color:var(--soft)}.terms dd{margin:0}
@media(max-width:34rem){.terms>div{grid-template-columns:1fr}}
pre{margin:.75rem 0;padding:1rem;background:var(--card);border:1px solid var(--line);border-radius:.6rem;overflow:auto;font:.85rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:normal}
footer{margin-top:4rem;padding-block:1.25rem 3rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media print{body{background:none;border:0;font-size:10pt}header{padding-top:0}figure,tr,.numbers{break-inside:avoid}h2{break-after:avoid}.figures{grid-template-columns:1fr}figure{display:grid;grid-template-columns:9.5cm 1fr;grid-template-rows:auto 1fr;column-gap:.5cm}figure>svg{grid-row:1/3}figure>figcaption{grid-column:2}figure>details{grid-column:1/-1}th,td,thead th{min-width:0;font-size:8pt;padding-right:.5em}.many th,.many td,.many thead th{font-size:5.5pt;padding-right:.3em}figcaption,details,caption{font-size:9pt}.data th,.data td{white-space:normal}.scroll{max-height:none;overflow:visible}nav,.reader,.hint,.download,details.long,.skip,.see{display:none}details::details-content{content-visibility:visible;display:block}summary{list-style:none}a{color:inherit;text-decoration:none}}
`.trim();
