import { QUIET } from '../build/quiet.mjs'

const SETTINGS = [
  'DATABASE_URL',
  'AUTH_SECRET',
  'AUDIT_SIGNING_KEY',
  'AUDIT_STDOUT',
  'WEBHOOK_ALLOW_PRIVATE',
  'SSO_ALLOW_PRIVATE',
  'DNS_SERVERS',
  'BASE_URL',
  'HOST',
  'PORT',
  'SMTP_URL',
  'MAIL_FROM',
  'ROSTER_DATA_DIR',
  'EMBEDDED_DATABASE_FOLDER',
  'NODE_ENV',
]

/** The environment of the checks: without the settings of an installation that this shell may be set up for. */
export function checkEnvironment(env = {}) {
  const own = Object.entries(process.env).filter(([name]) => !SETTINGS.includes(name))
  return { ...Object.fromEntries(own), ...QUIET, ...env }
}
