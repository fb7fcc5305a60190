import { expect, test } from 'vitest'
import { allRoutes } from '../all-routes'
import { openapiDocument } from '../openapi'
import { apiGuide } from '../openapi-guide'
import { documentationPage } from './page'

const page = await documentationPage(allRoutes, openapiDocument(allRoutes))
const text = page
  .replaceAll(/<[^>]+>/g, '')
  .replaceAll('&quot;', '"')
  .replaceAll('&#39;', "'")
  .replaceAll('&amp;', '&')

test('the page has the guide, and every route with what it does', () => {
  for (const { paragraphs } of apiGuide)
    for (const paragraph of paragraphs) expect(text).toContain(paragraph.replaceAll('`', ''))
  for (const { method, path, documentation } of allRoutes) {
    expect(text).toContain(`${method.toUpperCase()} /api${path}`)
    expect(text).toContain(documentation.summary?.replaceAll('`', ''))
  }
})

test('it runs nothing, loads nothing, and every link within it leads somewhere', () => {
  // An example of a body may have an address, as text.
  expect(page).not.toMatch(/<script|<link rel="stylesheet"|<img|\bon\w+=|(?:="|url\(|@import)\W*https?:\/\//)
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target)
  expect(targets.length).toBeGreaterThan(10)
  expect(targets.filter((target) => !ids.has(target))).toEqual([])
})
