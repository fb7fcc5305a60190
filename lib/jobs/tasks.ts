import { mailKeyNotices } from '@/lib/api-keys/notices'
import { removeOldEvents } from '@/lib/audit/retention'
import { verifyAskedChain, verifyNewEvents, verifyWholeChains } from '@/lib/audit/verification'
import { addUpRunCounts } from '@/lib/flow-runs/upkeep/add-up'
import { removeDeletedRuns } from '@/lib/flow-runs/upkeep/deleted-runs'
import { endOverdueRuns, endSilentRuns } from '@/lib/flow-runs/upkeep/overdue'
import { removeOldRuns } from '@/lib/flow-runs/upkeep/retention'
import { returnGroupRoles, settleGroupSource } from '@/lib/groups/sources'
import { sendMail, tidyOutbox } from '@/lib/mail/service'
import { mailPasswordReset } from '@/lib/passwords/service'
import { recordFailedSignIn } from '@/lib/sessions/sign-in'
import { mailTokenNotices } from '@/lib/scim/notices'
import { mailSignUp } from '@/lib/sign-ups/service'
import { mailBreakGlassUse } from '@/lib/sso/break-glass-mail'
import { mailCertificateNotices } from '@/lib/sso/certificate-notices'
import { checkSsoDomains } from '@/lib/sso/domain-watch'
import { removeOldDeliveries } from '@/lib/webhooks/delivery'
import type { JobHandlers } from './schema'
import { deleteExpiredRows } from './service'

/** What runs for each kind of job. A handler belongs to the service of its area; its payload is described in schema.ts. */
export const jobHandlers: JobHandlers = {
  send_mail: sendMail,
  mail_sign_up: mailSignUp,
  mail_password_reset: mailPasswordReset,
  record_failed_sign_in: recordFailedSignIn,
  mail_break_glass_use: mailBreakGlassUse,
  check_sso_domains: () => checkSsoDomains(new Date()),
  mail_certificate_notices: () => mailCertificateNotices(new Date()),
  settle_group_source: (payload) => settleGroupSource(payload),
  return_group_roles: (payload) => returnGroupRoles(payload),
  clean_up: async () => {
    await deleteExpiredRows()
    await tidyOutbox()
    await removeOldDeliveries(new Date())
  },
  mail_key_notices: async () => {
    await mailKeyNotices(new Date())
    await mailTokenNotices(new Date())
  },
  add_up_run_counts: addUpRunCounts,
  end_overdue_runs: () => endOverdueRuns(new Date()),
  remove_deleted_runs: ({ workspaceId }) => removeDeletedRuns(workspaceId),
  remove_old_runs: async () => {
    await removeOldRuns(new Date())
    await endSilentRuns(new Date())
  },
  verify_new_events: () => verifyNewEvents(new Date()),
  verify_whole_chains: () => verifyWholeChains(new Date()),
  remove_old_events: () => removeOldEvents(new Date()),
  verify_audit_log: ({ accountId }) => verifyAskedChain(accountId, new Date()),
}

/** Jobs that the clock starts, in cron's notation and UTC. */
export const scheduledJobs: { name: keyof JobHandlers; at: string }[] = [
  { name: 'clean_up', at: '17 * * * *' },
  { name: 'mail_key_notices', at: '41 * * * *' },
  { name: 'add_up_run_counts', at: '* * * * *' },
  { name: 'end_overdue_runs', at: '* * * * *' },
  { name: 'remove_old_runs', at: '53 * * * *' },
  { name: 'verify_new_events', at: '*/10 * * * *' },
  { name: 'verify_whole_chains', at: '29 3 * * *' },
  { name: 'remove_old_events', at: '37 2 * * *' },
  { name: 'check_sso_domains', at: '13 5 * * *' },
  { name: 'mail_certificate_notices', at: '47 5 * * *' },
]
