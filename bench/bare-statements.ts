import { Prisma } from '@/lib/db/generated/client'
import { listMembers } from '@/lib/members/list-store'

export type Statement = { name: string; text: string; values: unknown[] }

/** The statement behind the first page of members, taken from the product's own store so that the two cannot drift apart. */
export async function membersStatement(accountId: string): Promise<Statement> {
  const recorded: Prisma.Sql[] = []
  const recorder = {
    $queryRaw: async (strings: TemplateStringsArray, ...values: unknown[]) => {
      recorded.push(Prisma.sql(strings, ...values))
      return []
    },
  }
  const page = { filter: { search: '' }, sort: 'name', descending: false, after: null, limit: 51 } as const
  // The store asks its transaction for nothing but this one method.
  await listMembers(recorder as never, accountId, { ...page, now: new Date() })
  const [statement] = recorded
  if (!statement) throw new Error('the list of members made no statement')
  return { name: 'members', text: statement.text, values: statement.values }
}

export const findUserText = 'SELECT id, password_hash FROM "user" WHERE email_key = $1'
export const addSessionText =
  "INSERT INTO session (id, user_id, expires_at) VALUES (gen_random_uuid(), $1, now() + interval '30 days') RETURNING id"

export const lockAccountText = 'SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE'
export const findInvitationText = `
  SELECT i.id, i.email, i.role_id, i.status, i.expires_at > now() AS is_open
  FROM invitation_link l JOIN invitation i ON i.account_id = l.account_id AND i.id = l.invitation_id
  WHERE l.account_id = $1 AND l.token_hash = $2 AND l.is_current`
export const addMembershipText = `
  INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name, principal_email)
  VALUES ($1, gen_random_uuid(), 'USER', $2, $3, $4, $4)`
export const acceptInvitationText = `
  UPDATE invitation SET status = 'ACCEPTED', resolved_at = now(), updated_at = now() WHERE account_id = $1 AND id = $2`

export const findKeyText =
  'SELECT user_id FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'
export const rolesText =
  'SELECT id, name, permissions, created_at FROM role WHERE account_id = $1 ORDER BY lower(name) LIMIT 1000'
export const setRoleText =
  'UPDATE membership SET role_id = $3, updated_at = now() WHERE account_id = $1 AND id = $2'
