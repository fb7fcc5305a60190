import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { askRoute } from '@/lib/testing/route-requests'
import { newWorkspace } from '@/lib/testing/workspaces'
import { allRoutes } from './all-routes'

const guide = readFileSync(new URL('../../docs/rest.md', import.meta.url), 'utf8')
// A request line, the body, a status, the answer.
const examples = [...guide.matchAll(/```http\n(\w+) (\S+)\n(.*?)\n(\d{3})\n(.*?)```/gs)]

test('every example of the guide does what it says', async () => {
  const organization = await newOrganization()
  const { administrator, accountId, roles } = organization
  const { key } = await newUserApiKey(administrator.ctx)
  const ids: Record<string, string> = {
    accountId,
    membershipId: (await newMember(organization, roles.MEMBER)).membershipId,
    otherMembershipId: (await newMember(organization, roles.MEMBER)).membershipId,
    workspaceId: await newWorkspace(organization, 'Analytics', roles.RUNNER),
    roleId: roles.USER,
    workspaceRoleId: roles.RUNNER,
  }
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole)
  expect(examples.length).toBeGreaterThan(5)
  for (const [, method = '', address = '', body = '', status = '', printed = ''] of examples) {
    const route = allRoutes.find(
      (one) => `/api${one.path}` === address && one.method === method.toLowerCase(),
    )
    if (!route) throw new Error(`${method} ${address} is no route`)
    const answer = await askRoute(route, { address: filled(address), body: filled(body), key })
    expect([address, answer.status, answer.text]).toEqual([address, Number(status), answer.text])
    const named = /"id": "\{(\w+)\}"/.exec(printed)?.[1]
    if (named) ids[named] = z.object({ id: z.string() }).parse(answer.body).id
    expect(answer.body).toEqual(withGaps(JSON.parse(filled(printed === '' ? 'null' : printed))))
  }
})

test('every address of the guide is one of a route', () => {
  const addresses = [...guide.matchAll(/(?:GET|POST|PUT|PATCH|DELETE) (\/api\/[^\s`?]+)/g)]
  expect(addresses.length).toBeGreaterThan(8)
  const paths = new Set(allRoutes.map(({ path }) => `/api${path}`))
  expect(addresses.map(([, address]) => address).filter((address) => !paths.has(address ?? ''))).toEqual([])
})

/** What is printed as “…” is different each time; what has that for a name has more than is printed. */
function withGaps(printed: unknown): unknown {
  if (printed === '…') return expect.anything()
  if (Array.isArray(printed)) return printed.map(withGaps)
  if (typeof printed !== 'object' || printed === null) return printed
  const { '…': more, ...told } = Object.fromEntries(
    Object.entries(printed).map(([name, value]) => [name, withGaps(value)]),
  )
  return more === undefined ? told : expect.objectContaining(told)
}
