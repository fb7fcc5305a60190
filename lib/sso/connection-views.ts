import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { firstRefusal, type Decision } from '@/lib/policy/decision'
import {
  connectionsAtMost,
  ssoTestView,
  type OfConnection,
  type SsoConnectionSummary,
  type SsoConnectionView,
} from './connection-schema'
import {
  findShown,
  listConnections,
  type ListedConnection,
  type ShownConnection,
} from './connection-shown-store'
import { ourSideOf } from './our-side'
import { decideActivation, decideDisabling, decideEnding, decideTrustChange } from './rules'
import { decideSsoChange, decideSsoUse } from './use'

/** The connections of an account, the oldest first. Needs `read:sso`. */
export async function listSsoConnections(
  ctx: Ctx,
  { accountId }: { accountId: string },
): Promise<SsoConnectionSummary[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:sso')
  return (await listConnections(database(), accountId, connectionsAtMost)).map(summaryOf)
}

/** One connection with our side of it, its last test and what would go with it; never its secrets. Needs `read:sso`. */
export async function getSsoConnection(
  ctx: Ctx,
  { accountId, connectionId }: OfConnection,
): Promise<SsoConnectionView> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:sso')
  const found = await findShown(database(), { accountId, id: connectionId, now: ctx.now })
  if (!found) throw new AppError('not_found')
  const facts = { ...found, isTested: found.testedAt !== null, isKnown: found.people > 0 }
  const [change, use] = [decideSsoChange(access), decideSsoUse(access)]
  const can = (...decisions: Decision[]) => capabilityOf(firstRefusal(...decisions))
  return {
    ...summaryOf(found),
    client_id: found.clientId,
    groups_claim: found.groupsClaim,
    metadata_url: found.metadataUrl,
    sign_in_url: found.signInUrl,
    sign_out_url: found.signOutUrl,
    allows_unsolicited: found.allowsUnsolicited,
    discovered_at: found.discoveredAt?.toISOString() ?? null,
    certificates: found.certificates.map(({ fingerprint, pem, notBefore, notAfter }) => ({
      fingerprint,
      pem,
      not_before: new Date(notBefore).toISOString(),
      not_after: new Date(notAfter).toISOString(),
    })),
    our_side: ourSideView(found),
    test: testOf(found),
    consequences: {
      people: found.people,
      people_without_password: found.peopleWithoutPassword,
      sessions: found.sessions,
      domains: found.domains.length,
      groups: found.groups,
    },
    can: {
      update: capabilityOf(change),
      change_provider: can(change, decideTrustChange(facts)),
      test: capabilityOf(found.state === 'ACTIVE' ? change : use),
      activate: can(use, decideActivation(facts)),
      disable: can(change, decideDisabling(facts)),
      enable: can(use, decideActivation(facts)),
      delete: can(change, decideEnding(facts)),
    },
  }
}

function summaryOf(row: ListedConnection): SsoConnectionSummary {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    admission: row.admission,
    issuer: row.issuer,
    role: { id: row.roleId, name: row.roleName },
    domains: row.domains,
    people: row.people,
    tested_at: row.testedAt?.toISOString() ?? null,
    certificate_expires_at: row.certificateExpiresAt?.toISOString() ?? null,
    problem: row.problem,
    problem_at: row.problemAt?.toISOString() ?? null,
    version: row.version,
    created_at: row.createdAt.toISOString(),
  }
}

function ourSideView({ id, kind, keys }: ShownConnection): SsoConnectionView['our_side'] {
  const { redirectUri, entityId, acsUrl, metadataUrl, logoutUrl } = ourSideOf(id)
  const isSaml = kind === 'SAML'
  return {
    redirect_uri: isSaml ? null : redirectUri,
    entity_id: isSaml ? entityId : null,
    acs_url: isSaml ? acsUrl : null,
    metadata_url: isSaml ? metadataUrl : null,
    logout_url: isSaml ? logoutUrl : null,
    keys: keys.map((key) => ({
      id: key.id,
      certificate: key.certificate,
      not_after: new Date(key.notAfter).toISOString(),
      is_signing: key.isCurrent,
    })),
  }
}

const keptTest = ssoTestView.omit({ at: true, by: true })

function testOf({
  testedAt,
  testedByName,
  testedClaims,
}: ShownConnection): z.infer<typeof ssoTestView> | null {
  const kept = keptTest.safeParse(testedClaims)
  if (!testedAt || !kept.success) return null
  return { at: testedAt.toISOString(), by: testedByName ?? '', ...kept.data }
}
