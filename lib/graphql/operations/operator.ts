import { z } from 'zod'
import {
  accountByHandle,
  endedSessionsView,
  healthView,
  jobById,
  jobRow,
  listJobsInput,
  listOperatorAccountsInput,
  listOperatorUsersInput,
  operatorAccountRow,
  operatorUserRow,
  settingRow,
  startedResetView,
  suspendedAccountView,
  suspendedUserView,
  userById,
} from '@/lib/operator/schema'
import {
  endSessionsOfUser,
  reactivateUser,
  startPasswordReset,
  suspendUser,
} from '@/lib/operator/change-users'
import { reactivateAccount, suspendAccount } from '@/lib/operator/suspend-accounts'
import { getInstallationEvent } from '@/lib/audit/detail'
import {
  auditEventDetail,
  auditLogRow,
  installationEventParams,
  installationLogPage,
} from '@/lib/audit/schema'
import { getHealth } from '@/lib/operator/health'
import { listJobs, retryJob } from '@/lib/operator/jobs'
import { listOperatorAccounts, listOperatorUsers } from '@/lib/operator/lists'
import { listInstallationLog } from '@/lib/audit/list'
import { listSettings } from '@/lib/operator/settings'
import { mutation, pagedQuery, plainQuery, query } from '../operation'

/** What the operator of the installation does. Nothing of it is there for anybody else. */
export const operatorOperations = [
  pagedQuery({
    name: 'operator_accounts',
    description:
      'Lists all accounts with plan and usage, found by name or handle. For the operator of the installation.',
    input: listOperatorAccountsInput,
    row: operatorAccountRow,
    run: listOperatorAccounts,
  }),
  pagedQuery({
    name: 'operator_users',
    description: 'Lists all users, found by name or address. For the operator of the installation.',
    input: listOperatorUsersInput,
    row: operatorUserRow,
    run: listOperatorUsers,
  }),
  pagedQuery({
    name: 'jobs',
    description: 'Lists the jobs in the queue, the newest first. For the operator of the installation.',
    input: listJobsInput,
    row: jobRow,
    run: listJobs,
  }),
  pagedQuery({
    name: 'installation_log',
    description:
      'Lists what operators did to the installation and its accounts, the newest first. For the operator of the installation.',
    input: installationLogPage,
    row: auditLogRow,
    run: listInstallationLog,
  }),
  query({
    name: 'installation_event',
    description:
      'Reads one event of the log of the installation, with its place in the chain. For the operator of the installation.',
    input: installationEventParams,
    output: auditEventDetail,
    run: getInstallationEvent,
  }),
  plainQuery({
    name: 'installation_health',
    description: 'Says how the installation is, check by check. For the operator of the installation.',
    output: healthView,
    run: getHealth,
  }),
  plainQuery({
    name: 'installation_settings',
    description:
      'Lists the settings as they are in effect, without secrets. For the operator of the installation.',
    output: z.array(settingRow),
    run: listSettings,
  }),
  mutation({
    name: 'retry_job',
    description:
      'Runs a job again as soon as the worker can. For the operator of the installation; refused with `job_running`.',
    input: jobById,
    output: z.object({ id: z.string() }),
    run: retryJob,
  }),
  mutation({
    name: 'suspend_account',
    description:
      'Lets nobody use the account with this handle; what is in it stays. For the operator of the installation.',
    input: accountByHandle,
    output: suspendedAccountView,
    run: suspendAccount,
  }),
  mutation({
    name: 'reactivate_account',
    description:
      'Lets a suspended account be used again. For the operator of the installation; refused with `last_administrator` while each of its ' +
      'Administrators is suspended.',
    input: accountByHandle,
    output: suspendedAccountView,
    run: reactivateAccount,
  }),
  mutation({
    name: 'suspend_user',
    description:
      'Lets a person in nowhere and ends their sessions; what is theirs stays. For the operator of the installation; refused with ' +
      '`own_user`, `last_operator` and `last_administrator`.',
    input: userById,
    output: suspendedUserView,
    run: suspendUser,
  }),
  mutation({
    name: 'reactivate_user',
    description: 'Lets a suspended person in again. For the operator of the installation.',
    input: userById,
    output: suspendedUserView,
    run: reactivateUser,
  }),
  mutation({
    name: 'end_user_sessions',
    description: 'Signs a person out of all browsers. For the operator of the installation.',
    input: userById,
    output: endedSessionsView,
    run: endSessionsOfUser,
  }),
  mutation({
    name: 'start_password_reset',
    description:
      'Mails a person a link to set another password. For the operator of the installation; refused with `user_suspended`.',
    input: userById,
    output: startedResetView,
    run: startPasswordReset,
  }),
]
