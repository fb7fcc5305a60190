import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { env, parseEnv, settingNames, type Env } from '@/lib/env'
import type { SettingRow } from './schema'

/** Those that hold no secret. Whatever is not named here is not shown, so that a new one is hidden until somebody thought of it. */
const shown: ReadonlySet<string> = new Set<keyof Env>([
  'NODE_ENV',
  'EMBEDDED_DATABASE_FOLDER',
  'DATABASE_NAMED_STATEMENTS',
  'DATABASE_POOL_SIZE',
  'BASE_URL',
  'HOST',
  'PORT',
  'MAIL_FROM',
  'DEFAULT_PLAN',
  'PLAN_LIMITS',
  'PLAN_FEATURES',
  'AUDIT_STDOUT',
  'WEBHOOK_ALLOW_PRIVATE',
  'INVITATION_DAYS',
  'SESSION_DAYS',
  'TRUSTED_PROXIES',
  'RATE_LIMIT_FACTOR',
  'LOG_LEVEL',
  'SSO_ALLOW_PRIVATE',
  'DNS_SERVERS',
])

/** Addresses with a password in them, of which the host is shown. */
const addresses: ReadonlySet<string> = new Set<keyof Env>(['DATABASE_URL', 'SMTP_URL'])

const ours = { DATABASE_URL: 'postgres://none', AUTH_SECRET: 'x'.repeat(32), BASE_URL: 'http://none' }

/**
 * The settings as they are in effect, by name, without secrets: of those it says whether they are set, and of the addresses of the database
 * and the mail server which host they name. For operators, `not_found` for others.
 */
export function listSettings(ctx: Ctx): Promise<SettingRow[]> {
  requireOperator(ctx)
  const defaults: Record<string, unknown> = parseEnv(ours)
  const inEffect: Record<string, unknown> = env()
  const rows = settingNames.map((name) => rowOf(name, inEffect[name], defaults[name]))
  return Promise.resolve(rows.toSorted((one, other) => (one.name < other.name ? -1 : 1)))
}

function rowOf(name: string, value: unknown, ofDefault: unknown): SettingRow {
  const isDefault = JSON.stringify(value) === JSON.stringify(ofDefault)
  if (shown.has(name)) return { name, value: textOf(value), is_default: isDefault, is_secret: false }
  const host = addresses.has(name) ? hostOf(value) : null
  return { name, value: host, is_default: isDefault, is_secret: true }
}

function textOf(value: unknown): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

// Nothing but the host and its port. Where a password was not encoded, what reads as the host may be a part of it: an “@” behind it tells.
function hostOf(value: unknown): string | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null
  const rest = value.slice(value.indexOf('//') + 2)
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? ''
  return rest.lastIndexOf('@') >= authority.length ? null : new URL(value).host || null
}
