/** Discord's look, as near as one needs to judge how a message reads. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: light-dark(#fff, #313338); --raised: light-dark(#f2f3f5, #2b2d31); --sunken: light-dark(#e3e5e8, #1e1f22);
	--text: light-dark(#2e3338, #dbdee1); --strong: light-dark(#060607, #f2f3f5); --muted: light-dark(#5c5e66, #a5a9b0); --link: light-dark(#0a5bc4, #5cb8ff);
	--edge: light-dark(#d4d7dc, #3f4147); --mention: light-dark(#e6e8fd, #3c4270); --mention-text: light-dark(#3a45b0, #cdd3ff); --private: light-dark(#eef0ff, #36395a); }
:root:has(#light:checked) { color-scheme: light; }
:root:has(#dark:checked) { color-scheme: dark; }
* { box-sizing: border-box; }
body { background: var(--sunken); color: var(--text); font: 16px/1.375 "gg sans", "Noto Sans", "Helvetica Neue", Helvetica, Arial, sans-serif; margin: 0; }
header, main { margin: 0 auto; max-width: 1600px; padding: 1rem; }
h1, h2, h3, h4 { color: var(--strong); margin: 0 0 .5rem; }
h3 { font-size: 1rem; }
h4 { border-bottom: 1px solid var(--edge); font-size: .95rem; margin: 0; overflow-wrap: anywhere; padding: .6rem 1rem; }
.themes { border: 0; margin: 0 0 .5rem; padding: 0; }
.themes legend { color: var(--muted); font-size: .85rem; padding: 0; }
nav ol { columns: 20rem; margin: 0; padding-left: 1.5rem; }
a { color: var(--link); text-decoration: none; }
.text a { text-decoration: underline; text-underline-offset: 2px; }
.conversation { margin: 0 0 2.5rem; }
.sides { display: grid; gap: 1rem; grid-template-columns: 1fr; }
@media (min-width: 900px) { .sides { grid-template-columns: 1fr 1fr; } }
.side { min-width: 0; }
.room { background: var(--ground); border: 1px solid var(--edge); border-radius: 8px; margin: 0 0 1rem; overflow: hidden; padding-bottom: .5rem; }
.message { display: grid; gap: 0 1rem; grid-template-columns: 40px minmax(0, 1fr); padding: .6rem 1rem; }
.private { background: var(--private); }
.deleted > .body > .text { opacity: .55; }
.reply { color: var(--muted); font-size: .85rem; grid-column: 2; margin: 0 0 .15rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.reply::before { content: "╭ "; }
.avatar { align-items: center; background: #7a5cc9; border-radius: 50%; color: #fff; display: flex; font-weight: 600; grid-column: 1; height: 40px; justify-content: center; width: 40px; }
.avatar.bot { background: #14614f; font-size: 1.4rem; }
.body { grid-column: 2; min-width: 0; }
.who { align-items: baseline; display: flex; gap: .4rem; margin: 0; }
.who b { color: var(--strong); }
.who time, .only, .gone, small, .subtext { color: var(--muted); font-size: .8rem; }
.tag { background: #5865f2; border-radius: 3px; color: #fff; font-size: .65rem; font-weight: 600; padding: 0 .3rem; }
.text { overflow-wrap: anywhere; }
.text p { margin: 0 0 .5rem; white-space: pre-wrap; }
.text p:last-child { margin-bottom: 0; }
.text ol, .text ul { margin: .2rem 0 .4rem; padding-left: 1.5rem; }
.text h3, .text h4, .text h5 { border: 0; font-size: 1.05rem; margin: .4rem 0 .2rem; padding: 0; }
.text figure { margin: .3rem 0; }
.text figcaption { display: none; }
.text pre { background: var(--raised); border: 1px solid var(--edge); border-radius: 4px; font-size: .85rem; margin: 0; overflow-x: auto; padding: .5rem; }
.text :not(pre) > code { background: var(--raised); border-radius: 3px; font-size: .85em; padding: .1em .25em; }
.text blockquote { border-left: 4px solid var(--edge); margin: .2rem 0; padding-left: .75rem; }
.mention { background: var(--mention); border-radius: 3px; color: var(--mention-text); padding: 0 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .5rem; }
.button { background: light-dark(#6d6f78, #4e5058); border-radius: 4px; color: #fff; font-size: .875rem; font-weight: 500; padding: .4rem .8rem; }
.style1 { background: #4752c4; } .style3 { background: #1a6334; } .style4 { background: #b3262b; }
.off { opacity: .5; }
.picture { border-radius: 6px; display: block; height: auto; margin-top: .4rem; max-width: min(100%, 550px); }
.file { background: var(--raised); border: 1px solid var(--edge); border-radius: 6px; margin: .4rem 0 0; max-width: 24rem; padding: .5rem .75rem; }
.deed { color: var(--muted); font-size: .875rem; margin: .3rem 1rem .3rem calc(40px + 2rem); overflow-wrap: anywhere; }
.deed::before { content: "→ "; }
.only, .gone { margin: .3rem 0 0; }
details { margin-top: .4rem; }
summary { color: var(--muted); cursor: pointer; font-size: .8rem; }
.state { border-left: 2px solid var(--edge); margin: .4rem 0; padding-left: .6rem; }
.visually-hidden { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; white-space: nowrap; width: 1px; }
.hljs-keyword, .hljs-literal, .hljs-built_in { color: light-dark(#8a2aa5, #d6a0ff); }
.hljs-string, .hljs-attr { color: light-dark(#1a6b2d, #9fd88b); }
.hljs-comment { color: var(--muted); }
.hljs-number, .hljs-title { color: light-dark(#8a4a00, #f1bd7b); }
`;
