/** Light and dark by the reader's own setting. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --back: #ffffff; --side: #f4f1f6; --text: #1d1c1d; --faint: #5e5d60; --line: #e2e0e4;
  --accent: #5b2a86; --on-accent: #ffffff; --link: #1264a3; --code: #b3174a; --code-back: #f6f4f7;
  --primary: #00754f; --danger: #c01b46; --mention-back: #fdf2cf; --hover: #f8f8f8; --private: #fff7e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #1a1d21; --side: #131418; --text: #dcddde; --faint: #9a9b9e; --line: #34373c;
    --accent: #7a4aa8; --on-accent: #ffffff; --link: #4fb0f0; --code: #f08ca6; --code-back: #24272c;
    --primary: #2eb67d; --danger: #ef5c7e; --mention-back: #4b421f; --hover: #20242a; --private: #2b271b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; height: 100vh; display: grid; grid-template-columns: 15rem 1fr;
  background: var(--back); color: var(--text); font: 15px/1.46 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
nav { background: var(--side); border-right: 1px solid var(--line); overflow-y: auto; padding: .75rem .5rem; }
nav h2 { font-size: .95rem; margin: .75rem .5rem .25rem; overflow-wrap: anywhere; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav button {
  width: 100%; text-align: left; border: 0; border-radius: 6px; padding: .25rem .5rem; background: none; color: var(--faint);
  font: inherit; cursor: pointer; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}
nav button:hover { background: var(--line); }
nav button[aria-current="true"] { background: var(--accent); color: var(--on-accent); }
nav button.unread { color: var(--text); font-weight: 700; }
main { display: flex; flex-direction: column; min-width: 0; height: 100vh; }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: .6rem 1.25rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.1rem; margin: 0; }
header p { margin: 0; color: var(--faint); font-size: .8rem; }
header label { color: var(--faint); font-size: .8rem; white-space: nowrap; }
select { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 4px; padding: .15rem .3rem; }
#messages { flex: 1; overflow-y: auto; padding: 1rem 0; }
#messages > p { color: var(--faint); padding: 0 1.25rem; }
article { padding: .4rem 1.25rem .5rem; overflow-wrap: anywhere; }
article:hover { background: var(--hover); }
article.only { background: var(--private); }
article.target { outline: 2px solid var(--link); outline-offset: -2px; }
article.reply { margin-left: 1.5rem; padding: .3rem 1.25rem .3rem .9rem; border-left: 3px solid var(--line); }
.who { display: flex; gap: .5rem; align-items: baseline; }
.who b { font-weight: 800; }
.app { font-size: .65rem; font-weight: 700; background: var(--line); color: var(--faint); border-radius: 3px; padding: 0 .25rem; }
.who time, .hint { color: var(--faint); font-size: .75rem; }
.body { max-width: 46rem; white-space: pre-wrap; }
.body > * { margin: .25rem 0; }
.header { font-size: 1.15rem; font-weight: 800; }
.split { display: flex; justify-content: space-between; gap: 1rem; align-items: flex-start; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem 1rem; }
.context { color: var(--faint); font-size: .8rem; display: flex; flex-wrap: wrap; gap: .15rem .6rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
.actions button, .split > button {
  font: inherit; font-size: .85rem; font-weight: 700; color: var(--text); background: var(--back); cursor: pointer;
  border: 1px solid var(--faint); border-radius: 4px; padding: .25rem .75rem;
}
.actions button.primary, .split > button.primary { background: var(--primary); border-color: var(--primary); color: var(--back); }
.actions button.danger, .split > button.danger { background: var(--danger); border-color: var(--danger); color: var(--back); }
hr { border: 0; border-top: 1px solid var(--line); }
a { color: var(--link); }
code, pre { font: .85em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--code-back); border: 1px solid var(--line); border-radius: 3px; }
code { color: var(--code); padding: .05rem .2rem; }
pre { padding: .5rem; margin: .25rem 0; white-space: pre-wrap; }
blockquote { margin: .15rem 0; padding-left: .7rem; border-left: 4px solid var(--line); }
.mention { background: var(--mention-back); color: var(--link); border-radius: 3px; padding: 0 .15rem; }
table { border-collapse: collapse; } td { border: 1px solid var(--line); padding: .2rem .5rem; }
.image { color: var(--faint); border: 1px dashed var(--line); border-radius: 4px; padding: .4rem .6rem; }
#notice { margin: 0; padding: .5rem 1.25rem; border-top: 1px solid var(--line); font-size: .85rem; }
@media (max-width: 40rem) { body { grid-template-columns: 9rem 1fr; } .fields { grid-template-columns: 1fr; } }
`;
