import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { apiPaths } from '@/lib/paths'
import { closeTestDatabase } from '@/lib/testing/database'
import { patchOf } from '@/lib/testing/scim'
import { headingOf, lineOf, type FewAndMany } from './few-and-many'
import type { Target } from './load'
import { makeSsoBench, type SsoBench, type SsoPlace } from './sso-data'
import { markdownTable } from './table'
import { cycle } from './take-turns'

// Measures an organization that requires single sign-on beside one that asks for nothing, and provisioning in a small and a large one, in
// one database. Started by scripts/bench.mjs with the product's address and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const url = `http://127.0.0.1:${port}`

try {
  process.stderr.write('  making organizations of 100 and 10,000 members …\n')
  const lines: string[][] = []
  for (const measure of listMeasures(await makeSsoBench())) lines.push(await lineOf(measure))
  const heading = headingOf('100 members, nothing asked', '10,000, single sign-on and groups')
  process.stdout.write(`${markdownTable(heading, lines)}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}

function listMeasures(bench: SsoBench): FewAndMany[] {
  const both = (title: string, targetOf: (place: SsoPlace) => Target): FewAndMany => ({
    title,
    few: targetOf(bench.few),
    many: targetOf(bench.many),
  })
  const page = (title: string, pathOf: (place: SsoPlace) => string) =>
    both(title, (place) => ({
      url,
      nextRequest: () => ({ path: pathOf(place), headers: { cookie: place.cookie } }),
    }))
  return [
    page('members, first 50', ({ accountId }) => apiPaths.members(accountId)),
    page('workspaces: by grants, by groups', ({ accountId }) => apiPaths.workspaces(accountId)),
    both('SCIM: who has a `userName`', (place) => {
      const next = cycle(place.users)
      return asking(place, () => `/Users?filter=${encodeURIComponent(`userName eq "${next().userName}"`)}`)
    }),
    both('SCIM: first 100', (place) => asking(place, () => '/Users?count=100')),
    both('SCIM: switched off and on again', switching),
    both('SCIM: a member taken out of the group and put back', regrouping),
  ]
}

function asking(place: SsoPlace, pathOf: () => string): Target {
  return { url, nextRequest: () => requestOf(place, 'GET', pathOf()) }
}

function switching(place: SsoPlace): Target {
  const next = cycle(
    [false, true].flatMap((value) => place.users.slice(0, 90).map(({ id }) => ({ id, value }))),
  )
  return {
    url,
    nextRequest: () => {
      const { id, value } = next()
      const body = patchOf({ op: 'replace', path: 'active', value })
      return requestOf(place, 'PATCH', `/Users/${id}`, body)
    },
  }
}

function regrouping(place: SsoPlace): Target {
  const next = cycle(
    place.users
      .slice(0, 90)
      .flatMap(({ id }) => [
        patchOf({ op: 'remove', path: `members[value eq "${id}"]` }),
        patchOf({ op: 'add', path: 'members', value: [{ value: id }] }),
      ]),
  )
  return { url, nextRequest: () => requestOf(place, 'PATCH', `/Groups/${place.groupId}`, next()) }
}

function requestOf({ token }: SsoPlace, method: 'GET' | 'PATCH', path: string, body?: unknown) {
  return {
    method,
    path: `/scim/v2${path}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
}
