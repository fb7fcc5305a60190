import { z } from 'zod'
import { apiPaths, paths } from '@/lib/paths'
import { query } from '@/lib/testing/database'
import { runsPerSide, timed, type Measure } from './beside-bare'
import { makeInvitations, type Invited, type Organization, type SignInPerson } from './data'
import { actionRequest, findActionId } from './server-action'
import { cycle, takeEach } from './take-turns'

const acceptLength = { requests: 304 }
const json = { 'content-type': 'application/json' }

type Setting = { productUrl: string; bareUrl: string; organization: Organization; people: SignInPerson[] }

/** Every measure, in the order they are made: accepting comes last because it adds members. */
export async function listMeasures(setting: Setting): Promise<Measure[]> {
  return [
    nothing(setting),
    membersPage(setting),
    membersRoute(setting),
    await signIn(setting),
    await accepting(setting),
  ]
}

function nothing({ productUrl, bareUrl }: Setting): Measure {
  return {
    title: 'nothing (`/api/health`)',
    product: { url: productUrl, nextRequest: () => ({ path: '/api/health' }) },
    bare: { url: bareUrl, nextRequest: () => ({ path: '/nothing' }) },
    ...timed,
  }
}

function membersPage({ productUrl, bareUrl, organization }: Setting): Measure {
  const { handle, administratorCookie: cookie } = organization
  return {
    title: 'members page, rendered on the server',
    product: { url: productUrl, nextRequest: () => ({ path: paths.members(handle), headers: { cookie } }) },
    bare: { url: bareUrl, nextRequest: () => ({ path: '/members' }) },
    ...timed,
  }
}

function membersRoute({ productUrl, bareUrl, organization }: Setting): Measure {
  const { id, administratorCookie: cookie } = organization
  return {
    title: 'members, data route of the page',
    product: { url: productUrl, nextRequest: () => ({ path: apiPaths.members(id), headers: { cookie } }) },
    bare: { url: bareUrl, nextRequest: () => ({ path: '/members' }) },
    ...timed,
  }
}

async function signIn({ productUrl, bareUrl, people }: Setting): Promise<Measure> {
  const { token, cookie } = await getCsrf(productUrl)
  const nextPerson = cycle(people)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie }
  return {
    title: 'sign-in (argon2id)',
    product: {
      url: productUrl,
      nextRequest: () => ({
        method: 'POST',
        path: '/api/auth/callback/credentials',
        headers,
        body: new URLSearchParams({ csrfToken: token, json: 'true', ...nextPerson() }).toString(),
      }),
    },
    bare: {
      url: bareUrl,
      nextRequest: () => ({
        method: 'POST',
        path: '/sign-in',
        headers: json,
        body: JSON.stringify(nextPerson()),
      }),
    },
    ...timed,
  }
}

async function accepting({ productUrl, bareUrl, organization }: Setting): Promise<Measure> {
  const action = await findActionId('lib/invitations/actions.ts', 'acceptInvitationAction')
  const perSide = timed.warmUp.requests + runsPerSide * acceptLength.requests
  const invitations = await makeInvitations(organization, 2 * perSide)
  const next = takeEach(invitations)
  return {
    title: 'accepting an invitation',
    product: {
      url: productUrl,
      nextRequest: () => {
        const { token, cookie } = next()
        return actionRequest({ productUrl, path: paths.invitation(token), action, cookie, input: { token } })
      },
    },
    bare: {
      url: bareUrl,
      nextRequest: () => {
        const { token, userId } = next()
        return { method: 'POST', path: '/accept', headers: json, body: JSON.stringify({ token, userId }) }
      },
    },
    length: acceptLength,
    warmUp: timed.warmUp,
    verify: () => requireAccepted(organization.id, invitations),
  }
}

// An action that was refused is a 200 as well, so the rows are what counts.
async function requireAccepted(accountId: string, invitations: Invited[]): Promise<void> {
  const [row] = await query<{ members: number }>(
    'SELECT count(*)::int AS members FROM membership WHERE account_id = $1 AND user_id = ANY($2::uuid[])',
    [accountId, invitations.map(({ userId }) => userId)],
  )
  if (row?.members !== invitations.length) {
    throw new Error(`${row?.members ?? 0} of ${invitations.length} invitations were accepted.`)
  }
}

async function getCsrf(productUrl: string): Promise<{ token: string; cookie: string }> {
  const response = await fetch(`${productUrl}/api/auth/csrf`)
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await response.json())
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0])
  return { token: csrfToken, cookie: cookies.join('; ') }
}
