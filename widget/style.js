// @ts-check
/** The look of the open assistant. Colours and sizes can be set from outside by the custom properties named here. */

export const STYLE = `
.rrn{--accent:var(--rrn-accent,#0b4f7d);--on-accent:var(--rrn-on-accent,#fff);--bg:var(--rrn-background,#fff);
 --text:var(--rrn-text,#1b1f24);--muted:var(--rrn-muted,#4c5661);--line:var(--rrn-line,#737d87);--card:var(--rrn-card,#f1f4f7);
 --link:var(--rrn-link,#0b4f7d);--radius:var(--rrn-radius,12px);color-scheme:light;color:var(--text);block-size:100%}
.rrn[data-theme=dark]{--accent:var(--rrn-accent,#8cc8f2);--on-accent:var(--rrn-on-accent,#06202f);--bg:var(--rrn-background,#14191e);
 --text:var(--rrn-text,#eef2f5);--muted:var(--rrn-muted,#b4bfc9);--line:var(--rrn-line,#8b96a1);--card:var(--rrn-card,#222a32);
 --link:var(--rrn-link,#9ed2f7);color-scheme:dark}
:where(.panel,.panel *){box-sizing:border-box;margin:0;padding:0}
.panel{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;display:flex;flex-direction:column;
 inline-size:min(400px,calc(100vw - 40px));block-size:min(640px,calc(100dvh - 40px));overflow:hidden;
 background:var(--bg);color:var(--text);border:1px solid var(--line);border-radius:var(--radius);box-shadow:0 6px 30px #0006}
.panel[hidden],[hidden]{display:none!important}
.page .panel{position:static;inline-size:100%;block-size:100%;min-block-size:420px;box-shadow:none}
.head{display:flex;align-items:center;gap:8px;padding:8px 8px 8px 16px;background:var(--accent);color:var(--on-accent)}
h2{flex:1;font:600 17px/1.3 system-ui,sans-serif}
.log{flex:1;min-block-size:80px;overflow:auto;padding:16px;display:flex;flex-direction:column;gap:14px;overflow-wrap:anywhere}
.turn{display:flex;flex-direction:column;gap:8px}
.mine{align-self:flex-end;max-inline-size:85%;padding:10px 14px;border-radius:var(--radius);background:var(--accent);color:var(--on-accent);
 white-space:pre-wrap}
.theirs{display:flex;flex-direction:column;gap:8px;align-items:flex-start}
.body,.card{max-inline-size:100%;padding:10px 14px;border-radius:var(--radius);background:var(--card)}
.body>*+*,.card>*+*{margin-block-start:8px}
.safeguarding .body{border-inline-start:6px solid #c62828}
ul{padding-inline-start:20px}li{margin-block:4px}a{color:var(--link)}
.name,.at{font-size:13px;color:var(--muted)}
.mine-at{align-self:flex-end}
.card{inline-size:100%;border:1px solid var(--line);font-size:15px}
summary{min-block-size:28px;cursor:pointer}
blockquote{padding-inline-start:12px;border-inline-start:3px solid var(--line)}
.outcome{font-weight:700}.heading{font-weight:600}
dl div{display:flex;gap:8px;justify-content:space-between}dt{color:var(--muted)}dd{font-weight:600;text-align:end}
.buttons,.tools{display:flex;flex-wrap:wrap;gap:8px}
button{font:inherit;min-block-size:44px;min-inline-size:44px;padding:8px 14px;cursor:pointer;border-radius:22px;
 border:1px solid var(--link);background:var(--bg);color:var(--link);text-align:start}
.quiet,.icon{border-color:transparent;background:transparent;font-size:14px;text-decoration:underline}
.tools button{padding:6px 10px}.tools>:first-child{margin-inline-start:-10px}.verdict>.quiet{margin-inline-start:-14px}
.icon{color:inherit;text-decoration:none;font-size:22px;line-height:1;text-align:center}
.quiet[aria-pressed=true]{border-color:var(--link);font-weight:700}
button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.head :focus-visible{outline-color:var(--on-accent);outline-offset:-3px}
.log:focus-visible{outline-offset:-3px}
.state{min-block-size:0;padding-inline:16px;color:var(--muted);font-size:14px}
.state:not(:empty){padding-block:4px}
form{display:grid;grid-template-columns:1fr auto;gap:4px 8px;align-items:end;padding:10px 16px;border-block-start:1px solid var(--line)}
form label,.privacy,.count{grid-column:1/-1;font-size:14px;color:var(--muted)}.privacy{font-size:13px}
.over{color:var(--rrn-error,#b3261e);font-weight:700}
.rrn[data-theme=dark] .over{color:var(--rrn-error,#ffb4ab)}
textarea{font:inherit;inline-size:100%;min-block-size:44px;max-block-size:140px;padding:9px 12px;resize:none;
 border:1px solid var(--line);border-radius:var(--radius);background:var(--bg);color:var(--text)}
.send{background:var(--accent);color:var(--on-accent);border-color:var(--accent)}
.comment{inline-size:100%;grid-template-columns:1fr;justify-items:start;gap:10px;padding:0;border:0;scroll-margin-block:12px}
.comment label{display:grid;gap:6px;inline-size:100%}
.menu{display:flex;flex-wrap:wrap;padding:0 12px 6px}.menu button{padding:6px 3px;font-size:13px}
@media (max-width:480px){.rrn:not(.page) .panel{inset:0;inline-size:100%;block-size:100%;border:0;border-radius:0}}
/* Little room, as at 400 % zoom: the whole panel scrolls, so that nothing is left out. */
@media (max-height:420px){.panel{overflow:auto}.head{padding-block:0}.head,form,.menu{flex:none}.log{flex:none;block-size:max(48px,100dvh - 156px)}}
@media (forced-colors:active){.panel,button,.body,.mine{border:1px solid CanvasText}.quiet[aria-pressed=true]{outline:2px solid Highlight}}
@media print{.panel{position:static;inline-size:auto;block-size:auto;border:0;box-shadow:none;overflow:visible}.log{overflow:visible}
 form,.menu,.tools,.buttons,.icon,.state{display:none}.mine{background:none;color:#000;border:1px solid #000}details::details-content{content-visibility:visible}}
`;
