/** The page's looks: the console's colours, by its own names, on any width, light and dark as the system is. */
export const style = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(oklch(0.985 0.002 268), oklch(0.165 0.006 268));
  --surface: light-dark(oklch(1 0 0), oklch(0.19 0.007 268));
  --subtle: light-dark(oklch(0.967 0.003 268), oklch(0.225 0.009 268));
  --line: light-dark(oklch(0.915 0.005 268), oklch(0.285 0.011 268));
  --focus: light-dark(oklch(0.55 0.2 268), oklch(0.7 0.15 268));
  --ink: light-dark(oklch(0.22 0.012 268), oklch(0.95 0.003 268));
  --muted: light-dark(oklch(0.44 0.014 268), oklch(0.77 0.01 268));
  --link: light-dark(oklch(0.48 0.18 268), oklch(0.77 0.11 268));
}
* { box-sizing: border-box }
body { margin: 0; background: var(--canvas); color: var(--ink); font: 14px/1.5 ui-sans-serif, system-ui, sans-serif }
a { color: var(--link) }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
.skip { position: absolute; left: -999px }
.skip:focus { left: 8px; top: 8px; padding: 8px; background: var(--surface) }
.page { display: grid; grid-template-columns: 220px minmax(0, 1fr); max-width: 1200px; margin: 0 auto }
nav { position: sticky; top: 0; align-self: start; max-height: 100dvh; overflow: auto; padding: 24px 16px }
nav h2 { margin: 16px 0 4px; font-size: 12px; color: var(--muted) }
nav ul { margin: 0; padding: 0; list-style: none }
nav a { display: block; padding: 4px 0; text-decoration: none }
nav a:hover { text-decoration: underline }
main { padding: 24px 16px 96px }
h1 { margin: 0; font-size: 24px }
section > h2 { margin: 40px 0 8px; font-size: 20px }
h3 { margin: 16px 0 4px; font-size: 13px }
p { max-width: 72ch; margin: 8px 0 }
code, pre { font-family: ui-monospace, monospace; font-size: 13px }
:not(pre) > code { padding: 1px 4px; border-radius: 4px; background: var(--subtle); overflow-wrap: break-word }
summary > code { padding: 0; background: none }
pre { margin: 8px 0; padding: 12px; overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--subtle) }
details { margin: 8px 0; border: 1px solid var(--line); border-radius: 8px; background: var(--surface) }
details details { margin: 4px 0 }
summary { padding: 10px 12px; cursor: pointer; overflow-wrap: anywhere }
summary .method { display: inline-block; min-width: 52px; font-weight: 600 }
summary .what { display: block; margin-left: 16px; color: var(--muted) }
.inside { padding: 0 12px 12px }
.table { overflow-x: auto }
table { width: 100%; border-collapse: collapse }
th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { font-size: 12px; color: var(--muted) }
@media (max-width: 720px) {
  .page { display: block }
  nav { position: static; max-height: none; padding-bottom: 0 }
  nav ul { display: flex; flex-wrap: wrap; gap: 0 16px }
}
@media print { nav { display: none } }
`
