import { z } from 'zod'
import { anonymousRequest } from '@/lib/users/anonymous-request'
import { uuid } from '@/lib/uuid'

// Ids and addresses, never a secret: payloads are kept in plain text.
const payloads = {
  /** Sends one message of the outbox. */
  send_mail: z.strictObject({ mailId: uuid() }),
  /** Mails the link that confirms a sign-up, or a notice to the address's owner. */
  mail_sign_up: z.strictObject({ id: uuid() }),
  /** Makes and mails a link to reset a password, when the address has an account. */
  mail_password_reset: z.strictObject({ id: uuid(), emailKey: z.string(), request: anonymousRequest }),
  /** Records a failed sign-in, when the address has an account. */
  record_failed_sign_in: z.strictObject({ emailKey: z.string(), request: anonymousRequest }),
  /** Mails all Administrators that one of them opened the organization by a password where it requires single sign-on. */
  mail_break_glass_use: z.strictObject({
    accountId: uuid(),
    userId: uuid(),
    usedAt: z.iso.datetime(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
  /** Looks for the DNS records of all proven domains; run by the clock. */
  check_sso_domains: z.object({}),
  /** Mails Administrators before certificates of single sign-on end; run by the clock. */
  mail_certificate_notices: z.object({}),
  /** Gives and takes back what a connection said of groups, for members beyond the first thousand. */
  settle_group_source: z.strictObject({
    accountId: uuid(),
    connectionId: uuid(),
    turn: z.enum(['ON', 'OFF', 'GONE']),
    after: uuid().nullable(),
  }),
  /** Gives members back the roles that a mapping of a group gave, which is gone. */
  return_group_roles: z.strictObject({ accountId: uuid(), mappingId: uuid() }),
  /** Deletes what has expired; run by the clock, which adds its own properties. */
  clean_up: z.object({}),
  /** Mails who has a key that ends soon or has ended, and of provisioning tokens that do; run by the clock. */
  mail_key_notices: z.object({}),
  /** Adds the changes of counts of runs to the counts; run by the clock. */
  add_up_run_counts: z.object({}),
  /** Ends runs that are cancelling or paused for too long; run by the clock. */
  end_overdue_runs: z.object({}),
  /** Removes runs of a workspace that were deleted, or whose flow was. */
  remove_deleted_runs: z.strictObject({ workspaceId: uuid() }),
  /** Removes run data that is too old, and counts runs as crashed that nothing was heard of for long; run by the clock. */
  remove_old_runs: z.object({}),
  /** Verifies what was added to audit logs, and signs checkpoints; run by the clock. */
  verify_new_events: z.object({}),
  /** Verifies a seventh of all audit logs from their beginnings; run by the clock. */
  verify_whole_chains: z.object({}),
  /** Removes audit events that are older than their account's plan keeps them; run by the clock. */
  remove_old_events: z.object({}),
  /** Verifies one audit log from its beginning. */
  verify_audit_log: z.strictObject({ accountId: uuid() }),
}

export type JobName = keyof typeof payloads
export type JobPayloads = { [Name in JobName]: z.infer<(typeof payloads)[Name]> }

/** Every kind of job with what it carries. */
export const jobPayloads: { [Name in JobName]: z.ZodType<JobPayloads[Name]> } = payloads

/** Which try of a job this is, counted from one. */
export type JobTry = { attempt: number; isLast: boolean }

export type JobHandlers = { [Name in JobName]: (payload: JobPayloads[Name], jobTry: JobTry) => Promise<void> }
