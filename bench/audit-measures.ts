import { apiPaths } from '@/lib/paths'
import type { AuditBench, AuditPlace } from './audit-data'
import type { FewAndMany } from './few-and-many'

/** What the page of the audit log asks for, with each filter. */
export function listAuditMeasures(url: string, { cookie, few, many }: AuditBench): FewAndMany[] {
  const list = (title: string, searchOf: (place: AuditPlace) => string): FewAndMany => {
    const targetOf = (place: AuditPlace) => {
      const path = `${apiPaths.auditLog(place.accountId)}?limit=50&${searchOf(place)}`
      return { url, nextRequest: () => ({ path, headers: { cookie } }) }
    }
    return { title, few: targetOf(few), many: targetOf(many) }
  }
  const monthAgo = new Date(Date.now() - 30 * 86_400_000).toISOString()
  const halfAYearAgo = new Date(Date.now() - 180 * 86_400_000).toISOString()
  return [
    list('first page', () => ''),
    list('until half a year ago', () => `until=${halfAYearAgo}`),
    list('who did it', ({ actorId }) => `actor=${actorId}`),
    list('who did it, until half a year ago', ({ actorId }) => `actor=${actorId}&until=${halfAYearAgo}`),
    list(
      'two kinds of event, last month',
      () => `event=api_key.created,audit_log.exported&since=${monthAgo}`,
    ),
    list('a thing', ({ roleId }) => `object=role:${roleId}`),
    list('a workspace', ({ workspaceId }) => `workspace=${workspaceId}`),
    list('a rare word', () => 'search=zanzibar'),
    list('words that many have', () => 'search=changed%20workspace'),
    list('who did it and a kind of event', ({ actorId }) => `actor=${actorId}&event=audit_log.exported`),
  ]
}
