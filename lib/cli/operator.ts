import type { Command } from 'commander'
import type { Ctx } from '@/lib/authz/context'
import {
  endSessionsOfUser,
  reactivateUser,
  startPasswordReset,
  suspendUser,
} from '@/lib/operator/change-users'
import { retryMail } from '@/lib/mail/service'
import { retryMailInput } from '@/lib/mail/schema'
import { parseInput } from '@/lib/http/parse-input'
import { retryJob } from '@/lib/operator/jobs'
import { reactivateAccount, suspendAccount } from '@/lib/operator/suspend-accounts'
import { getUserForOperator } from '@/lib/users/operate'
import { print } from './print'

/** `organization suspend` and `reactivate`. */
export function addSuspensionOfAccounts(command: Command, ctx: Ctx): void {
  command
    .command('suspend')
    .argument('<handle>')
    .description('let nobody use an account; what is in it stays')
    .action(async (handle: string, _: unknown, changed: Command) => {
      print(changed, await suspendAccount(ctx, { handle }), (account) => `${account.handle} is suspended.`)
    })
  command
    .command('reactivate')
    .argument('<handle>')
    .description('let a suspended account be used again')
    .action(async (handle: string, _: unknown, changed: Command) => {
      print(changed, await reactivateAccount(ctx, { handle }), (account) => `${account.handle} is in use.`)
    })
}

/** `user suspend`, `reactivate`, `end-sessions` and `reset-password`. */
export function addUserOrders(command: Command, ctx: Ctx): void {
  const idOf = async (address: string) => ({
    userId: (await getUserForOperator(ctx, address, 'address')).id,
  })
  command
    .command('suspend')
    .argument('<address>')
    .description('let a person in nowhere and end their sessions; what is theirs stays')
    .action(async (address: string, _: unknown, changed: Command) => {
      print(changed, await suspendUser(ctx, await idOf(address)), (user) =>
        [
          `${address} is suspended; ${user.ended_sessions} sessions ended.`,
          ...(user.only_administrator_of.length > 0
            ? [`Nobody else administers ${user.only_administrator_of.join(', ')}.`]
            : []),
        ].join(' '),
      )
    })
  command
    .command('reactivate')
    .argument('<address>')
    .description('let a suspended person in again')
    .action(async (address: string, _: unknown, changed: Command) => {
      print(changed, await reactivateUser(ctx, await idOf(address)), () => `${address} may sign in.`)
    })
  command
    .command('end-sessions')
    .argument('<address>')
    .description('sign a person out of all browsers')
    .action(async (address: string, _: unknown, changed: Command) => {
      const sentence = ({ ended_sessions }: { ended_sessions: number }) =>
        `${ended_sessions} sessions of ${address} ended.`
      print(changed, await endSessionsOfUser(ctx, await idOf(address)), sentence)
    })
  command
    .command('reset-password')
    .argument('<address>')
    .description('mail a person a link to set another password')
    .action(async (address: string, _: unknown, changed: Command) => {
      const sentence = ({ email }: { email: string }) => `A link is on its way to ${email}.`
      print(changed, await startPasswordReset(ctx, await idOf(address)), sentence)
    })
}

/** `job retry` and `mail retry`. */
export function addRetries(program: Command, ctx: Ctx): void {
  program
    .command('job')
    .description('the queue; `operator jobs` lists it')
    .command('retry')
    .argument('<number>')
    .description('run a job again as soon as the worker can')
    .action(async (id: string, _: unknown, retried: Command) => {
      print(retried, await retryJob(ctx, { id }), (job) => `The job ${job.id} is run again.`)
    })
  program
    .command('mail')
    .description('the outbox; `operator mail` lists it')
    .command('retry')
    .argument('<id>')
    .description('send a mail again that failed')
    .action(async (id: string, _: unknown, retried: Command) => {
      const input = parseInput(retryMailInput, { id })
      print(retried, await retryMail(ctx, input), (mail) => `The mail ${mail.id} is sent again.`)
    })
}
