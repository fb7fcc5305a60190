import { html, raw } from 'hono/html'
import { apiPaths, paths } from '@/lib/paths'
import type { Route } from '../define-route'
import { apiGuide } from '../openapi-guide'
import { operationsOf, type Operation } from './operation'
import { schemaText } from './schema-text'
import { style } from './style'

type Piece = ReturnType<typeof html>

/**
 * The OpenAPI document as a page to read: the guide, then every route by area, with what it demands, takes and answers. It is HTML alone, so
 * that it needs no script, asks no other host for anything, and is read by whatever reads pages.
 */
export async function documentationPage(routes: readonly Route[], document: object): Promise<string> {
  const operations = operationsOf(routes, document)
  const names = [...new Set(operations.map(({ area }) => area))]
  const areas = names.map((name) => [name, operations.filter(({ area }) => area === name)] as const)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · Roster</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <div class="page">
          <nav aria-label="Contents">
            <a href="${paths.home()}"><strong>Roster</strong></a>
            <h2>Guide</h2>
            <ul>
              ${apiGuide.map(({ title }) => linkTo(title))}
            </ul>
            <h2>Routes</h2>
            <ul>
              ${areas.map(([area]) => linkTo(area))}
            </ul>
          </nav>
          <main id="content">
            <h1>API</h1>
            <p>
              The same as <a href="${apiPaths.openapi()}">OpenAPI 3.1</a>, for programs; and everything the
              console does is there over <a href="${apiPaths.graphql()}">GraphQL</a> too.
            </p>
            ${apiGuide.map(guideSection)} ${areas.map(([area, of]) => areaSection(area, of))}
          </main>
        </div>
      </body>
    </html>`
  return String(await page)
}

function linkTo(title: string): Piece {
  return html`<li><a href="#${anchorOf(title)}">${title}</a></li>`
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

function guideSection({ title, paragraphs }: (typeof apiGuide)[number]): Piece {
  return html`<section id="${anchorOf(title)}">
    <h2>${title}</h2>
    ${paragraphs.map((paragraph) => html`<p>${marked(paragraph)}</p>`)}
  </section>`
}

function areaSection(area: string, operations: Operation[]): Piece {
  return html`<section id="${anchorOf(area)}">
    <h2>${area}</h2>
    ${operations.map(operationDetails)}
  </section>`
}

function operationDetails(operation: Operation): Piece {
  const { id, method, path, summary, demand, parameters, body, answers } = operation
  return html`<details id="${id}">
    <summary>
      <code><span class="method">${method.toUpperCase()}</span> ${path}</code>
      <span class="what">${marked(summary)}</span>
    </summary>
    <div class="inside">
      <p>${marked(demand)}</p>
      ${parameters.length > 0 ? parameterTable(operation) : ''}
      ${
        body
          ? html`<h3>Body</h3>
              <pre tabindex="0">${schemaText(body.schema)}</pre>`
          : ''
      }
      <h3>Example</h3>
      <pre tabindex="0">${curlOf(operation)}</pre>
      <h3>Answers</h3>
      ${answers.map(
        ({ status, description, schema }) => html`
          <p><code>${status}</code> ${marked(description)}</p>
          ${schema === undefined ? '' : html`<pre tabindex="0">${schemaText(schema)}</pre>`}
        `,
      )}
    </div>
  </details>`
}

function parameterTable({ method, path, parameters }: Operation): Piece {
  return html`<h3>Parameters</h3>
    <div class="table" tabindex="0" role="region" aria-label="Parameters of ${method.toUpperCase()} ${path}">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">In</th>
            <th scope="col">Type</th>
            <th scope="col">Needed</th>
          </tr>
        </thead>
        <tbody>
          ${parameters.map(
            ({ name, place, schema, isRequired }) =>
              html`<tr>
                <td><code>${name}</code></td>
                <td>${place}</td>
                <td><code>${schemaText(schema)}</code></td>
                <td>${isRequired ? 'yes' : 'no'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}

function curlOf({ method, path, body, isOpen }: Operation): string {
  return [
    `curl -X ${method.toUpperCase()} "$ROSTER_URL${path}"`,
    ...(isOpen ? [] : ['-H "Authorization: Bearer $KEY"']),
    ...(body ? [`-d '${JSON.stringify(body.example, null, 2).replaceAll("'", String.raw`'\''`)}'`] : []),
  ].join(' \\\n  ')
}

/** Text of Markdown of which only the names in code are anything but text. */
function marked(text: string): Piece[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
